// Messages go by themselves after a while (not errors, not while the pointer or the focus is on them).
const STAY = 6_000;
const STAY_UNDO = 10_000;

function leave(toast) {
    toast.dataset.leaving = "";
    setTimeout(() => toast.remove(), 220);
}

function watch(toast) {
    if (toast.dataset.watched) return;
    toast.dataset.watched = "true";
    if (toast.dataset.stays !== undefined) return;
    const wait = () => setTimeout(() => leave(toast), toast.querySelector("form") ? STAY_UNDO : STAY);
    let timer = wait();
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, () => clearTimeout(timer));
    for (const name of ["pointerleave", "focusout"]) {
        toast.addEventListener(name, () => {
            clearTimeout(timer);
            timer = wait();
        });
    }
}

const region = document.getElementById("messages");
const watchAll = () => region?.querySelectorAll("[data-toast]").forEach(watch);

document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) leave(event.target.closest("[data-toast]"));
});
if (region) new MutationObserver(watchAll).observe(region, { childList: true });
watchAll();
