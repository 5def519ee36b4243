"""Fountain scripts: a panel for each paragraph of action, with what is said then; scenes become notes and tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gill_studio.core.export.text import clean, one_line
from gill_studio.core.imports.fountain_script import Element, Kind, elements, title_page
from gill_studio.core.imports.imported import MAX_PANELS, Imported, ImportJob, StoryImportError, read_text
from gill_studio.core.imports.registry import Importer
from gill_studio.core.story.model import Panel, Storyboard, new_id


def fountain_importer() -> Importer:
    """Fountain."""
    return Importer(
        "fountain",
        "Fountain script",
        "A panel for each paragraph of action, with the dialogue that belongs to it.",
        folder=False,
        suffixes=(".fountain", ".spmd"),
        recognises=lambda path: path.suffix.casefold() in {".fountain", ".spmd"},
        read=_read,
    )


def _read(path: Path, job: ImportJob) -> Imported:
    keys, script = title_page(clean(read_text(path)).strip("\n"))
    panels = _Panels()
    for element in elements(script):
        panels.take(element)
        if len(panels.done) > MAX_PANELS:
            raise StoryImportError(f"{path} has more than {MAX_PANELS} panels.", "Import it in parts.")
    title = one_line(keys.get("title", "")) or one_line(path.stem)
    author = one_line(keys.get("author") or keys.get("authors", ""))
    return job.whole(Storyboard(new_id(), title, author, one_line(keys.get("language", "")), panels.finished()))


@dataclass
class _Draft:
    caption: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tag: str = ""

    def panel(self) -> Panel:
        tags = (self.tag,) if self.tag else ()
        return Panel(new_id(), "\n\n".join(self.caption), notes="\n\n".join(self.notes), tags=tags)


@dataclass
class _Panels:
    """Panels as the elements of a script come in."""

    done: list[_Draft] = field(default_factory=list)
    _now: _Draft | None = None
    _waiting: list[str] = field(default_factory=list)
    _scene: str = ""
    _speaker: str = ""

    def take(self, element: Element) -> None:
        """One element more."""
        match element.kind:
            case Kind.SCENE:
                self._scene, self._now = one_line(element.text)[:200], None
                self._waiting.append(element.text)
            case Kind.ACTION:
                self._new().caption.append(element.text)
            case Kind.CHARACTER:
                self._speaker = element.text
            case Kind.DIALOGUE:
                self._panel().caption.append(f"{self._speaker}: {element.text}")
            case Kind.SYNOPSIS | Kind.SECTION:
                self._now = None
                self._waiting.append(element.text)
            case Kind.TRANSITION | Kind.NOTE:
                (self._waiting if self._now is None else self._now.notes).append(element.text)

    def finished(self) -> tuple[Panel, ...]:
        """All panels; what nothing follows is a panel of its own."""
        if self._waiting:
            self._new()
        return tuple(draft.panel() for draft in self.done)

    def _panel(self) -> _Draft:
        return self._new() if self._now is None else self._now

    def _new(self) -> _Draft:
        self._now = _Draft(notes=self._waiting, tag=self._scene)
        self._waiting = []
        self.done.append(self._now)
        return self._now
