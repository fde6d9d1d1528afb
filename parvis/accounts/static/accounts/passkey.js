// Passkeys: a form[data-passkey] asks the browser to make one ("create") or to use one ("get"), then sends its answer.
// The question is in data-options, or is fetched from the form's own address when that is empty.
const able = typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (able) form.addEventListener("submit", (event) => answer(event, form));
    else {
        form.querySelector("[type=submit]").disabled = true;
        say(form, form.dataset.unsupported);
    }
}

async function answer(event, form) {
    event.preventDefault();
    say(form, "");
    try {
        const credential = await ask(form.dataset.passkey, await questionOf(form));
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
    } catch {
        say(form, form.dataset.failed);
    }
}

async function questionOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).request_options.publicKey;
}

function ask(how, question) {
    if (how === "create")
        return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) });
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
}

function say(form, words) {
    const note = form.querySelector("[data-passkey-note]");
    note.textContent = words;
    note.hidden = !words;
}
