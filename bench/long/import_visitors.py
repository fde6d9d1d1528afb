"""`parvis import visitors` of 100 000 rows: 60 s and 300 MiB."""

import os
import time
from pathlib import Path

from bench.rig.fair import a_fair
from bench.rig.words import asked, expect

LIMIT_S, LIMIT_MIB = 60.0, 300
HEADERS = "Prénom;Nom;E-mail;École;Année;Domaines;Recherche;Langue"


def write_list(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADERS + "\n")
        for number in range(count):
            file.write(f"Élodie;Petit {number};elodie{number}@mail.example;Télécom Paris;M1;Réseaux;stage;fr\n")


def peak_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    options = asked(__doc__)
    count = options.size(100_000, 100)
    with a_fair(data=options.data, seats=count // 2) as fair:
        path = fair.installation.folder / "visitors.csv"
        write_list(path, count)
        began, peak = time.perf_counter(), 0.0
        process = fair.installation.begin("import", "visitors", str(path), "--edition", "bench", "--json")
        while process.poll() is None:
            try:
                peak = max(peak, peak_mib(process.pid))
            except (OSError, StopIteration):
                break
            time.sleep(0.1)
        said, _nothing = process.communicate()
        seconds = time.perf_counter() - began
        expect(process.returncode == os.EX_OK, fair.installation.log.read_text()[-2000:])
        print(said.strip()[:200], flush=True)
    print(f"import of {count} visitors: {seconds:.0f} s (at most {LIMIT_S:g}), {peak:.0f} MiB (at most {LIMIT_MIB})")


if __name__ == "__main__":
    main()
