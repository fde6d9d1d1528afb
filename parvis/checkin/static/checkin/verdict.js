// The answer: half the screen, a shape, words, sound and vibration; and the list of the last twenty.
const MOST = 20;
const screen = document.getElementById("verdict");
const list = document.getElementById("last");
const part = (name) => screen.querySelector(`[data-part="${name}"]`);
const clock = (at) => at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
let audio;
let isMuted = false;

export const mute = (off) => {
    isMuted = off;
};

// Sound needs a press on the page first.
export function allowSound() {
    audio ??= new AudioContext();
    audio.resume();
}

export function show(tone, { title, name = "", line = "", detail = "" }) {
    screen.className = `verdict scan-verdict verdict-${tone}`;
    for (const [key, words] of Object.entries({ title, name, line, detail })) part(key).textContent = words;
}

export function feel({ notes, ms, vibration }) {
    if (isMuted) return;
    navigator.vibrate?.(vibration);
    if (!audio) return;
    notes.forEach((pitch, index) => beep(pitch, audio.currentTime + (index * ms) / 1000, ms / 1000));
}

function beep(pitch, from, seconds) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + seconds);
    voice.connect(volume).connect(audio.destination);
    voice.start(from);
    voice.stop(from + seconds);
}

export function firstRead(first, words) {
    if (!first) return "";
    const at = clock(new Date(first.at));
    return words.first.replace("{at}", at).replace("{place}", first.place).replace("{device}", first.device);
}

export function note(tone, title, name) {
    const row = document.createElement("li");
    row.className = `scan-row scan-row-${tone}`;
    for (const words of [clock(new Date()), title, name]) {
        const cell = document.createElement("span");
        cell.textContent = words;
        row.append(cell);
    }
    list.prepend(row);
    while (list.children.length > MOST) list.lastElementChild.remove();
}
