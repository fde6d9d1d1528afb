"""1000 badges as one PDF: 5 s; on sheets of eight, and one a page."""

import subprocess
import sys

from bench.rig.fair import ROOT, a_fair
from bench.rig.words import asked

LIMIT_S = 5.0
PRINT = """
import time
import django
django.setup()
from parvis.checkin.documents import sheets_pdf
from parvis.checkin.models import Badge
badges = list(Badge.objects.with_holders().select_related("edition__association").order_by("pk"))
began = time.perf_counter()
pdf = sheets_pdf(badges[0].edition, badges, language="fr", at=badges[0].issued_at)
print(len(badges), time.perf_counter() - began, len(pdf))
"""


def main() -> None:
    options = asked(__doc__)
    count = options.size(1000, 10)
    with a_fair(data=options.data, visitors=count, badges=count) as fair:
        done = subprocess.run(
            [sys.executable, "-c", PRINT],
            env=fair.installation.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
    made, seconds, size = done.stdout.split()
    print(f"{int(made)} badges in one PDF of {int(size) // 1000} kB: {float(seconds):.1f} s (at most {LIMIT_S:g})")


if __name__ == "__main__":
    main()
