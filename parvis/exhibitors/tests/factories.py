"""Exhibitors for tests."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Pdf
from PIL import Image

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.companies.models import Company
from parvis.companies.tests.factories import make_company
from parvis.core.actor import Actor, ActorKind
from parvis.core.uploads import CleanImage, CleanPdf, read_image
from parvis.editions.models import Edition, Term
from parvis.editions.tests.factories import NOON, client_of, make_edition
from parvis.exhibitors.models import (
    DocumentRequest,
    Entitlement,
    Exhibitor,
    ExhibitorDocument,
    ExhibitorProfile,
    JobOffer,
    Representative,
    ThreadMessage,
)


def make_exhibitor(
    edition: Edition | None = None, company: Company | None = None, *, status: str = "confirmed", **fields: Any
) -> Exhibitor:
    """A company in an edition; confirmed unless told otherwise."""
    return Exhibitor.objects.create(
        company=company or make_company(),
        edition=edition or make_edition(),
        status=status,
        created_at=NOON,
        confirmed_at=NOON if status == "confirmed" else None,
        withdrawn_at=NOON if status == "withdrawn" else None,
        **fields,
    )


def make_entitlement(exhibitor: Exhibitor, kind: str, quantity: int = 1, *, source: str = "C2026-0001") -> Entitlement:
    return Entitlement.objects.create(exhibitor=exhibitor, kind=kind, quantity=quantity, source=source)


def make_representative(
    exhibitor: Exhibitor | None = None, *, user: User | None = None, **fields: Any
) -> Representative:
    """Somebody of the exhibitor who signs in."""
    user = user or make_user(first_name="Grace", last_name="Martin")
    details = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email, **fields}
    return Representative.objects.create(exhibitor=exhibitor or make_exhibitor(), user=user, created_at=NOON, **details)


def actor_of(representative: Representative) -> Actor:
    """This person as somebody who acts."""
    return Actor(ActorKind.REPRESENTATIVE, str(representative.pk), representative.full_name, "127.0.0.1")


def client_for(exhibitor: Exhibitor) -> Client:
    """A browser of a new representative of this exhibitor."""
    user = make_representative(exhibitor).user
    assert user is not None
    return client_of(user)


def make_profile(exhibitor: Exhibitor, **fields: Any) -> ExhibitorProfile:
    """A complete public page, without a logo."""
    details = {
        "public_name": exhibitor.company.name,
        "tagline": "Réseaux et confiance",
        "sector": "Télécoms",
        "description_fr": "Nous construisons des réseaux.",
        "updated_at": NOON,
        **fields,
    }
    return ExhibitorProfile.objects.create(exhibitor=exhibitor, **details)


def make_job_offer(exhibitor: Exhibitor, *, title: str = "Stage réseaux", **fields: Any) -> JobOffer:
    kind = fields.pop("kind", None) or Term.objects.get(kind="seek", slug="stage")
    return JobOffer.objects.create(exhibitor=exhibitor, title=title, kind=kind, created_at=NOON, **fields)


def make_document_request(edition: Edition, title: str = "Attestation d’assurance", **fields: Any) -> DocumentRequest:
    details = {"title_en": "Insurance certificate", "due_on": edition.fair_on, **fields}
    return DocumentRequest.objects.create(edition=edition, title_fr=title, **details)


def make_message(
    exhibitor: Exhibitor, body: str = "Bonjour", *, is_from_team: bool = False, **fields: Any
) -> ThreadMessage:
    details = {"author_name": "Grace Martin", "written_at": NOON, **fields}
    return ThreadMessage.objects.create(exhibitor=exhibitor, body=body, is_from_team=is_from_team, **details)


def make_document(exhibitor: Exhibitor, request: DocumentRequest, **fields: Any) -> ExhibitorDocument:
    details = {
        "name": "assurance.pdf",
        "path": f"ab/{'ab' * 32}.pdf",
        "sha256": "ab" * 32,
        "size_bytes": 1200,
        "uploaded_at": NOON,
        **fields,
    }
    return ExhibitorDocument.objects.create(exhibitor=exhibitor, request=request, **details)


def png(colour: str = "#0a5", side: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(made, "PNG")
    return made.getvalue()


def logo_file(colour: str = "#0a5") -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.png", png(colour), content_type="image/png")


def clean_logo(colour: str = "#0a5") -> CleanImage:
    return read_image(io.BytesIO(png(colour)))


def clean_pdf(text: bytes = b"one") -> CleanPdf:
    return CleanPdf(b"%PDF-1.4\n" + text + b"\n%%EOF", "pdf", 1)


def pdf_file(name: str = "plan.pdf") -> SimpleUploadedFile:
    """A real PDF of one page, as a browser sends it."""
    made, document = io.BytesIO(), Pdf.new()
    document.add_blank_page()
    document.save(made)
    return SimpleUploadedFile(name, made.getvalue(), content_type="application/pdf")


def sent(answer: Any) -> bytes:
    """The bytes of a file that was answered."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
