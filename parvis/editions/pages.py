"""The team's pages by job: what the menu shows, what the palette finds, which letter after g leads there."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Page(NamedTuple):
    """A page by its URL name; shown where it exists and its door is open to the member."""

    name: str
    label: Promise
    icon: str
    key: str = ""
    is_exact: bool = False


class Group(NamedTuple):
    title: Promise | str
    pages: tuple[Page, ...]


PAGES = (
    Group(
        "",
        (
            Page("reports:home", _("What needs us"), "house", "h", is_exact=True),
            Page("editions:todo_list", _("Planning"), "list-checks", "p"),
            Page("exhibitors:thread_list", _("Messages"), "messages-square", "m"),
        ),
    ),
    Group(
        _("Companies"),
        (
            Page("companies:company_list", _("Companies"), "building-2", "c"),
            Page("companies:opportunity_board", _("Pipeline"), "columns-3", "o"),
            Page("companies:interest_list", _("Interest form"), "mail"),
            Page("sales:quote_list", _("Quotes"), "file-text", "q"),
            Page("sales:contract_list", _("Contracts"), "file-check", "t"),
            Page("sales:request_list", _("Requests for options"), "package"),
            Page("sales:place_list", _("Waiting list for packages"), "clock"),
            Page("sales:catalogue", _("Catalogue"), "tag"),
            Page("exhibitors:exhibitor_list", _("Exhibitors"), "handshake", "e"),
        ),
    ),
    Group(
        _("Money"),
        (
            Page("treasury:dashboard", _("Money at a glance"), "chart-column"),
            Page("treasury:invoice_list", _("Invoices"), "receipt-text", "i"),
            Page("treasury:payment_list", _("Payments"), "landmark", "y"),
            Page("treasury:transmission_list", _("Transmission"), "send"),
            Page("treasury:line_list", _("Bank"), "euro"),
            Page("treasury:aged_balance", _("Who owes what"), "hourglass"),
            Page("treasury:accounting", _("Accounting"), "book-open"),
            Page("treasury:expense_list", _("Expenses"), "file-text"),
            Page("treasury:budget", _("Budget"), "wallet"),
            Page("treasury:refund_list", _("My refunds"), "undo-2"),
        ),
    ),
    Group(
        _("Logistics"),
        (
            Page("logistics:floor_plan", _("Floor plan"), "map", "f"),
            Page("logistics:booth_list", _("Booths"), "map-pin", "b"),
            Page("logistics:equipment_list", _("Equipment"), "package"),
            Page("staffing:shift_list", _("Volunteers"), "users", "s"),
        ),
    ),
    Group(
        _("Visitors"),
        (
            Page("visitors:registration_list", _("Registrations"), "ticket", "v"),
            Page("programme:activity_list", _("Programme"), "calendar-days", "a"),
            Page("cvs:cv_list", _("CVs"), "file-user"),
            Page("interviews:interview_list", _("Interviews"), "calendar-clock"),
        ),
    ),
    Group(
        _("The day"),
        (
            Page("checkin:live", _("Live"), "activity", "l"),
            Page("checkin:scan_list", _("Scans"), "scan-line"),
            Page("checkin:badge_list", _("Badges"), "qr-code", "d"),
            Page("checkin:device_list", _("Devices"), "smartphone"),
        ),
    ),
    Group(
        _("Communication"),
        (
            Page("website:page_list", _("Website"), "globe", "w"),
            Page("mailings:campaign_list", _("Campaigns"), "send"),
            Page("surveys:survey_list", _("Surveys"), "clipboard-list"),
            Page("editions:mail_list", _("Sent mail"), "mail"),
        ),
    ),
    Group(
        _("Edition"),
        (
            Page("reports:edition_report", _("Report"), "chart-column", "r"),
            Page("editions:history", _("History"), "history", "j"),
            Page("editions:member_list", _("Team"), "user-cog", "u"),
            Page("sales:seal", _("Seal of contracts"), "key-round"),
            Page("editions:settings", _("Settings"), "settings", "x"),
        ),
    ),
)
EVERY_PAGE = tuple(page for group in PAGES for page in group.pages)
