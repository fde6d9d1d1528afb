// Codes that come by hand: the field, and scanners that type like a very fast keyboard and end with Enter.
const FAST = 60;
const SHORTEST = 8;

export function onHand(form, found) {
    const field = form.elements.code;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const text = field.value.trim();
        field.value = "";
        if (text) found(text, performance.now());
    });

    let typed = "";
    let last = 0;
    document.addEventListener("keydown", (event) => {
        if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.timeStamp - last > FAST) typed = "";
        last = event.timeStamp;
        if (event.key.length === 1) typed += event.key;
        else if (event.key === "Enter" && typed.length >= SHORTEST) {
            event.preventDefault();
            found(typed, performance.now());
            typed = "";
        }
    });
}
