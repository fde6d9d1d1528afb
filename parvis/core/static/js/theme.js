// Light or dark: the button keeps the choice in a cookie, so that the server draws the next page with it at once.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

function show() {
    root.dataset.shade = isDark() ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it; cookieStore is missing in older Safari and Firefox
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    show();
});
system.addEventListener("change", show);
show();
