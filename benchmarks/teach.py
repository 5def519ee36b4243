"""Teach the starter a part of its world that GILL has never met, and print what it could do before and after.

The world's reserved parts (pig, dragon, desert, pumpkin) are known to the painter and to the vision tower, and to
nothing that is trained in GILL. A collection of pictures of one of them is made and scanned, and the model is
fine-tuned on it by `gill-studio train`. Printed beside its report, for held-out captions:

- R@1 in a fixed set of candidates: each caption's own picture and up to nine look-alikes of it, the same scene with
  another value in the part's place, of all held-out pictures together. Only who knows the part can tell them apart.
- how often pictures painted for these captions show the part, as an independent reader sees it;
- with --evaluate, every figure of `evaluate starter`, and which fell by more than a tenth.

    python benchmarks/teach.py --part dragon --pictures 300 --minutes 8 --painted 45 --evaluate quick --sheet taught.png
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from engine.choice import ChosenModel, choose_model
from engine.facade import Engine, context_panels
from engine.models.painter import PaintOptions
from engine.pictures import Picture
from engine.quiet import quiet_libraries
from engine.starter.evaluate.reader import FACTS, ReaderConfig, class_numbers
from engine.starter.evaluate.schooling import schooled_reader
from engine.starter.story.describe import EVERYTHING, STYLES, describe
from engine.starter.story.scenes import sample_scene
from engine.starter.story.words import capitalised
from engine.starter.world.facts import (
    ANIMALS,
    PLACES,
    PROPS,
    RESERVED_ANIMALS,
    RESERVED_PLACE,
    RESERVED_PROP,
    Animal,
    Fact,
    Scene,
)
from engine.starter.world.picture import render
from engine.training.gathering import read_lesson
from engine.training.runs import run_folder
from gill_studio.core import locations
from gill_studio.core.collections.library import create_collection, find_collection, remove_collection
from gill_studio.core.collections.model import CollectionError
from gill_studio.core.collections.scan import scan
from gill_studio.core.protocol import StoryPanel

PARTS = {str(value): value for value in (*RESERVED_ANIMALS, RESERVED_PLACE, RESERVED_PROP)}
_SIZE, _BATCH, _STEPS, _ALIKE = 256, 20, 12, 9
_COLUMNS, _CELL, _GAP, _LEFT, _HEAD = 6, 160, 10, 110, 100  # of the sheet, in pixels
_PAPER, _INK = (250, 247, 241), (52, 46, 60)
_DIFFERENT = 250  # combinations of the other facts, after which they may be repeated
_USUAL = {Fact.ANIMAL: ANIMALS, Fact.PLACE: PLACES, Fact.PROP: PROPS}


@dataclass(frozen=True)
class HeldOut:
    """A held-out picture: its caption, its file, and the scene."""

    caption: str
    path: Path
    scene: Scene


def main() -> None:
    """See the module."""
    options = _options()
    work = Path(options.work or tempfile.mkdtemp(prefix="teach-"))
    name = f"{options.part}-{options.pictures}"
    scenes = make_album(work / name, options.part, options.pictures, options.seed)
    collect(name, work / name)
    command = ["train", "--collection", name, "--out", name, "--replace", "--minutes", str(options.minutes)]
    command += ["--json", str(work / f"{name}.json"), *options.train]
    if not options.measure_only:
        _studio(command, options.model)
    quiet_libraries()
    held_out = list(held_out_of(name, scenes))
    fact = fact_of(options.part)
    painted: dict[str, list[Image.Image]] = {}
    for word, model in (("before", choose_model(options.model)), ("after", choose_model(options.model, name))):
        engine = Engine.load(model.folders)
        line = f"{word}: R@1 among look-alikes {found_among_lookalikes(engine, held_out, fact):.3f}"
        if options.painted:
            painted[word] = paint(engine, model, held_out[: options.painted])
            share = shown_in(painted[word], held_out, fact)
            line += f", the {options.part} shown in {share:.0%} of painted pictures"
        print(line, flush=True)
    if options.sheet and painted:
        lay_out(held_out, painted, options.part).save(options.sheet)
    if options.evaluate:
        _evaluate(options, name)


def make_album(folder: Path, part: str, count: int, seed: int) -> dict[str, Scene]:
    """Pictures of scenes with that part and no other reserved one, a text file with a caption beside each."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{part} {seed}")  # noqa: S311 - pictures, not secrets
    scenes: dict[str, Scene] = {}
    combinations: set[object] = set()
    while len(scenes) < count:
        scene = _scene_with(rng, part)
        if scene.combination in combinations and len(combinations) < _DIFFERENT:
            continue
        combinations.add(scene.combination)
        path = folder / f"{len(scenes):04}.jpg"
        if not path.is_file():
            render(scene, _SIZE).save(path, "JPEG", quality=92, subsampling=0)
        caption = capitalised(describe(scene, EVERYTHING, rng.randrange(STYLES))) + "."
        path.with_suffix(".txt").write_text(caption + "\n", encoding="utf-8")
        scenes[path.name] = scene
    return scenes


def collect(name: str, folder: Path) -> None:
    """Make the folder a collection of that name, in the place of an earlier one."""
    with suppress(CollectionError):
        with find_collection(name) as store:
            earlier = store.folder.name
        remove_collection(earlier)
    with create_collection(name, [folder]) as store:
        scan(store, lambda *_: None)


