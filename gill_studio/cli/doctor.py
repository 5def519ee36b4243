"""`gill-studio doctor`: what this computer has, what is installed, and how the published model would fit."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.device.plan import MemoryPlan
    from gill_studio.cli.report import Report

TABLE = ("6GB", "8GB", "12GB", "16GB", "24GB", "80GB", "cpu:16GB", "cpu:32GB", "cpu:64GB")
"""Memories that `--table` plans for."""
_PARTS = ("memory", "language model", "vision", "painter")
_COLUMNS = (*_PARTS, "writing", "painting", "in RAM", "story", "texts", "pictures")
_PLACES = {"resident": "", "swapped": ", waits", "cpu": ", CPU"}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor`."""
    parser = commands.add_parser(
        "doctor",
        help="show versions, devices, folders and models, and how the published model fits this computer",
        description="Check this installation. Ends with 0 when all is well, with 1 when something must be put right.",
    )
    parser.add_argument(
        "--memory",
        action="append",
        default=[],
        metavar="SIZE",
        help="plan for a GPU with so much free memory (8GB), or for a computer without one (cpu:32GB); repeatable",
    )
    parser.add_argument("--table", action="store_true", help="plan for GPUs of 6 to 80 GB and for CPUs")
    parser.add_argument("--ram", metavar="SIZE", help="free main memory beside such a GPU (default: 32GB)")
    parser.add_argument("--thorough", action="store_true", help="also import everything and try 4-bit arithmetic")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the report; 1 where something must be put right."""
    from gill_studio.cli.report import examine

    supposed = [*options.memory, *(TABLE if options.table else ())]
    report = examine(supposed, options.ram, thorough=options.thorough)
    if options.json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print("\n".join(_lines(report, len(options.memory))))
    return 1 if report.problems else 0


def _lines(report: Report, described: int) -> Iterator[str]:
    """The report; of the supposed plans the first `described` in words and the others as a table."""
    yield from _computer_lines(report)
    if report.plan is not None:
        yield "\nThe published model on this computer"
        yield from _indented(report.plan.describe())
    for plan in report.supposed[:described]:
        yield f"\nThe published model on {plan.memory.name}"
        yield from _indented(plan.describe())
    if report.supposed[described:]:
        yield "\nThe published model on other computers (supposed: nothing else running, bitsandbytes installed)"
        yield from table(report.supposed[described:])
        yield "  waits: in main memory until needed; writing, painting, in RAM: peaks; story: tokens there is room for"
    yield "\nProblems" if report.problems else "\nNo problems."
    yield from (f"  {problem}" for problem in report.problems)


def _computer_lines(report: Report) -> Iterator[str]:
    from engine.weights.sentences import amount

    yield "Versions"
    yield "  " + ", ".join(f"{name} {version or '(not installed)'}" for name, version in report.versions.items())
    yield "\nDevices"
    for device in report.devices:
        free = f"{amount(device.free)} free of {amount(device.total)}"
        yield f"  {device.device}: {device.name}, {free}, bfloat16 {'native' if device.bfloat16 else 'not native'}"
    yield from (f"  {remark}" for remark in report.remarks)
    yield "\nFolders"
    for folder in report.folders:
        yield f"  {folder.use}: {folder.path} ({'writable' if folder.writable else 'not writable'})"
    yield "\nModels"
    for model in report.models:
        state = "installed" if model.installed else "not installed"
        yield f"  {model.id}: {model.title}, {amount(model.bytes)}, {state}"


def table(plans: Sequence[MemoryPlan]) -> list[str]:
    """One line a plan, under a line of headings, in columns."""
    rows = [_COLUMNS, *(_row(plan) for plan in plans)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _row(plan: MemoryPlan) -> tuple[str, ...]:
    from engine.device.parts import PAINTER_PARTS
    from engine.weights.sentences import amount

    language, vision, unet = plan.part("language"), plan.part("vision"), plan.part("unet")
    painter = sum(plan.part(name).bytes for name in PAINTER_PARTS)
    tiles = ", tiles" if plan.vae_tiling else ""
    kind = "CPU " if plan.memory.kind == "cpu" else ""
    places = dict.fromkeys(_PLACES, "") if kind else _PLACES
    return (
        f"{kind}{amount(plan.memory.free)}{'' if plan.fits else ' (too little)'}",
        f"{language.precision}, {amount(language.bytes)}{places[language.placement]}",
        f"{vision.precision}, {amount(vision.bytes)}{places[vision.placement]}",
        f"{unet.precision}, {amount(painter)}{places[unet.placement]}{tiles}",
        amount(plan.language_peak),
        amount(plan.painting_peak),
        amount(plan.host_peak),
        str(plan.window),
        str(plan.candidates),
        str(plan.pictures),
    )


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line}" for line in text.splitlines())
