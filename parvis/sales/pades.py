"""PAdES seals made and read with pyHanko, in a child process (`python -m parvis.sales.pades`).

It needs nothing of Django; its libraries (60 MiB) go with the child. Times are UTC, files base64, certificates PEM.
"""

import asyncio
import base64
import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from tempfile import NamedTemporaryFile
from typing import Any

from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto.crl import CertificateList  # type: ignore[import-untyped]
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from parvis.core.apart import serve

TSA_SECONDS = 10
WHOLE_BOX = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(left=0, right=0, top=0, bottom=0)
)
FIELDS = {1: "Exhibitor", 2: "Association"}
SPOKEN = {1: "Signature of the exhibitor", 2: "Signature of the association"}  # by screen readers


def _keep_metadata(_writer: IncrementalPdfFileWriter) -> None:
    """The metadata of the paper stay as printed: rewritten ones would no longer be those of an archive file."""


setattr(IncrementalPdfFileWriter, "_update_meta", _keep_metadata)  # noqa: B010 (wherever the library appends)
LEVELS = {1: ("B-T", "B-B"), 2: ("B-LTA", "B-T", "B-B")}


def seal(job: dict[str, Any]) -> dict[str, Any]:
    """The file with one more seal, at the best level that can be reached; `problem` says why it is not a better one."""
    levels = LEVELS[job["step"]] if job["tsa"] else ("B-B",)
    problem = ""
    for level in levels:
        try:
            sealed = _sealed(job, level)
            return {"pdf": base64.b64encode(sealed).decode(), "level": level, "problem": problem}
        except Exception as error:
            if level == "B-B":
                raise
            problem = f"{level}: {type(error).__name__}: {error}"[:300]
    raise AssertionError("unreachable")


def _sealed(job: dict[str, Any], level: str) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(_ended(base64.b64decode(job["pdf"]))))
    for carried in job["carried"]:
        _embed(writer, carried)
    stamper = _stamper(job["tsa"]) if level != "B-B" else None
    long_term = level == "B-LTA"
    step = job["step"]
    meta = PdfSignatureMetadata(
        field_name=FIELDS[step],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=job["reason"],
        name=job["name"],
        use_pades_lta=long_term,
        dss_settings=DSSContentSettings(
            next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
        ),
        embed_validation_info=long_term,
        validation_context=_long_term_context(job, stamper) if long_term else None,
    )
    if step == 1:  # both places are made before the first seal, so that the second only fills its own
        for number, name in FIELDS.items():
            place = {"on_page": job["page"], "box": _box(job, number), "readable_field_name": SPOKEN[number]}
            append_signature_field(writer, SigFieldSpec(name, **place))
    made = io.BytesIO()
    with NamedTemporaryFile(suffix=".pdf") as stamp:  # read when the stamp is drawn
        stamp.write(base64.b64decode(job["stamp"]))
        stamp.flush()
        style = StaticStampStyle.from_pdf_file(
            stamp.name, border_width=0, background_opacity=1, background_layout=WHOLE_BOX
        )
        signer = PdfSigner(meta, _signer(job), timestamper=stamper, stamp_style=style)
        signer.sign_pdf(writer, output=made)
    return made.getvalue()


def _ended(pdf: bytes) -> bytes:
    """With the end of its last line, so that what is appended begins on its own."""
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def restamp(job: dict[str, Any]) -> dict[str, Any]:
    """A file sealed at a lower level, with what its seals need to be checked for years and a time stamp over it all."""
    data, stamper = base64.b64decode(job["pdf"]), _stamper(job["tsa"])
    context = _long_term_context(job, stamper)
    for place in range(len(PdfFileReader(io.BytesIO(data)).embedded_regular_signatures)):
        signature = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures[place]
        proof = async_add_validation_info(signature, context, add_vri_entry=False, output=io.BytesIO())
        data = asyncio.run(proof).getvalue()
    made = io.BytesIO()
    settings = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
    PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        "sha256",
        validation_context=context,
        output=made,
        dss_settings=settings,
    )
    return {"pdf": base64.b64encode(made.getvalue()).decode()}


def probe(job: dict[str, Any]) -> dict[str, Any]:
    """Does the time service answer? Why not, otherwise."""
    try:
        asyncio.run(_stamper(job["tsa"]).async_dummy_response("sha256"))
    except Exception as error:  # a stranger's service fails in any way
        return {"problem": f"{type(error).__name__}: {error}"[:300]}
    return {"problem": ""}


def _stamper(url: str) -> HTTPTimeStamper:
    return HTTPTimeStamper(url, https=url.startswith("https:"), timeout=TSA_SECONDS)


def _box(job: dict[str, Any], step: int) -> tuple[int, int, int, int] | None:
    left, low, right, high = job["boxes"][step - 1] or (0, 0, 0, 0)
    return (left, low, right, high) if right else None


def _embed(writer: IncrementalPdfFileWriter, carried: dict[str, Any]) -> None:
    """A file inside the PDF, as PDF/A-3 wants it: media type, relationship, named in the catalog's /AF."""
    data = base64.b64decode(carried["data"])
    held = embed.EmbeddedFileObject.from_file_data(writer, data=data, mime_type=carried["type"])
    spec = embed.FileSpec(
        file_spec_string=carried["name"],
        file_name=carried["name"],
        embedded_data=held,
        description=carried["description"],
        af_relationship=generic.NameObject("/Supplement"),
    )
    embed.embed_file(writer, spec)


