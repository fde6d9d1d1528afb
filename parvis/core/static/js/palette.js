// Ctrl K: a dialog that asks `data-palette-url?q=…` (on body) for options and walks them with the arrows.
const url = document.body.dataset.paletteUrl;
const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const list = document.getElementById("palette-results");
let latest = 0;

const options = () => [...list.querySelectorAll("[role=option]")];

function select(index) {
    options().forEach((option, place) => {
        option.id ||= `palette-option-${place}`;
        option.setAttribute("aria-selected", String(place === index));
        if (place !== index) return;
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
    });
}

async function ask() {
    const asked = ++latest;
    const answer = await fetch(`${url}?q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
    if (asked !== latest || !answer.ok) return;
    list.innerHTML = await answer.text();
    select(0);
}

function open() {
    palette.showModal();
    input.select();
    ask();
}

function walk(event) {
    const all = options();
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) select((now + step + all.length) % all.length);
    else if (event.key === "Enter") all[now]?.click();
    else return;
    event.preventDefault();
}

if (url && palette) {
    let pause;
    input.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", walk);
    document.addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        open();
    });
    for (const link of document.querySelectorAll("[data-palette-open]")) {
        link.addEventListener("click", (event) => {
            event.preventDefault();
            open();
        });
    }
}
