"""Countries a company may be in: ISO code and name. Files may give either, in French or English."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parvis.core.text import fold

COUNTRIES = {
    "FR": _("France"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "CY": _("Cyprus"),
    "HR": _("Croatia"),
    "DK": _("Denmark"),
    "ES": _("Spain"),
    "EE": _("Estonia"),
    "FI": _("Finland"),
    "GR": _("Greece"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LV": _("Latvia"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "MT": _("Malta"),
    "NL": _("Netherlands"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SK": _("Slovakia"),
    "SI": _("Slovenia"),
    "SE": _("Sweden"),
    "CZ": _("Czechia"),
    "DZ": _("Algeria"),
    "AU": _("Australia"),
    "BR": _("Brazil"),
    "CA": _("Canada"),
    "CN": _("China"),
    "KR": _("South Korea"),
    "US": _("United States"),
    "IN": _("India"),
    "IS": _("Iceland"),
    "IL": _("Israel"),
    "JP": _("Japan"),
    "MA": _("Morocco"),
    "MC": _("Monaco"),
    "NO": _("Norway"),
    "GB": _("United Kingdom"),
    "SN": _("Senegal"),
    "SG": _("Singapore"),
    "CH": _("Switzerland"),
    "TN": _("Tunisia"),
    "TR": _("Turkey"),
    "UA": _("Ukraine"),
}


def words_of_countries() -> dict[str, str]:
    """What files call them: {word: code}."""
    words = {code: code for code in COUNTRIES} | {"UK": "GB", "USA": "US", "England": "GB", "Pays Bas": "NL"}
    for language in ("fr", "en"):
        with override(language):
            words |= {str(name): code for code, name in COUNTRIES.items()}
    return words


def sorted_choices() -> list[tuple[str, str]]:
    """For a select in the reader's language: France first, then by name."""
    rest = sorted(
        ((code, str(name)) for code, name in COUNTRIES.items() if code != "FR"), key=lambda pair: fold(pair[1])
    )
    return [("FR", str(COUNTRIES["FR"])), *rest]
