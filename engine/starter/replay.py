"""The world told again while the starter model learns something new, so that it forgets nothing.

Pictures of training stories are drawn into the cache once. What is asked for is what a context reveals, as in the
model's own training.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.context import RunContext
from engine.starter.story.corpus import some_shown, some_silent
from engine.starter.story.describe import EVERYTHING, STYLES, describe
from engine.starter.story.model import StoryPanel
from engine.starter.story.reveal import known_details, known_facts
from engine.starter.story.splits import Part, story_of
from engine.starter.world.facts import Scene
from engine.starter.world.picture import render
from engine.training.examples import Context, Example, StoryPart
from gill_studio.core import locations
from gill_studio.core.pictures import identify

STORIES, CONTEXTS = 180, 2000
_SIZE = 128
_CANONICAL = 0.6  # of the descriptions
_ALONE = 0.3  # of the contexts: a caption without what went before, of which hardly anything can be told
_BATCH = 24


def world_replay(context: RunContext | None = None) -> tuple[list[Example], list[Context], dict[str, Path]]:
    """(described pictures, contexts that ask for a picture, files by key) of the picture-book world."""
    context = context or RunContext()
    rng = random.Random("replay")  # noqa: S311 - stories, not secrets
    stories = [story_of(Part.TRAIN, number).panels for number in range(STORIES)]
    scenes = [panel.scene for panels in stories for panel in panels]
    paths = _drawn(scenes, context)
    keys = [identify(path).sha256 for path in paths]
    key_of = dict(zip(scenes, keys, strict=True))
    examples = [Example(key_of[scene], _description(scene, rng), key_of[scene]) for scene in dict.fromkeys(scenes)]
    contexts = [_context(rng, rng.choice(stories), key_of) for _ in range(CONTEXTS)]
    return examples, contexts, dict(zip(keys, paths, strict=True))


def _description(scene: Scene, rng: random.Random) -> str:
    style = 0 if rng.random() < _CANONICAL else rng.randrange(STYLES)
    return describe(scene, EVERYTHING, style)


def _context(rng: random.Random, panels: Sequence[StoryPanel], key_of: dict[Scene, str]) -> Context:
    target = rng.choice((len(panels) - 1, rng.randrange(len(panels))))
    start = target if rng.random() < _ALONE else 0
    shown = some_shown(rng, target + 1 - start)
    chosen = some_silent(rng, panels[start : target + 1], shown)
    *before, last = chosen
    seen = list(shown[: len(before)])
    facts = known_facts(before, last.caption, seen) | known_details(before, last.caption, seen)
    parts = [StoryPart(panel.caption, key_of[panel.scene]) for panel in chosen]
    parts[-1] = replace(parts[-1], painted=describe(last.scene, facts))
    return Context(tuple(parts), tuple(shown))


def _drawn(scenes: Sequence[Scene], context: RunContext) -> list[Path]:
    """The scenes' pictures as files, each drawn once."""
    folder = locations.cache_dir() / "replay"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{scene.seed:08x}-{number:04}.png" for number, scene in enumerate(scenes)]
    missing = [number for number, path in enumerate(paths) if not path.is_file()]
    for count, number in enumerate(missing):
        if count % _BATCH == 0:
            context.step("drawing the picture-book world", count, len(missing))
        temporary = paths[number].with_suffix(".part")
        render(scenes[number], _SIZE).save(temporary, "PNG")
        temporary.replace(paths[number])
    return paths
