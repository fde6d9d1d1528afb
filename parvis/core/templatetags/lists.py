"""The lines of a list: a hundred of them, written here because a template takes ten times as long."""

from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.safestring import SafeString

from parvis.core.text import quote

register = Library()
NUMBER = ' class="num"'


@register.simple_tag
def table_lines(table: Any) -> SafeString:
    """Of a `core.tables.Listing`: a tick where there are bulk actions, the row's name, its other cells."""
    today = timezone.localdate()
    first, *others = table.columns
    cells = [
        (f'<td data-label="{quote(column.label)}"{NUMBER if column.is_number else ""}>', column) for column in others
    ]
    lines = []
    for row in table.rows:
        tick = ""
        if table.table.bulk:
            name = quote(first.exported(row) or "")
            tick = (
                f'<td class="tick"><input type="checkbox" name="ids" value="{quote(row.pk)}" aria-label="{name}"></td>'
            )
        shown = "".join([f"{start}{quote(column.html(row, today))}</td>" for start, column in cells])
        lines.append(f'<tr{_edit(table, row)}>{tick}<th scope="row">{quote(first.html(row, today))}</th>{shown}</tr>')
    return SafeString("\n".join(lines))


def _edit(table: Any, row: Any) -> str:
    """Where the key e leads."""
    address = table.table.edit(row) if table.table.edit else ""
    return f' data-edit="{quote(address)}"' if address else ""
