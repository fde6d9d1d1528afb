// Single keys: / filters or searches, j and k walk the rows, x ticks, Enter opens, e edits the row or else the page,
// g and a letter goes to a page, ? lists them. Never while typing; can be switched off.
const OFF = "parvis-shortcuts-off";
const AFTER_G = 1500;
let goUntil = 0;
const rows = () => [...document.querySelectorAll("main .table tbody tr, main [data-rows] > *")];
const current = () => rows().findIndex((row) => row.dataset.now !== undefined);

export function isTyping(target) {
    return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function go(step) {
    const all = rows();
    const now = current();
    const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
    if (!next) return;
    if (now >= 0) delete all[now].dataset.now;
    next.dataset.now = "";
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a[href], button")?.focus({ preventScroll: true });
}

function onRow(selector) {
    rows()[current()]?.querySelector(selector)?.click();
}

// A row of a list carries the address that edits it, or holds the link; else the page's own link is meant.
function edit() {
    const row = rows()[current()];
    if (row?.dataset.edit) location.assign(row.dataset.edit);
    else (row?.querySelector("a[data-edit]") ?? document.querySelector("main a[data-edit]:not(tr a)"))?.click();
}

function showShortcuts() {
    document.getElementById("shortcuts")?.showModal();
}

// The first letter after g is a page of the menu; anything else, or too late, is what it is by itself.
function goTo(key) {
    const waits = performance.now() < goUntil;
    goUntil = 0;
    const link = waits && /^[a-z]$/.test(key) && document.querySelector(`a[data-key="${key}"]`);
    if (link) location.assign(link.href);
    return link;
}

const KEYS = {
    "/": () => {
        const filter = document.querySelector("main [data-filter]");
        if (filter) filter.focus();
        else document.querySelector("[data-palette-open]")?.click();
    },
    g: () => {
        goUntil = performance.now() + AFTER_G;
    },
    "?": showShortcuts,
    j: () => go(1),
    k: () => go(-1),
    x: () => onRow(".tick input"),
    e: edit,
};

document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || isTyping(event.target) || localStorage.getItem(OFF) || document.querySelector("dialog[open]")) return;
    const act = goTo(event.key) ? () => {} : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
});

// Out of the filter and down to what it found.
document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.target.matches("main [data-filter]") || !rows().length) return;
    event.preventDefault();
    go(1);
});

document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts-open]")) showShortcuts();
});

document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shortcuts-off]")) return;
    if (event.target.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
    document.documentElement.toggleAttribute("data-keys-off", event.target.checked);
});

document.documentElement.toggleAttribute("data-keys-off", Boolean(localStorage.getItem(OFF)));
for (const box of document.querySelectorAll("[data-shortcuts-off]")) box.checked = Boolean(localStorage.getItem(OFF));
for (const button of document.querySelectorAll("[data-shortcuts-open]")) button.hidden = false;
