"""Vendored files are as published: vendor.toml lists each with its sha256, and nothing else lies there."""

import hashlib
import tomllib

from tests.source import PARVIS

VENDOR = PARVIS / "core" / "static" / "vendor"
WRITTEN_HERE = {"vendor.toml", "README.md"}


def listed() -> dict[str, str]:
    parts = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["part"]
    return {file["file"]: file["sha256"] for part in parts for file in part["files"]}


def test_every_vendored_file_has_the_hash_of_its_list() -> None:
    found = {path: hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() for path in listed()}

    assert found == listed()


def test_nothing_is_vendored_without_being_listed() -> None:
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}

    assert there - set(listed()) - WRITTEN_HERE == set()