def held_out_of(name: str, scenes: dict[str, Scene]) -> Iterator[HeldOut]:
    """What the training of that name has held out."""
    lesson = read_lesson(run_folder(name) / "lesson.msgpack")
    for one in lesson.held_out:
        path = lesson.files[one.key]
        yield HeldOut(one.caption, path, scenes[path.name])


def fact_of(part: str) -> Fact:
    """Which of the five facts the part is a value of."""
    value = PARTS[part]
    if isinstance(value, Animal):
        return Fact.ANIMAL
    return Fact.PLACE if value is RESERVED_PLACE else Fact.PROP


def found_among_lookalikes(engine: Engine, held_out: Sequence[HeldOut], fact: Fact) -> float:
    """How often a caption finds its own picture first, among all held-out pictures and their look-alikes."""
    pictures: list[Picture] = [Picture.open(one.path) for one in held_out]
    for number, one in enumerate(held_out):
        rng = random.Random(f"look-alikes {number}")  # noqa: S311
        friend = one.scene.friend.animal if one.scene.friend else None
        others = [value for value in _USUAL[fact] if value is not friend]
        for value in rng.sample(others, min(_ALIKE, len(others))):
            changed: dict[str, Any] = {str(fact): value}
            pictures.append(Picture.of(render(replace(one.scene, **changed), _SIZE)))
    candidates = engine.gill.picture_vectors(engine.prompter.features(pictures)).cpu()
    hits = 0
    for number, one in enumerate(held_out):
        query = engine.gill.query_vector(_states(engine, one.caption)).cpu()
        hits += int((candidates @ query).argmax()) == number
    return hits / len(held_out)


def paint(engine: Engine, model: ChosenModel, held_out: Sequence[HeldOut]) -> list[Image.Image]:
    """A picture painted for each caption; the n-th from seed n."""
    painter = engine.prepare_painting()
    negative = painter.encode_texts([""])[0]
    options = PaintOptions(_STEPS, model.painting.guidance, scheduler="dpm++")
    images: list[Image.Image] = []
    for start in range(0, len(held_out), _BATCH):
        batch = held_out[start : start + _BATCH]
        told = torch.stack([engine.gill.painter_embeddings(_states(engine, one.caption)) for one in batch])
        images += painter.paint(told, negative, list(range(start, start + len(batch))), options)
    return images


def shown_in(images: Sequence[Image.Image], held_out: Sequence[HeldOut], fact: Fact) -> float:
    """The share of the pictures in which the reader sees the part."""
    reader = schooled_reader(locations.cache_dir() / "evaluate", ReaderConfig())
    column = FACTS.index(fact)
    wanted = class_numbers([one.scene for one in held_out[: len(images)]])[:, column]
    return float((reader.read(images)[:, column] == wanted).mean())


def lay_out(held_out: Sequence[HeldOut], painted: Mapping[str, Sequence[Image.Image]], part: str) -> Image.Image:
    """Held-out captions with what is painted for them before and after, and the picture that was held out."""
    titles = ("painted before", "painted after", f"its own {part} picture")
    sheet = Image.new("RGB", (_LEFT + _COLUMNS * (_CELL + _GAP), _HEAD + len(titles) * (_CELL + _GAP)), _PAPER)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)
    for row, title in enumerate(titles):
        words = textwrap.fill(title, 12)
        pen.multiline_text((_GAP, _HEAD + row * (_CELL + _GAP) + _CELL / 2), words, _INK, font, "lm", spacing=3)
    for number, one in enumerate(held_out[: min(_COLUMNS, len(painted["after"]))]):
        left = _LEFT + number * (_CELL + _GAP)
        pen.multiline_text((left, _HEAD - _GAP), textwrap.fill(one.caption, 23), _INK, font, "ld", spacing=3)
        images = (painted["before"][number], painted["after"][number], Image.open(one.path))
        for row, image in enumerate(images):
            sheet.paste(image.resize((_CELL, _CELL), Image.Resampling.LANCZOS), (left, _HEAD + row * (_CELL + _GAP)))
    return sheet


def _evaluate(options: argparse.Namespace, name: str) -> None:
    quick = ["--quick"] if options.evaluate == "quick" else []
    _studio(["evaluate", "starter", "--adapter", name, "--forgotten", *quick], options.model, check=False)


def _studio(arguments: Sequence[str], model: str | None, *, check: bool = True) -> None:
    command = [sys.executable, "-m", "gill_studio", *arguments, *(["--model", model] if model else [])]
    subprocess.run(command, check=check)  # noqa: S603


def _states(engine: Engine, caption: str) -> Tensor:
    return engine.image_states(context_panels([StoryPanel(caption)]))


def _scene_with(rng: random.Random, part: str) -> Scene:
    return sample_scene(rng, reserved=True, allowed=lambda scene: _has_only(scene, part))


def _has_only(scene: Scene, part: str) -> bool:
    present = {str(value) for value in (scene.animal, scene.place, scene.prop) if str(value) in PARTS}
    friend = {str(scene.friend.animal)} & set(PARTS) if scene.friend else set()
    return present == {part} and not friend


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=sorted(PARTS), default="dragon")
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--painted", type=int, default=45, help="held-out captions that are painted; 0: none")
    parser.add_argument("--sheet", help="write a picture of some held-out captions and what is painted for them")
    parser.add_argument("--evaluate", choices=["quick", "whole"])
    parser.add_argument("--measure-only", action="store_true", help="of the adapter that an earlier run has trained")
    parser.add_argument("--model", help="default: the starter")
    parser.add_argument("--work", help="folder for the album and the reports (default: a temporary one)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("train", nargs="*", help="further options of `gill-studio train`, after --")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
