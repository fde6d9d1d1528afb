"""The sections of the exhibitor's file: which are open to this exhibitor, and until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parvis.core.dates import local_date
from parvis.editions.models import Window, WindowException
from parvis.exhibitors.models import Exhibitor

SECTIONS = (Window.Name.PROFILE, Window.Name.REPRESENTATIVES, Window.Name.JOB_OFFERS, Window.Name.DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Section:
    """One section for one exhibitor: its own closing date when an exception was granted."""

    name: str
    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be filled in."""
        return local_date(self.closes_at - timedelta(seconds=1)) if self.closes_at else None


def subject_of(exhibitor: Exhibitor) -> str:
    """How an exception to a window names this exhibitor."""
    return f"exhibitors.exhibitor:{exhibitor.pk}"


def sections_of(exhibitor: Exhibitor, *, at: datetime) -> dict[str, Section]:
    """Every section by name; one without dates is open as long as the edition is."""
    windows = {window.name: window for window in Window.objects.filter(edition=exhibitor.edition, name__in=SECTIONS)}
    granted = WindowException.objects.filter(window__in=windows.values(), subject=subject_of(exhibitor))
    exceptions = {exception.window_id: exception.closes_at for exception in granted}
    is_open = exhibitor.edition.is_open
    return {
        name: _section(name, windows[name], exceptions.get(windows[name].pk), at=at, edition_open=is_open)
        if name in windows
        else Section(name, is_open)
        for name in SECTIONS
    }


def _section(name: str, window: Window, exception: datetime | None, *, at: datetime, edition_open: bool) -> Section:
    closes_at = max(exception, window.closes_at) if exception and window.closes_at else window.closes_at
    is_open = window.is_open_at(at) or (exception is not None and at < exception)
    return Section(name, edition_open and is_open, window.opens_at, closes_at)
