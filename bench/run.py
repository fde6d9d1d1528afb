"""Run every measure: `bench/*.py`, or with --long those of `bench/long/`. Each prints its figure last."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    folder = HERE / "long" if "--long" in arguments else HERE
    scripts = sorted(path for path in folder.glob("*.py") if path.name not in {"__init__.py", "run.py"})
    failed = [script.name for script in scripts if measure(script) != 0]
    print(f"{len(scripts) - len(failed)} of {len(scripts)} measures done" + "".join(f"; failed: {n}" for n in failed))
    return 1 if failed else 0


def measure(script: Path) -> int:
    print(f"--- {script.stem}", flush=True)
    module = ".".join(script.relative_to(HERE.parent).with_suffix("").parts)
    return subprocess.run([sys.executable, "-m", module], cwd=HERE.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
