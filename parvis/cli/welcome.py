"""The first lines a new user reads: the address, and a sign-in link for each role of the demo."""

from typing import Any


def text(answer: dict[str, Any]) -> str:
    """What `parvis run` prints once the first page can be opened."""
    lines = ["", f"Parvis is at {answer['url']}"]
    if answer.get("setup_url"):
        lines += ["", f"Set it up at {answer['setup_url']}"]
    if answer.get("logins"):
        lines += ["", "Sign in as (each link works once, within the hour):"]
        wide = max(len(login["role"]) for login in answer["logins"])
        lines += [f"  {login['role']:<{wide}}  {login['url']}" for login in answer["logins"]]
        lines += ["", f"Mails, none of which leaves this machine: {answer['mail_url']}"]
    return "\n".join([*lines, "", "Ctrl-C stops it.", ""])
