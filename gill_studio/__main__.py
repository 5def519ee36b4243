"""`gill-studio`: the entry point of the command and of `python -m gill_studio`."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    multiprocessing.freeze_support()  # first: a frozen child process must not start the whole application
    from gill_studio.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
