"""`gill-studio propose`: the next sentences and pictures of a story, and what GILL would choose."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.cli.proposal_page import Outcome, as_record, page, panel_proposed
from gill_studio.cli.terminal import ProgressCallback, print_anything, progress, style_of, width_of_terminal
from gill_studio.core.errors import StudioError
from gill_studio.core.protocol import PaintedPicture, PaintSettings, ProposeRequest, TextSettings
from gill_studio.core.story.folder import StoryFolder, read_story
from gill_studio.core.story.samples import sample_folder, sample_names

if TYPE_CHECKING:
    from engine.choice import ChosenModel
    from engine.context import RunContext
    from engine.facade import Engine
    from gill_studio.core.collections.store import CollectionStore


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `propose`."""
    parser = commands.add_parser(
        "propose",
        help="propose the next sentences and pictures of a story",
        description="Read a story of captions and pictures as a whole and propose what comes next: sentences, "
        "pictures of a collection, newly painted pictures, and which of them GILL would choose. For a panel with a "
        "caption and no picture, pictures are proposed; for one with a picture and no caption, captions.",
    )
    add_story(parser)
    parser.add_argument("--panel", type=_number(1), metavar="N", help="the panel in focus, from 1 (default: the end)")
    parser.add_argument("--seed", type=_number(0), default=0, help="another one gives other answers (default: 0)")
    parser.add_argument("--count", type=_number(0, 64), default=2, help="pictures to paint (default: 2)")
    parser.add_argument("--sentences", type=_number(0, 64), default=3, help="sentences to propose (default: 3)")
    parser.add_argument("--retrieve", type=_number(0, 1000), default=3, help="pictures to retrieve (default: 3)")
    parser.add_argument("--steps", type=_number(1, 1000), help="denoising steps of a picture (default: the model's)")
    parser.add_argument("--guidance", type=_guidance, help="how strictly to paint what is told (default: the model's)")
    parser.add_argument("--model", help="a model folder, or an installed model's name (default: the starter)")
    parser.add_argument("--adapter", metavar="NAME", help="what you taught it: an adapter that `train` made")
    parser.add_argument(
        "--collection",
        metavar="NAME",
        default="sample",
        help="what to retrieve from: one of your collections, the sample collection ('sample', drawn on first use), "
        "or nothing ('none') (default: sample)",
    )
    parser.add_argument("--out", type=Path, help="folder for painted pictures (default: STORY-proposals, here)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def add_story(parser: argparse.ArgumentParser) -> None:
    """Arguments for one's own story, or one that came along."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("story", nargs="?", type=Path, metavar="STORY", help="a story file (.gill) or a story folder")
    which.add_argument("--sample", metavar="NAME", help=f"a story that came along: {', '.join(sample_names())}")


def story_named(options: argparse.Namespace) -> StoryFolder:
    """The story that those arguments name."""
    return read_any_story(sample_folder(options.sample) if options.sample else options.story)


def run(options: argparse.Namespace) -> int:
    """Propose and print; painted pictures lie in a folder afterwards."""
    from engine.choice import choose_model

    story = story_named(options)
    focus = _focus(story, options.panel)
    chosen = choose_model(options.model, options.adapter)
    with _output(options, story) as output, progress() as step:
        outcome = _proposed(options, story, focus, chosen, output, step)
    try:
        print_anything(sys.stdout)
        if options.json:
            print(json.dumps(as_record(outcome), indent=2))
        else:
            print("\n".join(page(outcome, style_of(sys.stdout), width_of_terminal())))
    finally:
        if outcome.collection is not None:
            outcome.collection.close()
    return 0


def read_any_story(path: Path) -> StoryFolder:
    """A story folder (or its story.json), or a story file as it is now, even while it is open elsewhere."""
    if not path.exists():
        raise StudioError(f"There is no story {path}.", "A story is a .gill file, or a folder with a story.json.")
    if path.suffix.lower() == ".json" or not path.is_file():
        return read_story(path)
    from gill_studio.core.story.file import read_story_file

    return read_story_file(path)


def _number(least: int, most: int = 2**63 - 1) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return parse


def _guidance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return value


def _focus(story: StoryFolder, panel: int | None) -> int | None:
    count = len(story.board.panels)
    if panel is not None and panel > count:
        raise StudioError(f"The story has {count} panels; there is no panel {panel}.", "Choose another --panel.")
    return None if panel is None else panel - 1


@contextmanager
def _output(options: argparse.Namespace, story: StoryFolder) -> Iterator[Path | None]:
    """A fresh folder to paint into, inside the one asked for; None where nothing is to be painted."""
    if options.count == 0:
        yield None
        return
    place = story.folder.resolve()  # of a story file, the file
    folder = options.out or Path(f"{(place.stem if place.is_file() else place.name) or 'story'}-proposals")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".painting-", dir=folder))
    except OSError as error:
        raise StudioError(
            f"Nothing can be written to {folder}: {error.strerror or error}.", "Choose another folder with --out."
        ) from error
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _proposed(
    options: argparse.Namespace,
    story: StoryFolder,
    focus: int | None,
    chosen: ChosenModel,
    output: Path | None,
    step: ProgressCallback,
) -> Outcome:
    from engine.choice import load_chosen
    from engine.context import RunContext
    from engine.quiet import quiet_libraries

    quiet_libraries()
    context = RunContext(on_progress=step)
    request = ProposeRequest(
        story.engine_panels(),
        focus,
        TextSettings(count=options.sentences, seed=options.seed),
        options.retrieve,
        PaintSettings(
            count=options.count,
            steps=options.steps or chosen.painting.steps,
            guidance=chosen.painting.guidance if options.guidance is None else options.guidance,
            seed=options.seed,
        ),
        output,
    )
    engine = load_chosen(chosen, context)
    collection = _collection(engine, options, context)
    started = time.perf_counter()
    proposals = engine.propose(request, context)
    seconds = time.perf_counter() - started
    if output is not None:
        painted = tuple(_kept(picture, output.parent, panel_proposed(story, focus)) for picture in proposals.painted)
        proposals = replace(proposals, painted=painted)
    return Outcome(story, focus, proposals, chosen.folders.name, collection, engine.painter is not None, seconds)


def _collection(engine: Engine, options: argparse.Namespace, context: RunContext) -> CollectionStore | None:
    from gill_studio.cli.finding import NONE, opened_collection

    if options.collection == NONE:
        return None
    from engine.collections import index_collection

    store = opened_collection(options.collection, context)
    engine.collection = index_collection(engine, store, context).index
    return store


def _kept(picture: PaintedPicture, folder: Path, panel: int) -> PaintedPicture:
    """The picture under a name of its own: what an earlier proposal painted is never replaced."""
    name, number = f"panel-{panel}-seed-{picture.seed}", 1
    while True:
        place = folder / (f"{name}.png" if number == 1 else f"{name}-{number}.png")
        if not place.exists():
            return replace(picture, path=picture.path.rename(place))
        if place.is_file() and place.read_bytes() == picture.path.read_bytes():
            return replace(picture, path=place)
        number += 1
