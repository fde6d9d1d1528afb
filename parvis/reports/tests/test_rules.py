"""Who may see what."""

from parvis.editions.rules import Member
from parvis.reports import rules


def test_everybody_of_the_team_has_a_home_and_members_the_report() -> None:
    volunteer, reader, nobody = Member({"visitors": "volunteer"}), Member({"visitors": "reader"}), Member()

    assert [rules.can_see_home(member) for member in (volunteer, reader, nobody)] == [True, True, False]
    assert [rules.can_see_report(member) for member in (volunteer, reader, nobody)] == [False, True, False]


def test_money_is_for_treasury_company_relations_and_the_board() -> None:
    poles = ("treasury", "company_relations", "presidency", "general_secretary", "logistics", "visitors", "it")

    assert [pole for pole in poles if rules.can_see_money(Member({pole: "reader"}))] == list(poles[:4])
