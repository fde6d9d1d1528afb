"""10 000 generated invoices, deposits, balances and credit notes pass every check and are so in the books."""

import os
import time

import django

from bench.rig.words import asked

EXAMPLES = 10_000


def main() -> None:
    options = asked(__doc__)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings_test")
    django.setup()
    from hypothesis import given, settings  # noqa: PLC0415 (after Django is set up)

    from parvis.treasury.tests.test_einvoices_generated import COMMON, assert_agrees, papers  # noqa: PLC0415

    count = options.size(EXAMPLES, 20)
    began = time.perf_counter()
    settings(COMMON, max_examples=count, database=None)(given(papers())(assert_agrees))()
    seconds = time.perf_counter() - began
    print(f"{count} generated invoices: none refused, {seconds / count * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
