// Live parts: [data-poll="5"] with hx-trigger="tick" asks again every 5 seconds, only while the page is seen, with a little disorder.
const due = new WeakMap();

function beat() {
    if (document.hidden) return;
    const now = Date.now();
    for (const part of document.querySelectorAll("[data-poll]")) {
        const every = 1000 * Number(part.dataset.poll);
        if (now < (due.get(part) ?? 0)) continue;
        if (due.has(part)) part.dispatchEvent(new CustomEvent("tick"));
        due.set(part, now + every * (0.9 + Math.random() * 0.2));
    }
}

setInterval(beat, 1000);
document.addEventListener("visibilitychange", beat);
