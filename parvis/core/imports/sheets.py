"""XLSX and ODS, opened in a child process with little memory: a hostile workbook can only stop its own reading."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.imports.cells import Cells
from parvis.core.imports.table_file import RawRow

CHILD = Path(__file__).with_name("sheet_child.py")
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5_000


def workbook_format(data: bytes, name: str) -> str:
    """`xlsx` or `ods`, after a look at what the archive would unpack to. Raises Refused for any other archive."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise _damaged(name) from error
    _check_members(members, name)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise Refused(
        _("“%(name)s” is a ZIP archive, not a spreadsheet. Open the archive and send the file that is inside it.")
        % {"name": name}
    )


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > MOST_MEMBERS:
        raise Refused(
            _("“%(name)s” would unpack to more than %(limit)s MB. Save only the sheet with the data, as CSV.")
            % {"name": name, "limit": LARGEST_UNPACKED // 1024 // 1024}
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or member.flag_bits & 1:
            raise _damaged(name)


def _damaged(name: str) -> Refused:
    return Refused(
        _("“%(name)s” cannot be read: it is damaged or protected. Open it in a spreadsheet and save it again as .xlsx.")
        % {"name": name}
    )


def read_sheets(data: bytes, name: str, max_rows: int) -> list[list[RawRow]]:
    """The rows of each visible sheet, numbered as the spreadsheet shows them. Raises Refused."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        command = [sys.executable, "-I", str(CHILD), str(max_rows + 1)]
        with subprocess.Popen(  # noqa: S603 (our own file, no user's word in the command)
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child:
            sheets = _told(child.stdout or io.BytesIO())
    if child.returncode:
        raise _damaged(name)
    return sheets


def _told(lines: Iterable[bytes]) -> list[list[RawRow]]:
    """One list of rows for each sheet the child tells of."""
    cells = Cells()
    sheets: list[list[RawRow]] = []
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            break  # the child was stopped in the middle of a line; its exit code says so
        if told == "sheet":
            sheets.append([])
        else:
            rows = sheets[-1]
            rows.append(RawRow(len(rows) + 1, cells.cleaned(told), cells.trouble(told)))
    return sheets
