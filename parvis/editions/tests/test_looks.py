"""Every paper of an edition carries its colours and the association's legal lines."""

from parvis.editions.looks import legal_lines
from parvis.editions.models import Association


def test_legal_lines_name_the_association_then_its_place() -> None:
    association = Association(
        name="Horizon",
        siret="73282932000074",
        rna="W751234567",
        address="12 rue des Écoles\n75005 Paris",
        email="a@h.example",
    )

    assert legal_lines(association) == (
        "Horizon · association loi 1901 · RNA W751234567 · SIRET 73282932000074",
        "12 rue des Écoles, 75005 Paris · a@h.example",
    )


def test_legal_lines_of_a_new_association_are_one_line() -> None:
    assert legal_lines(Association(name="Horizon")) == ("Horizon · association loi 1901",)
