// Files: a drop zone shows the chosen name; a form with data-upload is sent with visible progress and the server's own answer.
import { release } from "./busy.js";

document.addEventListener("change", (event) => {
    const zone = event.target.closest("[data-drop]");
    const name = zone?.querySelector("[data-drop-name]");
    if (name) name.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
        const zone = event.target.closest?.("[data-drop]");
        if (zone) zone.toggleAttribute("data-over", name === "dragover");
    });
}

document.addEventListener("submit", (event) => {
    const form = event.target;
    const bar = form.querySelector("[data-upload-progress]");
    const hasFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!form.matches("[data-upload]") || !bar || !hasFile || event.defaultPrevented) return;
    event.preventDefault();
    send(form, event.submitter, bar);
});

function send(form, button, bar) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (step) => {
        bar.value = step.lengthComputable ? (100 * step.loaded) / step.total : 0;
    });
    request.addEventListener("load", () => answer(form, request));
    request.addEventListener("error", () => {
        bar.hidden = true;
        release(form);
        HTMLFormElement.prototype.submit.call(form);
    });
    bar.hidden = false;
    request.send(new FormData(form, button));
}

// A refused form comes back as a page: its own form replaces this one and the chosen file stays chosen.
function answer(form, request) {
    if (request.status < 400) {
        location.assign(request.responseURL);
        return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const other = [...page.forms].find((found) => found.action === form.action && found.matches("[data-upload]"));
    if (!other) {
        location.reload();
        return;
    }
    const fresh = document.adoptNode(other);
    for (const input of form.querySelectorAll("input[type=file]")) fresh.querySelector(`[name="${input.name}"]`)?.replaceWith(input);
    form.replaceWith(fresh);
    fresh.querySelector("[data-form-summary]")?.focus();
}
