"""Reports of delivery: what failed for good and of whom; everything else says nothing."""

import pytest

from parvis.core.mail_reading import read_mail
from parvis.core.mail_reports import Bounce

REPORT = """From: MAILER-DAEMON@mx.example
To: forum@forum.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822;Grace@Nubelis.example
Final-Recipient: rfc822; grace.m@elsewhere.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <grace.m@elsewhere.example>:
 no such user

--b
Content-Type: {kind}

{copy}
--b--
"""
COPY = "From: forum@forum.example\nMessage-ID: <abc@forum.example>\nSubject: Invoice\n\nHello\n"


def report(kind: str = "message/rfc822", copy: str = COPY, **replaced: str) -> bytes:
    text = REPORT.format(kind=kind, copy=copy)
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"])
def test_a_report_says_which_mail_came_back_and_why(kind: str) -> None:
    (bounce,) = read_mail(report(kind)).bounces

    assert bounce == Bounce(
        "<abc@forum.example>",
        frozenset({"grace@nubelis.example", "grace.m@elsewhere.example"}),
        "5.1.1",
        "smtp; 550 5.1.1 <grace.m@elsewhere.example>: no such user",
    )


@pytest.mark.parametrize(
    "data",
    [
        report(failed="delayed"),
        report(**{"Status: 5.1.1": "Status: 4.2.2"}),
        report(**{"Final-Recipient": "X-Other"}),
        report(**{"multipart/report": "multipart/mixed"}),
        report(**{"message/delivery-status": "text/plain"}),
        b"Subject: Hello\n\nfailed 5.1.1",
    ],
)
def test_what_is_no_final_failure_says_nothing(data: bytes) -> None:
    assert read_mail(data).bounces == []


@pytest.mark.parametrize("copy", ["", "Subject: no number\n\nHello\n"])
def test_a_report_without_the_number_names_no_mail(copy: str) -> None:
    assert [one.message_id for one in read_mail(report(copy=copy)).bounces] == [""]


def test_a_report_without_a_copy_names_no_mail() -> None:
    (bounce,) = read_mail(report("application/octet-stream")).bounces

    assert bounce.message_id == ""


@pytest.mark.parametrize("length", range(0, 1100, 37))
def test_a_report_that_is_cut_off_is_read_as_far_as_it_goes(length: int) -> None:
    assert len(read_mail(report()[:length]).bounces) <= 1
