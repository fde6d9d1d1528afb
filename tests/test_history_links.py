"""Whatever history speaks of is found from a page: its own, one that links there, or that of what it hangs on."""

import re

from parvis.editions.history_words import every_kind
from tests.source import templates

LINK = re.compile(r"""_history_link\.html"\s+with\s+type="([a-z]+\.[a-z]+)""")
# The history stands on the page itself.
ON_THE_PAGE = {
    "companies.company": "companies/company_detail.html",
    "companies.contact": "companies/company_detail.html",
    "companies.opportunity": "companies/company_detail.html",
    "exhibitors.exhibitor": "exhibitors/exhibitor_detail.html",
    "outbox.message": "editions/mail_detail.html",
    "sales.contract": "sales/contract_detail.html",
    "sales.quote": "sales/quote_detail.html",
    "treasury.invoice": "treasury/invoice_detail.html",
    "visitors.registration": "visitors/registration_detail.html",
}
# Acts about these are written on the row they hang on, whose history is the one to read.
ON_ANOTHER = {
    "editions.editionday": "editions.edition",
    "exhibitors.changerequest": "exhibitors.exhibitor",
    "exhibitors.donestep": "exhibitors.exhibitor",
    "exhibitors.exhibitordocument": "exhibitors.exhibitor",
    "exhibitors.exhibitorprofile": "exhibitors.exhibitor",
    "exhibitors.joboffer": "exhibitors.exhibitor",
    "exhibitors.representative": "exhibitors.exhibitor",
    "exhibitors.threadmessage": "exhibitors.exhibitor",
    "programme.activityslot": "programme.activity",
    "visitors.consent": "visitors.registration",
    "visitors.visitor": "visitors.registration",
}
# No page of their own leads there: the history of the edition filters by them.
BY_THE_FILTER = {
    "accounts.apitoken": "made and ended in the shell",
    "accounts.user": "an account belongs to a person, not to the team",
    "checkin.badgekey": "made with the first badge; nobody handles one",
    "companies.objection": "made by the person, on their own page",
    "editions.fileimport": "the files of an app lie behind its import page, for as long as they wait",
    "editions.note": "nobody can write one yet",
    "editions.savedview": "one's own",
    "editions.todo": "copied with the edition; nobody can change one yet",
    "editions.windowexception": "given in the shell",
    "sales.optionrequest": "on the list of requests, with its answer",
    "staffing.position": "from the list of shifts, whose rows carry it",
    "staffing.shiftassignment": "from the list of shifts, whose rows carry it",
    "treasury.bankline": "from its statement",
    "treasury.creditnote": "from its invoice",
    "treasury.invoiceseries": "beside the terms of invoices, whose page has the link",
}


def test_every_kind_of_object_has_a_way_to_its_history() -> None:
    linked = {kind for _name, text in templates() for kind in LINK.findall(text)}
    shown = {*linked, *ON_THE_PAGE}

    assert sorted(set(every_kind()) - shown - set(ON_ANOTHER) - set(BY_THE_FILTER)) == []
    assert sorted(shown & (set(ON_ANOTHER) | set(BY_THE_FILTER))) == []
    assert sorted((shown | set(ON_ANOTHER) | set(BY_THE_FILTER)) - set(every_kind())) == []
    assert set(ON_ANOTHER.values()) <= shown


def test_the_pages_with_a_history_of_their_own_show_it() -> None:
    texts = {name.split("/templates/", 1)[1]: text for name, text in templates()}

    bare = [page for page in ON_THE_PAGE.values() if not re.search(r"_timeline\.html|_history\.html", texts[page])]
    assert bare == []
