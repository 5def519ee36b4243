"""Story folders and their `story.json`, as GILL Studio exports them or as they are written by hand."""

from __future__ import annotations

from pathlib import Path

from gill_studio.core.imports.imported import Imported, ImportJob
from gill_studio.core.imports.registry import Importer
from gill_studio.core.story.folder import STORY_FILE, read_story


def json_importer() -> Importer:
    """JSON."""
    return Importer(
        "json",
        "Story folder (JSON)",
        "What GILL Studio exports as JSON, with everything that belongs to the story.",
        folder=True,
        suffixes=(".json",),
        recognises=lambda path: path.suffix.casefold() == ".json" or (path / STORY_FILE).is_file(),
        read=_read,
    )


def _read(path: Path, job: ImportJob) -> Imported:
    story = read_story(path)
    for done, file in enumerate(story.files.values()):
        job.steps.step("Reading pictures", done, len(story.files))
        job.pictures.add_file(file)
    return job.whole(story.board)
