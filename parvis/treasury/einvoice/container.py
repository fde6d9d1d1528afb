"""The PDF that carries a Factur-X file: marked as such in its metadata, and read again.

Typst attaches `factur-x.xml` and writes PDF/A-3a and PDF/UA-1; what it cannot say is that the file is an invoice, in
the `fx` words of Factur-X, which PDF/A wants described by a schema of their own beside those that are there.
"""

import io
from typing import Any

from parvis.core.documents import Attachment
from parvis.core.lazy import load

NAME = "factur-x.xml"
SPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
FIELDS = {
    "DocumentFileName": (NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document"),
    "Version": ("1.0", "The version of the standard applying to the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}
RDF_END, BAG_END = "</rdf:RDF>", "</rdf:Bag></pdfaExtension:schemas>"


def carried(xml: bytes) -> Attachment:
    return Attachment(
        name=NAME, data=xml, media_type="text/xml", relationship="alternative", description="Factur-X, EN 16931"
    )


def marked(pdf: bytes) -> bytes:
    """The same PDF, whose metadata say that it is a Factur-X invoice. Same bytes in, same bytes out."""
    pikepdf = load("pikepdf")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        stream = document.Root.Metadata
        xmp = stream.read_bytes().decode()
        stream.write(_described(xmp).encode())
        for part in document.objects:
            if isinstance(part, pikepdf.Stream):
                _end_legibly(part)
        made = io.BytesIO()
        document.save(
            made,
            compress_streams=False,
            preserve_pdfa=True,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return made.getvalue()


def xml_in(pdf: bytes) -> bytes:
    """The invoice inside the PDF."""
    pikepdf = load("pikepdf")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        xml: bytes = document.attachments[NAME].get_file().read_bytes()
    return xml


def _end_legibly(stream: Any) -> None:
    """Bytes that end like a line make validators count the line end after them as theirs: such a stream is written in
    hexadecimal, which ends with `>`."""
    raw = stream.read_raw_bytes()
    if not raw.endswith((b"\r", b"\n")):
        return
    pikepdf = load("pikepdf")
    given = stream.get("/Filter", pikepdf.Array([]))
    filters = list(given) if isinstance(given, pikepdf.Array) else [given]
    filters = pikepdf.Array([pikepdf.Name.ASCIIHexDecode, *filters])
    stream.write(raw.hex().encode() + b">", filter=filters, type_check=False)


def _described(xmp: str) -> str:
    fields = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _about) in FIELDS.items())
    block = f'<rdf:Description rdf:about="" xmlns:fx="{SPACE}">{fields}</rdf:Description>'
    if xmp.count(RDF_END) != 1 or xmp.count(BAG_END) != 1:
        raise ValueError("The metadata of the PDF are not those that Typst writes.")
    return xmp.replace(BAG_END, _schema() + BAG_END).replace(RDF_END, block + RDF_END)


def _schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        f"<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
        for name, (_value, about) in FIELDS.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{SPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
