"""Every form that stories are imported from, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from gill_studio.core.errors import PictureError
from gill_studio.core.export.exporter import ExportContext, Steps
from gill_studio.core.imports.imported import Imported, ImportJob, StoryImportError

SUFFIX = ".gill"


@dataclass(frozen=True)
class Importer:
    """One form. `recognises` looks at names alone; `read` raises StudioError when the story cannot be read."""

    name: str
    label: str
    about: str
    folder: bool
    """Whether a folder is chosen, not a file (which some take as well)."""
    suffixes: tuple[str, ...]
    """Endings of files to offer in a dialog."""
    recognises: Callable[[Path], bool]
    read: Callable[[Path, ImportJob], Imported]


@dataclass
class ImportRegistry:
    """Importers by name, in the order in which they are asked whether something is theirs."""

    _importers: dict[str, Importer] = field(default_factory=dict)

    def register(self, importer: Importer) -> None:
        """Add a form. ValueError when its name is taken."""
        if importer.name in self._importers:
            raise ValueError(f"There is an importer {importer.name!r} already.")
        self._importers[importer.name] = importer

    def __iter__(self) -> Iterator[Importer]:
        return iter(self._importers.values())

    def named(self, name: str) -> Importer:
        """The importer of that name; StoryImportError lists those there are."""
        if name not in self._importers:
            raise StoryImportError(f"Nothing imports {name!r}.", f"There are: {', '.join(self._importers)}.")
        return self._importers[name]

    def for_source(self, source: Path) -> Importer:
        """The importer that recognises the file or folder. StoryImportError when none does."""
        try:
            if not source.exists():
                raise StoryImportError(f"There is no {source}.", "Check the name.")
            for importer in self:
                if importer.recognises(source):
                    return importer
        except (OSError, ValueError) as error:  # a NUL character is a ValueError
            what = getattr(error, "strerror", None) or error
            raise StoryImportError(f"{source} cannot be read: {what}.", "Check the name.") from error
        labels = ", ".join(importer.label for importer in self)
        raise StoryImportError(f"{source} is nothing that can be imported.", f"What can be: {labels}.")


@cache
def standard_importers() -> ImportRegistry:
    """The forms that come along."""
    from gill_studio.core.imports.fountain import fountain_importer
    from gill_studio.core.imports.json_story import json_importer
    from gill_studio.core.imports.markdown import markdown_importer
    from gill_studio.core.imports.picture_folder import pictures_importer
    from gill_studio.core.imports.storyboarder import storyboarder_importer

    registry = ImportRegistry()
    for make in (markdown_importer, json_importer, storyboarder_importer, fountain_importer, pictures_importer):
        registry.register(make())
    return registry


def import_story(source: Path, name: str | None = None, steps: Steps | None = None) -> Imported:
    """The story in a file or a folder, of the named form or of the one that recognises it.

    Raises StudioError when there is none, and whatever `steps` raises to cancel.
    """
    registry = standard_importers()
    importer = registry.named(name) if name else registry.for_source(source)
    return importer.read(source, ImportJob(steps or ExportContext()))


def make_story_file(found: Imported, target: Path, steps: Steps | None = None, *, replace: bool = False) -> Path:
    """Write what was found into a new story file; its path, which ends in .gill.

    Raises StoryError when it is there already and not to be replaced, or cannot be written.
    """
    from gill_studio.core.story.file import StoryFile
    from gill_studio.core.story.file.picture_rows import read_parts, write_picture
    from gill_studio.core.story.file.store import Store

    context = steps or ExportContext()
    path = target if target.suffix.casefold() == SUFFIX else target.with_name(target.name + SUFFIX)
    wanted = [(digest, ref) for digest, ref in found.board.pictures.items() if digest in found.pictures]

    def fill(store: Store) -> None:
        for done, (digest, ref) in enumerate(wanted):
            context.step("Copying pictures", done, len(wanted))
            try:
                write_picture(store, ref, read_parts(BytesIO(found.pictures.data_of(digest))))
            except PictureError as error:
                raise StoryImportError(error.message, error.hint) from error

    StoryFile.create(path, found.board, replace=replace, fill=fill).close()
    return path
