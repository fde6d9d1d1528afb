"""The command `parvis`: what an installation is run and repaired with, from the shell.

`main` reads the words; each sub-command is a function of one module below that takes the parsed words and returns
what `--json` prints. Nothing of Django is loaded for `run`: the process that watches the others stays small.
"""

from parvis.cli.main import main

__all__ = ["main"]
