"""Taking from the stock of packages and options, and giving back."""

from collections.abc import Iterable

from parvis.companies.models import Company
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.sales.models import Option, Package, QuoteLine
from parvis.sales.stock_words import short_text, text_for


def take_stock(lines: Iterable[QuoteLine]) -> None:
    """Count these lines as sold, or refuse with what is left. The caller's transaction holds the rows' locks."""
    for line in _in_lock_order(lines):
        item = _locked(line)
        refuse_short(item, line.quantity)
        item.sold_count += line.quantity
        item.save(update_fields=["sold_count"])


def release_stock(lines: Iterable[QuoteLine]) -> None:
    """Give back what these lines took, less what others among them gave back before."""
    net: dict[tuple[int, int], int] = {}
    for line in lines:
        key = (line.option_id or 0, line.package_id or 0)
        net[key] = net.get(key, 0) + line.quantity
    for (option, package), quantity in sorted(net.items()):
        if package:
            _give_back(lock_row(Package.objects.filter(pk=package)), quantity)
        else:
            return_units(option, quantity)


def return_units(option_id: int, quantity: int) -> None:
    """So many units of an option are free again."""
    _give_back(lock_row(Option.objects.filter(pk=option_id)), quantity)


def _give_back(item: Package | Option, quantity: int) -> None:
    item.sold_count = max(0, item.sold_count - quantity)
    item.save(update_fields=["sold_count"])


def refuse_short(item: Package | Option, quantity: int, *, of: Company | None = None) -> None:
    """Refuse a quantity above what is left of an item, or of what is left to this company."""
    text = text_for(of, item, quantity) if of else short_text(item, quantity)
    if text:
        raise Refused(text, code="sold_out")


def _in_lock_order(lines: Iterable[QuoteLine]) -> list[QuoteLine]:
    """Packages, then options, each by key, so that two buyers never wait for each other."""
    return sorted(lines, key=lambda line: (line.option_id or 0, line.package_id or 0))


def _locked(line: QuoteLine) -> Package | Option:
    if line.package_id:
        return lock_row(Package.objects.filter(pk=line.package_id))
    return lock_row(Option.objects.filter(quote_lines=line))
