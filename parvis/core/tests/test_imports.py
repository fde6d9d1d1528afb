"""The reader understands the files people really send, and says clearly what it cannot read."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from django.test import override_settings

from parvis.core.errors import Refused
from parvis.core.imports import Column, Problem, TableFile, read_table, write_rejects

DATA = Path(__file__).resolve().parents[3] / "tests/data"
SIZES = {"GE": "large", "PME": "sme", "Start-up": "startup", "Public": "public", "Étranger": "foreign"}
COLUMNS = [
    Column("name", ("Entreprise", "Société", "Company"), required=True),
    Column("siren", ("SIREN",)),
    Column("town", ("Ville", "Town")),
    Column("size", ("Type", "Size"), kind="choice", choices=SIZES),
    Column("email", ("Mail", "E-mail", "Courriel"), kind="email"),
    Column("phone", ("Tél", "Téléphone")),
    Column("came", ("Présent # ?",), kind="flag"),
    Column("last_on", ("Dernier contact",), kind="date"),
    Column("notes", ("Notes", "Remarques"), kind="long", max_length=2000),
]
HEAD = "Entreprise;Mail;Ville"
COMPANIES = (DATA / "companies.csv").read_bytes()


def read(text: str | bytes, name: str = "list.csv") -> TableFile:
    return read_table(text if isinstance(text, bytes) else text.encode(), name, COLUMNS)


def names(table: TableFile) -> list[str]:
    return [row.values["name"] for row in table.rows]


def said(table: TableFile) -> list[str]:
    return [str(problem) for problem in table.problems]


def refusal(content: str | bytes, name: str = "list.csv") -> str:
    with pytest.raises(Refused) as caught:
        read(content, name)
    return caught.value.message


@pytest.mark.parametrize(("file", "encoding"), [("companies.csv", "UTF-8"), ("companies-cp1252.csv", "Windows-1252")])
def test_the_companies_file_is_read_whole(file: str, encoding: str) -> None:
    table = read((DATA / file).read_bytes(), file)

    assert (table.encoding, table.separator, table.header_row, table.blank_rows) == (encoding, ";", 1, 1)
    assert len(table.rows) == 102
    assert table.unknown == ["Secteur", "Contact"]
    assert table.mapping["came"] == "Présent 2025 ?"
    assert said(table) == ["Row 104: This is the total below the list, not a row of it. Remove this line."]
    assert table.rows[5].values == {
        "name": "SOCIÉTÉ GÉNÉRALE",
        "siren": "552120222",
        "town": "Paris",
        "size": "large",
        "email": "olivia.klein@societegenerale.example",
        "phone": "0688766344",
        "came": "1",
        "last_on": "2025-10-17",
        "notes": "veut le stand de l'an dernier ; à confirmer",
    }
    assert table.rows[8].values["notes"] == '=HYPERLINK("http://x")'


def test_the_visitors_file_has_commas_and_lists_inside_cells() -> None:
    columns = [Column("email", ("E-mail",), required=True, kind="email"), Column("fields", ("Domaines",), kind="list")]

    table = read_table((DATA / "visitors.csv").read_bytes(), "visitors.csv", columns)

    assert (len(table.rows), table.separator) == (1240, ",")
    assert table.rows[0].values["fields"] == "Robotique|Réseaux|Télécoms|Quantique"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_separator_and_encoding_are_recognised(separator: str, codec: str) -> None:
    text = 'Société;Mail;Téléphone\r\n"Écu; et, fils";a@b.example;01 02\rÉté;c@d.example;\n'
    if separator != ";":
        text = text.replace(";", separator).replace(f"Écu{separator}", "Écu;")

    table = read(text.encode(codec))

    assert (names(table), table.separator) == (["Écu; et, fils", "Été"], separator)


def test_the_separator_line_of_excel_is_obeyed_and_not_counted() -> None:
    table = read(b"sep=|\r\nEntreprise|Notes\r\nOrange|a;b;c;d\r\nCaf\xe9|x\r\nPlomb\xc3\xa9|y\r\nTh\xe9|z")

    assert (names(table), table.separator) == (["Orange", "Café", "Plombé", "Thé"], "|")
    assert table.problems[0].row == 4


def test_a_title_above_the_headers_is_passed_over_and_rows_keep_their_number() -> None:
    table = read(f"Forum 2026;;\n;;\n{HEAD}\nOrange;bad;Paris\n")

    assert table.header_row == 3
    assert said(table) == ["Row 4, Mail: “bad” is not an e-mail address. Write one address: name@example.org."]


def test_a_second_header_row_is_recognised() -> None:
    table = read(f"{HEAD}\nCompany;E-mail;Town\nOrange;a@b.example;Paris\n{HEAD}\nThales;;\n")

    assert names(table) == ["Orange", "Thales"]
    assert table.notes == ["Row 2 is a second header row.", "Row 4 repeats the headers: left aside."]


def test_headers_split_over_two_rows_are_read_together() -> None:
    table = read("Entreprise;Contact;\n;Mail;Tél\nOrange;a@b.example;01\n")

    assert table.mapping == {"name": "Entreprise", "email": "Mail", "phone": "Tél"}
    assert table.rows[0].values["phone"] == "01"


def test_a_missing_required_column_names_the_headers_seen() -> None:
    assert refusal("Nom;Mail\nOrange;a@b.example\n") == (
        "“list.csv” has no column “Entreprise”. Headers seen: “Nom”, “Mail”. "
        "Rename the right column in the file and import it again."
    )
    assert "Headers seen: “x”." in refusal("x\ny\n")


def test_mixed_encodings_are_problems_of_the_rarer_rows() -> None:
    lines = [HEAD.encode(), "Évian;;".encode(), "Élan;;".encode(), "Plombé;;".encode("cp1252"), b"Orange;;"]

    table = read(b"\r\n".join(lines))

    assert (table.encoding, names(table)) == ("UTF-8", ["Évian", "Élan", "Plombé", "Orange"])
    assert said(table) == [
        "Row 4: This row is in Windows-1252, the rest of the file is not. Check its accented letters."
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "“list.csv” is empty. Send the file with its header row and its data."


def test_a_file_beyond_the_limit_is_refused() -> None:
    assert refusal(b"Entreprise\n" + b"x\n" * (15 * 1024 * 1024)) == (
        "“list.csv” is larger than 20 MB. Cut it in several files."
    )
    with override_settings(IMPORT_MAX_BYTES=1024 * 1024):
        assert "larger than 1 MB" in refusal(b"Entreprise\n" + b"x\n" * (1024 * 1024))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", "is a PDF file, not a table"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel file or has a password"),
        (bytes(range(256)) * 10, "is not a table"),
        (b"\xff\xfe\x00\xd8A\x00B\x00", "starts as UTF-16 text"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content, "list.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        f'{HEAD}\nOrange;a@b.example;Paris\n"Thales;;\nSafran;;\nEDF;;\n',
        f'{HEAD}\n"Thales;;\n' + "x;;\n" * 300,
        f'{HEAD}\n"' + "x" * 200_000,
    ],
)
def test_a_quote_never_closed_is_refused_with_its_row(text: str) -> None:
    assert "a quotation mark opened in row " in refusal(text)


def test_a_quote_that_swallows_rows_is_a_problem_of_the_row() -> None:
    table = read(f'{HEAD}\n"Thales;;\nSafran;;\nEDF";;\nOrange;;"2 lines\nof text"\n')

    assert [(problem.row, problem.reason) for problem in table.problems] == [
        (2, "A quotation mark is missing: several rows were read as one.")
    ]


def test_a_column_that_comes_twice_is_used_once_and_said() -> None:
    table = read("Entreprise;Mail;E-mail\nOrange;a@b.example;c@d.example\n")

    assert table.rows[0].values["email"] == "a@b.example"
    assert (table.notes, table.unknown) == (["The column “E-mail” comes twice: the first one is used."], [])


def test_two_hundred_columns_are_read() -> None:
    head = ";".join(["Entreprise", *(f"c{number}" for number in range(199))])

    assert len(read(f"{head}\n" + "x;" * 199 + "y\n").unknown) == 199


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(Refused, match="more than 10 rows"):
        read_table(b"Entreprise\n" + b"x\n" * 11, "list.csv", COLUMNS, max_rows=10)
    with pytest.raises(Refused, match="more than 10 rows"):
        read_table(b"Entreprise\n" + b"x\n" * 100, "list.csv", COLUMNS, max_rows=10)


def test_cells_lose_invisible_characters_and_our_own_formula_guard() -> None:
    table = read("Entreprise;Notes;Tél\n \u00a0Ora\u200bnge\t;'=1+1;'+33 6\n")

    assert table.rows[0].values | {"name": "Orange", "notes": "=1+1", "phone": "+33 6"} == table.rows[0].values


def test_each_bad_cell_is_named_with_its_remedy() -> None:
    columns = [
        Column("name", ("Nom",), required=True, max_length=5),
        Column("due_on", ("Date",), kind="date"),
        Column("amount", ("Montant",), kind="cents"),
        Column("count", ("Nombre",), kind="integer"),
        Column("paid", ("Payé",), kind="flag"),
        Column("size", ("Taille",), kind="choice", choices=SIZES),
        Column("tags", ("Mots",), kind="list", choices={"A": "a", "B": "b"}),
    ]
    good = "Ada;1/2/26;1 234,50;1 200;oui;pme;b, A,b"
    bad = ";demain;beaucoup;1e5;peut-être;ETI;A|C"

    table = read_table(f"Nom;Date;Montant;Nombre;Payé;Taille;Mots\n{good}\n{bad}\nLovelace\n".encode(), "x", columns)

    assert table.rows[0].values == {
        "name": "Ada", "due_on": "2026-02-01", "amount": "123450", "count": "1200", "paid": "1", "size": "sme",
        "tags": "b|a",
    }  # fmt: skip
    assert table.rows[1].values["due_on"] == "demain"
    assert said(table) == [
        "Row 3, Nom: This cell is empty. Fill it in.",
        "Row 3, Date: “demain” is not a date. Write it like 31/12/2026.",
        "Row 3, Montant: “beaucoup” is not an amount. Write it like 1234.50.",
        "Row 3, Nombre: “1e5” is not a whole number. Write it in digits, like 12.",
        "Row 3, Payé: “peut-être” is neither yes nor no. Write “yes” or “no”.",
        "Row 3, Taille: “ETI” is not one of the choices. Write one of: GE, PME, Start-up, Public, Étranger.",
        "Row 3, Mots: “C” is not one of the choices. Write one of: A, B.",
        "Row 4, Nom: This text has 8 characters, 5 at most are kept. Shorten it.",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Oran\ufffdge;;", "This row holds damaged characters."),
        ("Ora\x00nge;;", "This row holds damaged characters."),
        ("Orange;;#REF!", "A formula of this row shows an error."),
        ("Orange;;Paris;more", "This row has more cells than the header row."),
    ],
)
def test_a_damaged_row_does_not_go_in(line: str, reason: str) -> None:
    assert [problem.reason for problem in read(f"{HEAD}\n{line}\n").problems] == [reason]


@pytest.mark.parametrize("line", ["Total;;", "TotalEnergies;;95", "Total;a@b.example;Paris"])
def test_a_company_called_total_is_a_row(line: str) -> None:
    assert read(f"{HEAD}\n{line}\n").problems == []


def test_several_lines_in_a_cell_are_kept_where_they_are_wanted() -> None:
    table = read('Entreprise;Notes\n"Orange\nFrance";"one\r\n\r\ntwo"\n')

    assert (table.rows[0].values["name"], table.rows[0].values["notes"]) == ("Orange France", "one\n\ntwo")


def test_rejected_rows_come_back_corrected() -> None:
    table = read(f"{HEAD};Autre\nOrange;bad;Paris;=1\nThales;;;\n")
    content = write_rejects(table, table.bad_rows())

    [headers, line] = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert headers == ["Entreprise", "Mail", "Ville", "Autre", "Row", "Problem"]
    assert line == [
        "Orange", "bad", "Paris", "'=1", "2",
        "Mail: “bad” is not an e-mail address. Write one address: name@example.org.",
    ]  # fmt: skip

    again = read(content.replace(b";bad;", b";good@mail.example;"))
    assert (again.problems, again.unknown) == ([], ["Autre"])
    assert (
        write_rejects(again, again.rows).decode("utf-8-sig").splitlines()[1] == "Orange;good@mail.example;Paris;'=1;2;"
    )


def test_rejects_say_what_the_import_found_besides() -> None:
    table = read(f"{HEAD}\nOrange;;Paris\n")
    [row] = table.good_rows()

    content = write_rejects(table, [row], [Problem(2, "", "Already known.", "")])

    assert content.decode("utf-8-sig").splitlines()[1] == "Orange;;Paris;2;Already known."


def test_twenty_thousand_rows_take_less_than_thirty_megabytes() -> None:
    data = b"Entreprise;Mail;Ville;Notes;SIREN\r\n" + b"".join(
        b"Company %d;person%d@mail.example;Paris;call in September;%09d\r\n" % (n, n, n) for n in range(20_000)
    )
    tracemalloc.start()
    table = read(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (len(table.rows), table.problems) == (20_000, [])
    assert peak < 30_000_000
