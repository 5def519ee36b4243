"""`gill-studio`: the entry point of the command and of `python -m gill_studio`."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

_STORY_SUFFIX, _STORY_FILE = ".gill", "story.json"


def main() -> None:
    """Open the window, with the stories that are named; or run the command line. Exit with its status."""
    multiprocessing.freeze_support()  # first: a frozen child process must not start the whole application
    arguments = sys.argv[1:]
    if wants_window(arguments):
        from gill_studio.app import run_window

        sys.exit(run_window([Path(argument) for argument in arguments]))
    from gill_studio.cli.main import run

    sys.exit(run(arguments))


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments name no command, but nothing or only stories."""
    return all(_names_story(argument) for argument in arguments)


def _names_story(argument: str) -> bool:
    path = Path(argument)
    is_file = path.suffix.lower() == _STORY_SUFFIX or path.name == _STORY_FILE
    return is_file or (path / _STORY_FILE).is_file()


if __name__ == "__main__":
    main()
