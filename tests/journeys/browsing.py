"""What a story does with a browser: sign in by code, follow a mail, send a form and read where it led."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.outbox.models import Message

DATA = Path(__file__).parent.parent / "data"


def sign_in(email: str) -> Client:
    """A browser signed in with the code that was mailed to this address."""
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"email": email})
    mail = Message.objects.filter(to_address=email.lower(), kind="sign_in").latest("pk")
    code = re.search(r"\d{6}", mail.subject)
    assert code, mail.subject
    client.post("/accounts/login/code/", {"code": code[0]})
    assert "_auth_user_id" in client.session
    return client


def send(client: Client, path: str, words: Mapping[str, object] | None = None) -> Any:
    """POST a form, expect it to be taken, and open the page it leads to."""
    answer = client.post(path, {"request_key": str(uuid4()), **(words or {})})
    assert answer.status_code in {302, 303}, (path, answer.status_code, errors_of(answer))
    page: Any = client.get(answer.headers["Location"])
    assert page.status_code == 200, (path, page.status_code)
    page.path = answer.headers["Location"]
    return page


def correct(client: Client, path: str, **words: object) -> Any:
    """Open a form, change some of its fields, keep the others, and send it."""
    form = client.get(path).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in shown.items() if value not in (None, "", False)}
    return send(client, path, {**kept, **words})


def download(client: Client, path: str) -> bytes:
    """The bytes of a file a page offers."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return b"".join(answer) if answer.streaming else answer.content


def errors_of(answer: Any) -> object:
    """What the form complained about, for a test that fails."""
    contexts = getattr(answer, "context", None) or []
    forms = [context["form"] for context in contexts if "form" in context]
    if forms and hasattr(forms[0], "errors"):
        return forms[0].errors.as_json()
    return re.findall(r'role="alert"[^>]*>(.*?)</', answer.text, re.DOTALL) or answer.text[:500]


def upload(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else (DATA / name).read_bytes())


def mailed_path(kind: str, address: str = "") -> str:
    """The path of the first link in the newest mail of this kind."""
    mails = Message.objects.filter(kind=kind)
    mail = (mails.filter(to_address=address) if address else mails).latest("pk")
    link = re.search(r"http://testserver(/\S+)", mail.text)
    assert link, mail.text
    return link[1]


def mailed_code() -> str:
    """The code in the newest mail that lets a contract be signed."""
    text = Message.objects.filter(kind="contract_code").latest("pk").text
    return next(line for line in text.splitlines() if re.fullmatch(r"[A-Z2-9]{8}", line))
