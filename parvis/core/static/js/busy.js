// One press, one act: a sent form (data-busy) shows it is working and cannot be sent twice.
const FORGIVE = 15_000;

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-busy]") || form.method === "dialog") return;
    if (form.dataset.sent) {
        event.preventDefault();
        return;
    }
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(() => {
        if (!event.defaultPrevented || form.matches("[data-upload]")) mark(form, event.submitter);
    });
});

function mark(form, button) {
    form.dataset.sent = "true";
    button?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), FORGIVE);
}

export function release(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

// A page shown again from the browser's memory is not busy any more.
addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
});
