// The board by hand: a card follows its handle to another lane, by pointer or by keys, and its own form sends it there.
const says = () => document.getElementById("board-says");
const lanes = () => [...document.querySelectorAll("[data-board] .lane")];
let held = null; // { card, from, over, pointer }

function say(kind, lane) {
    const place = says();
    const words = { name: held.card.dataset.card, stage: lane.dataset.name };
    if (place) place.textContent = place.dataset[kind].replace(/\{(\w+)\}/g, (_all, key) => words[key]);
}

function mark(lane) {
    for (const one of lanes()) one.toggleAttribute("data-over", one === lane);
    held.over = lane;
}

function take(handle, pointer) {
    const card = handle.closest("[data-card]");
    const from = card.closest(".lane");
    held = { card, from, over: from, pointer };
    card.dataset.held = "";
    mark(from);
    say("taken", from);
}

function letGo() {
    delete held.card.dataset.held;
    for (const one of lanes()) one.removeAttribute("data-over");
    held = null;
}

function putBack() {
    say("back", held.from);
    letGo();
}

function putDown() {
    const { card, from, over } = held;
    if (over === from) return putBack();
    const form = card.querySelector("form.lane-move");
    form.elements.stage.value = over.dataset.stage;
    letGo();
    over.querySelector(".lane-cards").prepend(card); // as if done; a refusal brings the board back as it is
    sessionStorage.setItem("parvis-board-focus", card.id);
    form.requestSubmit();
}

function carry(step) {
    const all = lanes();
    const next = all[all.indexOf(held.over) + step];
    if (!next) return;
    mark(next);
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    say("over", next);
}

document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.("[data-handle]");
    if (!handle) return;
    const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
    if (!held && event.key === " ") take(handle, null);
    else if (held && (event.key === " " || event.key === "Enter")) putDown();
    else if (held && event.key === "Escape") putBack();
    else if (held && event.key in steps) carry(steps[event.key]);
    else return;
    event.preventDefault();
});

document.addEventListener("focusout", (event) => {
    if (held && held.pointer === null && event.target.closest("[data-handle]")) putBack();
});

document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    take(handle, event.pointerId);
});

document.addEventListener("pointermove", (event) => {
    if (!held || held.pointer !== event.pointerId) return;
    const lane = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-board] .lane");
    if (lane && lane !== held.over) {
        mark(lane);
        say("over", lane);
    }
});

document.addEventListener("pointerup", (event) => {
    if (held && held.pointer === event.pointerId) putDown();
});

document.addEventListener("pointercancel", () => {
    if (held) putBack();
});

document.addEventListener("htmx:after:swap", () => {
    const card = document.getElementById(sessionStorage.getItem("parvis-board-focus") ?? "");
    sessionStorage.removeItem("parvis-board-focus");
    card?.querySelector("[data-handle]")?.focus();
});
