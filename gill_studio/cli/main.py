"""The command line: parses, dispatches, and turns errors into sentences."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import gill_studio
from engine.weights.network import close_network
from gill_studio.cli import (
    check,
    collection,
    convert_embeddings,
    doctor,
    evaluate,
    export,
    import_,
    models,
    propose,
    sheet,
    train,
)
from gill_studio.core.errors import StudioError

_COMMANDS = (
    propose,
    collection,
    train,
    export,
    import_,
    check,
    evaluate,
    sheet,
    models,
    doctor,
    convert_embeddings,
)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; each command module adds its own part."""
    parser = argparse.ArgumentParser(prog="gill-studio", description="Tell stories in words and pictures, offline.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {gill_studio.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add_parser(commands)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Exit status of one command: 0 done, 1 failed with a sentence on stderr, 2 wrong usage, 130 interrupted."""
    close_network()  # before any library is imported that might fetch something; `models install` opens it again
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except StudioError as error:
        print(error.for_terminal, file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:  # a command may say how to go on
        print("\n  ".join(("gill-studio: interrupted.", *map(str, stop.args))), file=sys.stderr)
        return 130
