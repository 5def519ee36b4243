"""Small lessons of coloured pictures, and what is needed to train on them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from engine.catalogue import ModelFolders
from engine.models.adapter import AdapterBundle
from engine.models.gill import Gill
from engine.training.examples import Example, Lesson, StoryPart
from engine.training.features import Features, compute_features
from engine.training.sampler import Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan
from gill_studio.core.pictures import identify
from gill_studio.core.training import TrainingRecipe, TrainRequest

COLOURS = ("red", "green", "blue", "yellow", "pink", "orange", "white", "black", "gray", "brown", "cyan", "purple")


@pytest.fixture
def own_gill(gill: Gill) -> Gill:
    """The random model with an adapter of its own, to be trained."""
    return Gill(gill.language, gill.vision, AdapterBundle(copy.deepcopy(gill.adapter), copy.deepcopy(gill.decision)))


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """Twelve pictures of one colour each, and a story of three of them."""
    files: dict[str, Path] = {}
    examples = []
    for number, colour in enumerate(COLOURS):
        path = tmp_path / "pictures" / f"{colour}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (40, 30 + number), colour).save(path)
        key = identify(path).sha256
        files[key] = path
        words = "a fox " * (1 + number % 4)
        examples.append(Example(key, f"{words}in {colour}", key))
    keys = list(files)
    story = (StoryPart("A fox.", keys[0]), StoryPart("It goes on.", keys[1]), StoryPart("The end.", keys[2], "a fox"))
    return Lesson(tuple(examples[:9]), tuple(examples[9:]), (story,), files=files)


@pytest.fixture
def features(own_gill: Gill, lesson: Lesson, random_model: Path) -> Features:
    return compute_features(own_gill, ModelFolders.of(random_model), lesson)


@pytest.fixture
def task_of(own_gill: Gill, lesson: Lesson, features: Features) -> Callable[..., AdapterTask]:
    """`task_of(batch=…, …)`: a task over the lesson with these numbers of the recipe; `before` is the model it was."""

    def make(before: Gill | None = None, **options: object) -> AdapterTask:
        recipe = TrainingRecipe(**({"precision": "float32"} | options))  # type: ignore[arg-type]
        mixture = Mixture(recipe.batch, recipe.packing, recipe.replay, recipe.distractors, recipe.seed)
        return AdapterTask(own_gill, features, Sampler(lesson, mixture), recipe, before=before)

    return make


@pytest.fixture
def collection(tmp_path: Path) -> Callable[..., str]:
    """`collection("Album", 12)`: a scanned collection of that many captioned pictures; its name."""

    def make(name: str, count: int, captions: bool = True, shift: int = 0) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            path = folder / f"{number:02}.png"
            image = Image.new("RGB", (48, 48), COLOURS[number % len(COLOURS)])
            image.paste(COLOURS[(number // 3 + 5 + shift) % len(COLOURS)], (0, 0, 8 + 3 * (number % 9), 20))
            image.save(path)
            if captions:
                path.with_suffix(".txt").write_text(f"a fox number {number} in {name}", encoding="utf-8")
        with create_collection(name, [folder]) as store:
            scan(store, lambda *_: None)
        return name

    return make


@pytest.fixture
def request_of(random_model: Path, collection: Callable[..., str]) -> Callable[..., TrainRequest]:
    """`request_of("name", steps=4)`: a request to learn a small album, and to repeat a smaller one."""
    made: list[str] = []

    def make(name: str = "mine", *, options: dict[str, object] | None = None, **recipe: object) -> TrainRequest:
        if not made:
            made.extend((collection("Album", 20), collection("General", 8, shift=3)))
        numbers = {
            "steps": 6,
            "batch": 8,
            "warmup": 1,
            "measure_every": 2,
            "precision": "float32",
            "samples": 0,
        } | recipe
        told = {"collections": ("Album",), "replay": "General", "model": str(random_model)} | (options or {})
        return TrainRequest(name, **told, recipe=TrainingRecipe(**numbers))  # type: ignore[arg-type]

    return make
