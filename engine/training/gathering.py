"""Gathers a lesson: the writer's collections and stories, and the general set that is replayed and measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import msgspec

from engine.context import RunContext
from engine.training.examples import Lesson, StoryPart, examples_of, files_of, remarks_on, split
from gill_studio.core.collections.library import find_collection
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.messages import SAMPLE, STARTER
from gill_studio.core.training import TrainingError, TrainRequest
from gill_studio.core.training_remarks import DataRemark

_MEASURED = 200  # pictures of the general set that are measured on, and never replayed


def gather(request: TrainRequest, model: str, context: RunContext) -> tuple[Lesson, list[DataRemark]]:
    """The lesson that a request asks for of the model called `model`, and what is wrong with the data.

    Raises CollectionError or StoryError for what is not there.
    """
    stories, story_files = _stories(request.stories)
    with ExitStack() as stack:
        stores = [stack.enter_context(opened(name, context)) for name in request.collections]
        found = [example for store in stores for example in examples_of(store)]
        examples = list({example.key: example for example in found}.values())
        files = {key: path for store in stores for key, path in files_of(store).items()}
        remarks = remarks_on(stores, examples, len(stories))
    learnt, held_out = split(examples, request.recipe.held_out)
    own = Lesson(learnt, held_out, stories, files=files | story_files)
    return _with_general(own, request, model, context), remarks


def read_lesson(path: Path) -> Lesson:
    """A lesson as it was written down; TrainingError when it cannot be read."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Lesson, dec_hook=lambda _, value: Path(value))
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read: {error}.", "Begin the training anew, without --resume.") from error


def write_lesson(path: Path, lesson: Lesson) -> None:
    """Write a lesson down: a resumed training learns from the same, whatever became of the collection."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(msgspec.msgpack.encode(lesson, enc_hook=str))
    temporary.replace(path)


def _with_general(own: Lesson, request: TrainRequest, model: str, context: RunContext) -> Lesson:
    """The lesson with what is measured for forgetting, and replayed against it."""
    with opened(request.replay or SAMPLE, context) as store:
        examples = sorted(examples_of(store), key=lambda one: hashlib.sha256(one.key.encode()).hexdigest())
        files = files_of(store)
    ours = set(own.pictures)
    examples = [example for example in examples if example.key not in ours]
    measured = min(_MEASURED, len(examples) // 2)
    general, replayed = tuple(examples[:measured]), tuple(examples[measured:])
    lesson = replace(own, general=general, files={**files, **own.files})
    if request.recipe.replay <= 0 or request.from_scratch:
        return lesson
    if model != STARTER or request.replay:
        return replace(lesson, replayed=replayed)
    from engine.starter.replay import world_replay

    described, contexts, drawn = world_replay(context)
    files = {**lesson.files, **drawn}
    return replace(lesson, replayed=tuple(described), replayed_contexts=tuple(contexts), files=files)


def opened(name: str, context: RunContext) -> CollectionStore:
    """The sample collection, drawn if need be, or one of the writer's; CollectionError when there is none."""
    if name == SAMPLE:
        from engine.starter.samples import sample_collection

        return sample_collection(context)
    return find_collection(name)


def _stories(paths: Sequence[Path]) -> tuple[tuple[tuple[StoryPart, ...], ...], dict[str, Path]]:
    """Stories' panels, and the files of their pictures."""
    from gill_studio.core.story.file import read_story_file
    from gill_studio.core.story.folder import read_story

    told: list[tuple[StoryPart, ...]] = []
    files: dict[str, Path] = {}
    for path in paths:
        is_folder = path.suffix.lower() == ".json" or not path.is_file()
        story = read_story(path) if is_folder else read_story_file(path)
        files |= story.files
        parts = [
            StoryPart(
                " ".join(panel.caption.split()),
                panel.picture.sha256 if panel.picture is not None and panel.picture.sha256 in story.files else "",
                " ".join(panel.alt_text.split()),
            )
            for panel in story.board.panels
        ]
        told.append(tuple(part for part in parts if part.caption or part.picture))
    return tuple(told), files