def _signer(job: dict[str, Any]) -> SimpleSigner:
    certificate, root = _certificate(job["certificate"]), job["roots"][0]
    above = [*_between([root]), _certificate(root["authority"])]
    store = SimpleCertificateStore.from_certs(above)  # type: ignore[no-untyped-call]
    key = load_private_key_from_pemder_data(job["key"].encode(), None)
    return SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=store)


def _long_term_context(job: dict[str, Any], stamper: HTTPTimeStamper | None) -> ValidationContext:
    """What a B-LTA seal carries with it: our own authority, and that of the time stamp as its service names it."""
    roots = [_certificate(root["authority"]) for root in job["roots"]]
    if stamper is not None:
        token = asyncio.run(stamper.async_dummy_response("sha256"))
        held = [one.chosen for one in token["content"]["certificates"]]
        issuers = {one.subject.hashable: one for one in held}
        ends = [one for one in held if one.issuer.hashable not in issuers or one.self_issued]
        roots += ends
    return _judging(job, roots, None)


def verify(job: dict[str, Any]) -> dict[str, Any]:
    """What the seals of a file say. `signatures` is empty when there is none; `readable` false when it is no PDF."""
    data = base64.b64decode(job["pdf"])
    try:
        reader = PdfFileReader(io.BytesIO(data))
        embedded = list(reader.embedded_regular_signatures)
        carried = _carried(reader)
    except Exception:  # a stranger's file may be broken in any way
        return {"readable": False, "signatures": [], "evidence": "", "is_covered": False}
    all_of_it = list(reader.embedded_signatures)
    signatures = [_judged(one, all_of_it[all_of_it.index(one) + 1 :], job) for one in embedded]
    is_covered = bool(all_of_it) and _covers_file(all_of_it[-1])
    return {"readable": True, "signatures": signatures, "evidence": carried, "is_covered": is_covered}


def _judged(signature: EmbeddedPdfSignature, later: list[EmbeddedPdfSignature], job: dict[str, Any]) -> dict[str, Any]:
    blank = {"field": signature.field_name, "intact": False, "trusted": False, "changed": True, "stamped_at": ""}
    try:
        status = validate_pdf_signature(signature, _context(signature, job))
        level = status.modification_level
        stamp = status.timestamp_validity
        return blank | {
            "subject": signature.signer_cert.subject.human_friendly,
            "intact": bool(status.intact and status.valid),
            "trusted": bool(status.trusted),
            "changed": level is None
            or level.name not in {"NONE", "LTA_UPDATES", "FORM_FILLING"}
            or not status.docmdp_ok,
            "signed_at": status.signer_reported_dt.astimezone(UTC).isoformat() if status.signer_reported_dt else "",
            "stamped_at": _utc(stamp) if stamp and stamp.valid and stamp.intact else _stamped_over(later),
        }
    except Exception as error:  # broken by a stranger
        return blank | {"subject": "", "signed_at": "", "error": type(error).__name__}


def _stamped_over(later: list[EmbeddedPdfSignature]) -> str:
    """The time of the first good time stamp that covers the file as it stood after a seal."""
    for one in later:
        if one.sig_object_type == "/DocTimeStamp":
            status = validate_pdf_timestamp(one, skip_diff=True)
            if status.valid and status.intact:
                return _utc(status)
    return ""


def _utc(stamp: Any) -> str:
    return str(stamp.timestamp.astimezone(UTC).isoformat())


def _context(signature: EmbeddedPdfSignature, job: dict[str, Any]) -> ValidationContext:
    """Our authorities alone; a certificate that has ended is judged at the time its seal says it was made."""
    roots = [_certificate(root["authority"]) for root in job["roots"]]
    moment, ends = None, signature.signer_cert.not_valid_after
    if ends < datetime.now(UTC):
        moment = signature.self_reported_timestamp or ends - timedelta(days=1)
    return _judging(job, roots, moment)


def _judging(job: dict[str, Any], roots: list[Any], moment: datetime | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=roots,
        other_certs=_between(job["roots"]),
        crls=_crls(job),
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )


def _covers_file(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.evaluate_signature_coverage().name == "ENTIRE_FILE")


def _carried(reader: PdfFileReader) -> str:
    """The evidence inside the file, as text; nothing when there is none."""
    with suppress(KeyError, AttributeError, IndexError):
        for held in reader.root["/AF"]:
            spec = held.get_object()
            if spec["/F"] == "evidence.json":
                data: bytes = spec["/EF"]["/F"].data
                return data.decode(errors="replace")
    return ""


def _certificate(text: str) -> Any:
    return next(iter(load_certs_from_pemder_data(text.encode())))


def _between(roots: list[dict[str, str]]) -> list[Any]:
    """The certificates between seals and their authorities; seals of our own have none."""
    texts = [root["chain"] for root in roots if root.get("chain")]
    return [one for text in texts for one in load_certs_from_pemder_data(text.encode())]


def _crls(job: dict[str, Any]) -> list[CertificateList]:
    lists = [root["revocations"] for root in job["roots"] if root["revocations"]]
    return [CertificateList.load(pem.unarmor(text.encode())[2]) for text in lists]


def _answer(job: dict[str, Any]) -> bytes:
    work = {"seal": seal, "restamp": restamp, "probe": probe, "verify": verify}
    return json.dumps(work[job["do"]](job)).encode()


if __name__ == "__main__":
    serve(_answer)
