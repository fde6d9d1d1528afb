"""Renews one vendored part: `tools/vendor.py NAME [VERSION] [--from package.tgz]`.

The package is fetched by npm from whatever registry npm is configured for, or read from a tarball already here.
Files are copied as `parvis/core/static/vendor/vendor.toml` says, and their sha256 written back into it.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "parvis" / "core" / "static" / "vendor"
LIST = VENDOR / "vendor.toml"


def fetch(package: str, version: str, folder: Path) -> Path:
    """The package's tarball, downloaded by npm."""
    packed = subprocess.run(
        ["npm", "pack", f"{package}@{version}", "--silent"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / packed.stdout.strip().splitlines()[-1]


def sprite(names: list[str], folder: Path) -> bytes:
    """The chosen Lucide icons as the symbols of one SVG file."""
    symbols = []
    for name in sorted(names):
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inside = drawing.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
        shapes = re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", inside)).replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def content_of(part: dict[str, Any], take: str, package: Path) -> bytes:
    """What one vendored file holds: the icons' sprite, or a file of the package as it is."""
    return sprite(part["icons"], package / take) if take == "icons" else (package / take).read_bytes()


def renew(name: str, version: str, tarball: str) -> None:
    """Unpack the package, write its files and the list's new lines."""
    text = LIST.read_text(encoding="utf-8")
    part = next(part for part in tomllib.loads(text)["part"] if part["name"] == name)
    wanted = version or part["version"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tarfile.open(tarball or fetch(part["package"], wanted, folder)) as archive:
            archive.extractall(folder, filter="data")
        for line in part["files"]:
            content = content_of(part, line["take"], folder / "package")
            target = VENDOR / line["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            text = _with_hash(text, line["file"], hashlib.sha256(content).hexdigest())
    head, _name, tail = text.partition(f'name = "{name}"\n')
    LIST.write_text(
        head + _name + re.sub(r'version = "[^"]*"', f'version = "{wanted}"', tail, count=1), encoding="utf-8"
    )


def _with_hash(text: str, file: str, digest: str) -> str:
    return re.sub(rf'(file = "{re.escape(file)}", sha256 = ")[0-9a-f]*"', rf'\g<1>{digest}"', text)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Renew one vendored part.")
    parser.add_argument("name")
    parser.add_argument("version", nargs="?", default="")
    parser.add_argument("--from", dest="tarball", default="", help="a package already downloaded")
    asked = parser.parse_args()
    renew(asked.name, asked.version, asked.tarball)
    sys.stdout.write(f"{asked.name} renewed; read the changes, run the tests.\n")


if __name__ == "__main__":
    main()
