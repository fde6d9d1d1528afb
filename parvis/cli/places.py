"""What the static files are right now, cheap enough to look at on every start."""

from django.contrib.staticfiles.finders import get_finders


def static_files() -> list[str]:
    """One line a file: name, size and time of change."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            lines.append(f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}")
    return sorted(lines)
