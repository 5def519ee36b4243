"""`python -m engine.starter`: train the starter model stage by stage, plot its losses, bundle it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.errors import StudioError


def main() -> int:
    """Run the stages asked for; 1 with a sentence when one cannot go on."""
    parser = argparse.ArgumentParser(prog="python -m engine.starter")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train the starter model, resuming where it stands")
    train.add_argument("--stage", action="append", help="only this stage (may be given again)")
    train.add_argument("--hours", type=float, default=3.0, help="wall time of the whole recipe; turned into steps once")
    train.add_argument("--recipe", type=Path, help="another recipe.toml")
    train.add_argument("--threads", type=int, default=os.cpu_count())
    train.add_argument("--device", default=None, help="cuda, cpu; the best there is by default")
    train.add_argument("--checkpoint-seconds", type=float, default=120.0)
    commands.add_parser("plot", help="draw the losses of every stage from its log")
    bundle = commands.add_parser("bundle", help="write what was trained, in 16 bits, where the application finds it")
    bundle.add_argument("--out", type=Path, default=locations.resources_dir() / "starter")
    bundle.add_argument("--trained-on", required=True, metavar="DEVICE", help="words for the model card: 2 CPU cores")
    bundle.add_argument("--remark", default="", help="what else the model card is to say of the training")
    for command in commands.choices.values():
        command.add_argument("--folder", type=Path, default=locations.cache_dir() / "starter")
    options = parser.parse_args()
    try:
        return {"train": _train, "plot": _plot, "bundle": _bundle}[options.command](options)
    except StudioError as error:
        print(f"{error.message}\n  {error.hint}", file=sys.stderr)  # noqa: T201 - this is a command
        return 1


def _train(options: argparse.Namespace) -> int:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    from engine.context import RunContext
    from engine.quiet import quiet_libraries
    from engine.starter.recipe.config import DEFAULT, load_recipe
    from engine.starter.recipe.stage import Workshop, run_stage
    from engine.starter.recipe.stages import STAGES

    quiet_libraries()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    shop = Workshop(
        load_recipe(options.recipe or DEFAULT),
        options.folder,
        device,
        options.hours,
        RunContext(),
        options.checkpoint_seconds,
    )
    unknown = set(options.stage or ()) - {stage.name for stage in STAGES}
    if unknown:
        raise StudioError(f"There is no stage {', '.join(unknown)}.", f"Stages: {', '.join(s.name for s in STAGES)}.")
    for stage in STAGES:
        if not options.stage or stage.name in options.stage:
            print(f"{stage.name} …", flush=True)  # noqa: T201
            run_stage(stage, shop)
    return 0


def _plot(options: argparse.Namespace) -> int:
    from engine.starter.recipe.logs import plot

    print(plot(options.folder))  # noqa: T201
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from engine.quiet import quiet_libraries
    from engine.starter.bundle import write_bundle
    from engine.starter.recipe.logs import write_record

    quiet_libraries()
    write_record(options.folder, options.trained_on, options.remark)
    licence = Path(__file__).resolve().parents[2] / "LICENSE"
    bundle = write_bundle(options.folder, options.out, licence)
    print(f"{bundle.folder}: {bundle.bytes / 1e6:.1f} MB")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
