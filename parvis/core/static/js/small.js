// Small things: copy buttons, the count of ticked rows, "tick all", the live region after a filter, rows that open on a press.
document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 2000);
});

document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (!form || event.target.type !== "checkbox") return;
    const boxes = [...form.querySelectorAll("tbody .tick input")];
    if (event.target.matches("[data-tick-all]")) for (const box of boxes) box.checked = event.target.checked;
    countTicked(form);
});

// "All of them" is offered once every row of the page is ticked, and is taken back with the first tick that goes.
function countTicked(form) {
    const count = form.querySelector("[data-bulk-count]");
    const ticked = form.querySelectorAll("tbody .tick :checked").length;
    if (count) count.textContent = String(ticked);
    const all = form.querySelector("[data-bulk-all]");
    if (!all) return;
    all.hidden = ticked < form.querySelectorAll("tbody .tick input").length;
    if (all.hidden) all.querySelector("input").checked = false;
}

for (const form of document.forms) countTicked(form);

document.addEventListener("click", (event) => {
    const row = event.target.closest(".table tbody tr");
    if (!row || event.target.closest("a, button, input, label, select, summary, details") || getSelection().toString()) return;
    row.querySelector("th[scope=row] a")?.click();
});

document.addEventListener("htmx:after:swap", () => {
    const words = document.querySelector("[data-announce]")?.textContent.trim();
    const region = document.getElementById("announce");
    if (words && region) region.textContent = words;
});
