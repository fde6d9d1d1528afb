// The scanner: a code is kept first, then sent, then its verdict is shown. Contract for tests: #scanner[data-ready|data-verdict|data-ms], #pending, #start.
import { Camera, startDecoder } from "./camera.js";
import { onHand } from "./hand.js";
import { makeSender } from "./sender.js";
import { count, keep, kept, nextSequence } from "./store.js";
import { allowSound, feel, firstRead, mute, note, show } from "./verdict.js";

const SAME = 3_000;
const KINDS = { door: "entry", desk: "entry", room: "session", meal: "meal" };
const $ = (id) => document.getElementById(id);
const config = JSON.parse($("scan-config").textContent);
const { words, verdicts, tones } = config;
const scanner = $("scanner");
const csrf = () => document.body.getAttribute("hx-headers:inherited") ?? "{}";
let token = "";
let shown = { id: "", from: 0 };
let answeredAt = 0;
const lately = new Map();

const place = () => $("place").selectedOptions[0];

function kindHere() {
    const kind = KINDS[place()?.dataset.kind] ?? "entry";
    return kind === "entry" ? $("way").querySelector("select").value : kind;
}

function placeChosen() {
    $("way").hidden = !["door", "desk"].includes(place()?.dataset.kind);
    keep("place", place()?.value ?? "");
}

// A badge held before the camera is one scan, however many frames show it.
function isRepeated(text) {
    const now = performance.now();
    const before = lately.get(text);
    lately.set(text, now);
    return before !== undefined && now - before < SAME;
}

async function found(text, from, { byHand = false } = {}) {
    if (!place() || (isRepeated(text) && !byHand)) return;
    const id = crypto.randomUUID?.() ?? randomId();
    shown = { id, from };
    const sequence = await nextSequence();
    const event = { id, place: place().value, kind: kindHere(), badge: text.slice(0, 400), sequence, offline: false };
    await sender.send({ ...event, device_time: new Date().toISOString() });
}

// crypto.randomUUID exists on secure addresses only; a rehearsal on a plain one works all the same.
function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function titleOf(event, verdict) {
    return event.kind === "exit" && verdict.tone === "ok" ? words.goodbye : verdict.title;
}

function heard(event, result) {
    const verdict = verdicts[result.verdict] ?? verdicts.error;
    const title = titleOf(event, verdict);
    answeredAt = Date.now();
    note(verdict.tone, title, result.name ?? "");
    if (event.id !== shown.id) return;
    const detail = firstRead(result.first, words) || (verdict.tone === "ok" ? "" : verdict.sentence);
    show(verdict.tone, { title, name: result.name, line: result.school, detail });
    feel(tones[verdict.tone]);
    painted(result.verdict);
}

function painted(verdict) {
    const { from } = shown;
    requestAnimationFrame(() => {
        scanner.dataset.ms = String(Math.round(performance.now() - from));
        scanner.dataset.verdict = verdict;
    });
}

function stuck(code, events) {
    if (code === "device-revoked") {
        const { tone, title, sentence } = verdicts[code];
        show(tone, { title, detail: sentence });
        return painted(code);
    }
    if (!events.some((event) => event.id === shown.id)) return;
    if (code === "401" || code === "403") show("kept", { title: words.signedOut, detail: words.signedOutWhy });
    else show("kept", { title: words.kept, detail: words.keptWhy });
    feel(tones.again);
    painted("kept");
}

function counted(number) {
    $("pending").textContent = String(number);
}

function tellContact() {
    const age = Math.round((Date.now() - answeredAt) / 1000);
    const said = age < 60 ? words.seconds.replace("{n}", age) : words.minutes.replace("{n}", Math.round(age / 60));
    $("contact").textContent = answeredAt ? said : words.never;
}

const proof = () => (config.mode === "member" ? JSON.parse(csrf()) : { Authorization: `Bearer ${token}` });
const sender = makeSender(config.send, proof, { heard, stuck, counted });

async function start(camera) {
    allowSound();
    $("start").disabled = true;
    try {
        await camera.start();
        $("welcome").hidden = true;
        $("torch").hidden = !camera.hasTorch;
        const cameras = await navigator.mediaDevices.enumerateDevices();
        $("switch").hidden = cameras.filter((device) => device.kind === "videoinput").length < 2;
    } catch {
        $("start").hidden = true;
        $("stage-words").textContent = words.noCamera;
        $("code").focus();
    }
    $("tools").hidden = false;
    navigator.wakeLock?.request("screen").catch(() => {});
}

function toggle(button, act) {
    button.addEventListener("click", async () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        await act(on);
        button.setAttribute("aria-pressed", String(on));
    });
}

// An enrolled phone learns where it is from the server; without the network it keeps what it learnt last.
async function askWhere() {
    token = (await kept("token")) ?? "";
    if (!token) return null;
    try {
        const answer = await fetch(config.hello, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
        if (answer.ok) {
            const here = await answer.json();
            await keep("here", here);
            return here;
        }
        if ((await answer.json()).code === "device-revoked") stuck("device-revoked", []);
    } catch {
        // no network: what was learnt before will do
    }
    return kept("here");
}

function settle(here) {
    $("edition").textContent = here.edition;
    $("place").replaceChildren(
        ...here.places.map(({ slug, name, kind }) => {
            const option = new Option(name, slug, slug === here.place, slug === here.place);
            option.dataset.kind = kind;
            return option;
        }),
    );
}

async function open() {
    if (config.mode === "device") {
        const here = await askWhere();
        if (!here) {
            scanner.hidden = true;
            $("stranger").hidden = false;
            return;
        }
        settle(here);
    }
    const before = await kept("place");
    if ([...$("place").options].some((option) => option.value === before)) $("place").value = before;
    placeChosen();
    $("place").addEventListener("change", placeChosen);
    onHand($("typed"), (text, from) => found(text, from, { byHand: true }));
    const decoder = startDecoder(config.decoder);
    const camera = new Camera($("camera"), decoder, found);
    $("start").addEventListener("click", () => start(camera));
    $("switch").addEventListener("click", () => camera.turn());
    toggle($("torch"), (on) => camera.light(on));
    toggle($("mute"), mute);
    setInterval(tellContact, 1_000);
    counted(await count());
    sender.flush();
    const handed = new URLSearchParams(location.hash.slice(1)).get("code");
    if (handed) $("code").value = handed;
    await decoder.ready.catch(() => {});
    scanner.dataset.ready = "true";
}

open();
