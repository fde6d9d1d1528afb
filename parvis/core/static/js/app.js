// Starts every behaviour of the pages. Each module works on attributes (data-…) and on what htmx swaps in later.
import "./busy.js";
import "./dialog.js";
import "./keyboard.js";
import "./palette.js";
import "./theme.js";
import "./toasts.js";
import "./upload.js";
import "./visible-poll.js";
import "./small.js";

document.documentElement.classList.add("js");
