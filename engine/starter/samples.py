"""What comes with the starter model: sample stories, and a sample collection that is drawn on the first run.

The collection holds no picture of some combinations (`splits.may_be_collected`), so that for some stories nothing
fits and painting is right. Half of its pictures show the heroes of the sample stories.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout
from PIL import Image

from engine.context import RunContext
from engine.starter.story.describe import STYLES, describe
from engine.starter.story.model import Story
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import Part, may_be_collected, story_of
from engine.starter.story.words import capitalised
from engine.starter.world.facts import Animal, Scarf, Scene
from engine.starter.world.picture import render
from gill_studio.core.collections.library import sample_folder
from gill_studio.core.collections.model import CaptionSource, CollectionError, FileRecord
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import identify
from gill_studio.core.story.folder import STORY_FILE

COLLECTION_NAME = "Picture book"
PICTURE_SIZE = 384
"""Pixels of a side of the collection's pictures."""
STORY_SIZE = 480
"""Pixels of a side of the sample stories' pictures."""
_COUNT, _OF_HEROES = 600, 300
_BATCH = 25  # pictures between two looks at whether the work is still wanted
_QUALITY = 92
_PATIENCE = 120  # seconds to wait for another process that draws the same


@dataclass(frozen=True)
class SampleStory:
    """A held-out story of the world, of which `told` panels are kept and the first `shown` have their picture."""

    name: str
    number: int
    told: int
    shown: int

    @property
    def story(self) -> Story:
        """The whole story."""
        return story_of(Part.NEW_STORIES, self.number)


SAMPLES = (
    SampleStory("luna-cannot-sleep", 125, told=6, shown=5),
    SampleStory("oscar-and-the-big-wind", 104, told=6, shown=6),
    SampleStory("nora-is-cross", 126, told=5, shown=5),
    SampleStory("brunos-birthday", 105, told=7, shown=6),
)
HEROES = (
    (Animal.RABBIT, Scarf.RED),
    (Animal.BEAR, Scarf.BLUE),
    (Animal.FOX, Scarf.YELLOW),
    (Animal.PENGUIN, Scarf.PINK),
)
"""The heroes of the sample stories."""


@lru_cache(maxsize=1)
def sample_scenes() -> tuple[Scene, ...]:
    """What the collection's pictures show, each with another combination of facts as far as the heroes go."""
    rng = random.Random("sample collection")  # noqa: S311 - pictures, not secrets
    scenes: list[Scene] = []
    taken = set()

    def wanted(scene: Scene) -> bool:
        new_hero = (scene.animal, scene.scarf) in HEROES and scene.combination not in taken
        return may_be_collected(scene) and (new_hero or len(scenes) >= _OF_HEROES)

    while len(scenes) < _COUNT:
        scenes.append(sample_scene(rng, allowed=wanted))
        taken.add(scenes[-1].combination)
    rng.shuffle(scenes)
    return tuple(scenes)


def sample_caption(number: int) -> str:
    """The caption of the collection's picture with this number: all facts, in one of several ways of saying them."""
    return capitalised(describe(sample_scenes()[number], style=number % STYLES)) + "."


def sample_collection(context: RunContext | None = None) -> CollectionStore:
    """The sample collection, drawn into the user's cache unless it is there, whole and unchanged.

    Pictures that are missing or damaged are drawn again. Raises StudioError when the cache cannot be written.
    """
    folder = sample_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock"), timeout=_PATIENCE):
            return _completed(folder, context or RunContext())
    except Timeout as error:
        raise StudioError(
            "Another GILL Studio is drawing the sample collection.", "Wait until it has ended, then try again."
        ) from error
    except OSError as error:
        raise StudioError(
            f"The sample collection cannot be drawn into {folder}: {error.strerror or error}.",
            "Free some space, or set GILL_STUDIO_CACHE to a folder that can be written.",
        ) from error


def write_sample_stories(folder: Path) -> None:
    """Write the sample stories' folders, as `resources/stories` has them: captions and picture names only."""
    for sample in SAMPLES:
        _write_story(folder / sample.name, sample)


def _write_story(folder: Path, sample: SampleStory) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    story = sample.story
    panels = []
    for number, panel in enumerate(story.panels[: sample.told], start=1):
        panels.append({"caption": panel.caption})
        if number <= sample.shown:
            render(panel.scene, STORY_SIZE).save(folder / f"{number}.png", optimize=True)
            panels[-1]["picture"] = f"{number}.png"
    record = {"format": 1, "title": story.title, "author": "The picture-book world", "language": "en", "panels": panels}
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    (folder / STORY_FILE).write_text(text, encoding="utf-8", newline="\n")


def _completed(folder: Path, context: RunContext) -> CollectionStore:
    store, pictures = _opened(folder), folder / "pictures"
    pictures.mkdir(exist_ok=True)
    store.add_folder(pictures)
    try:
        missing = list(_missing(store, pictures))
        for start in range(0, len(missing), _BATCH):
            context.step("drawing the sample collection", start, len(missing))
            _draw(store, pictures, missing[start : start + _BATCH])
        if missing:
            context.step("drawing the sample collection", len(missing), len(missing))
    except BaseException:
        store.close()
        raise
    return store


def _opened(folder: Path) -> CollectionStore:
    """The store in `folder`; a new one where there is none, or a damaged one, or one of other pictures."""
    key = "sample-" + hashlib.sha256(repr((sample_scenes(), PICTURE_SIZE, _QUALITY)).encode()).hexdigest()[:12]
    try:
        store = CollectionStore.open(folder)
        if store.id == key:
            return store
        store.close()
    except CollectionError:
        pass
    if folder.exists():
        shutil.rmtree(folder)
    return CollectionStore.create(folder, COLLECTION_NAME, key)


def _missing(store: CollectionStore, pictures: Path) -> Iterator[int]:
    """Numbers of the pictures that are not there as they were recorded."""
    known = store.files(pictures)
    for number in range(len(sample_scenes())):
        record = known.get(_name(number))
        if record is None or _digest(pictures / record.path) != record.picture.sha256:
            yield number


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _draw(store: CollectionStore, pictures: Path, numbers: list[int]) -> None:
    records = []
    for number in numbers:
        path = pictures / _name(number)
        _save(render(sample_scenes()[number], PICTURE_SIZE), path)
        status = path.stat()
        records.append(FileRecord(path.name, status.st_size, status.st_mtime_ns, identify(path)))
    store.record(pictures, records)
    captions = {r.picture.sha256: sample_caption(n) for n, r in zip(numbers, records, strict=True)}
    store.set_captions(captions, CaptionSource.DATASET)


def _save(picture: Image.Image, path: Path) -> None:
    temporary = path.with_suffix(".part")
    picture.save(temporary, "JPEG", quality=_QUALITY, subsampling=0)
    temporary.replace(path)


def _name(number: int) -> str:
    return f"{number + 1:03}.jpg"
