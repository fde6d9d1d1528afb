"""The words of a measure's command line."""

import argparse


class Asked(argparse.Namespace):
    """`quick` is one look with tiny sizes: does the measure still run?"""

    quick: bool
    data: str

    def times(self, usual: int) -> int:
        return 3 if self.quick else usual

    def size(self, usual: int, tiny: int) -> int:
        return tiny if self.quick else usual


def expect(is_so: bool, otherwise: object) -> None:  # noqa: FBT001
    """A measure of the wrong thing is no measure."""
    if not is_so:
        raise SystemExit(f"not measured: {otherwise}")


def asked(text: str | None) -> Asked:
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: the figure means nothing")
    parser.add_argument("--data", default="", help="begin with a copy of this data folder")
    return parser.parse_args(namespace=Asked())
