// Keeps the phone's secret where the scanner finds it, then says so; the page itself cannot be shown again.
import { keep, kept } from "./store.js";

const { token } = JSON.parse(document.getElementById("keep").textContent);
const show = (id) => {
    document.getElementById(id).hidden = false;
};

try {
    await keep("token", token);
    show((await kept("token")) === token ? "enrolled" : "not-kept");
    await navigator.storage?.persist?.();
} catch {
    show("not-kept");
}
