"""What a writer does to a story, in the words of the undo menu."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.model import Authorship, Panel, Take, new_id
from ui.background import Background
from ui.story_session import StorySession
from ui.told.words import told

PictureSource = Path | bytes
"""A picture from outside: its file, or its bytes."""


class StoryCommands(QObject):
    """Every edit of one story, each a step of undo. Pictures are read on another thread; `failed` tells of others."""

    failed = Signal(object)
    """A StudioError, when pictures could not be read."""
    pictures_added = Signal(int)
    """How many, when they are in the story."""

    def __init__(self, session: StorySession, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._background = session, background

    def write_caption(self, panel: str, caption: str) -> None:
        """What the writer types, a stretch of typing being one step."""
        board = edits.with_caption(self._session.board, panel, caption)
        self._session.apply(self.tr("Change caption"), board, merge=f"caption:{panel}")

    def accept_caption(self, panel: str, caption: str) -> None:
        """A proposed caption in the place of the one that is there."""
        board = edits.with_caption(self._session.board, panel, caption, Authorship.PROPOSED)
        self._session.apply(self.tr("Accept caption"), board)

    def write_notes(self, panel: str, notes: str) -> None:
        """Notes are the writer's alone; no model reads them."""
        self._change(panel, self.tr("Change notes"), "notes", notes=notes)

    def write_alt_text(self, panel: str, text: str) -> None:
        """What the picture shows, for those who do not see it."""
        self._change(panel, self.tr("Change alt text"), "alt", alt_text=text)

    def accept_alt_text(self, panel: str, text: str) -> None:
        """Proposed words for what the picture shows, which the writer then edits."""
        self._change(panel, self.tr("Accept alt text"), "", alt_text=text)

    def set_tags(self, panel: str, tags: Sequence[str]) -> None:
        """Other tags."""
        self._change(panel, self.tr("Change tags"), "", tags=tuple(tags))

    def rename(self, title: str) -> None:
        """Another title of the story."""
        self._session.apply(self.tr("Change title"), replace(self._session.board, title=title), merge="title")

    def set_word_target(self, words: int | None) -> None:
        """How many words the story is to have."""
        board = self._session.board
        settings = replace(board.settings, word_target=words)
        self._session.apply(self.tr("Change word target"), replace(board, settings=settings))

    def new_panel(self, position: int, caption: str = "") -> str:
        """An empty panel before the one at `position`; its id. It gets the focus."""
        panel = Panel(new_id(), caption)
        self._session.apply(self.tr("New panel"), edits.inserted(self._session.board, position, [panel]))
        self._session.set_focus(panel.id)
        return panel.id

    def insert(self, position: int, panels: Sequence[Panel], label: str = "") -> None:
        """Panels from elsewhere, before the one at `position`."""
        label = label or self.tr("Insert %n panel(s)", "", len(panels))
        self._session.apply(label, edits.inserted(self._session.board, position, panels))
        if panels:
            self._session.set_focus(panels[0].id)

    def remove(self, panels: Collection[str]) -> None:
        """Take panels out."""
        label = self.tr("Delete %n panel(s)", "", len(panels))
        self._session.apply(label, edits.removed(self._session.board, panels))

    def move(self, panels: Collection[str], position: int) -> None:
        """Panels before the one that is now at `position`."""
        label = self.tr("Move %n panel(s)", "", len(panels))
        self._session.apply(label, edits.moved(self._session.board, panels, position))

    def shift(self, panels: Collection[str], by: int) -> None:
        """Panels one place on (`by` 1) or back (-1)."""
        places = [place for place, panel in enumerate(self._session.board.panels) if panel.id in panels]
        if places:
            self.move(panels, max(0, places[0] - 1) if by < 0 else places[-1] + 2)

    def duplicate(self, panels: Collection[str]) -> None:
        """A copy of each, after the last."""
        label = self.tr("Duplicate %n panel(s)", "", len(panels))
        self._session.apply(label, edits.duplicated(self._session.board, panels, new_id))

    def split(self, panel: str, at: int) -> str:
        """Cut a caption before character `at`; the id of the new panel, which gets the focus."""
        made = new_id()
        self._session.apply(self.tr("Split panel"), edits.split(self._session.board, panel, at, made))
        self._session.set_focus(made)
        return made

    def merge(self, panels: Collection[str], joint: str = " ") -> None:
        """Panels as one."""
        label = self.tr("Merge %n panel(s)", "", len(panels))
        self._session.apply(label, edits.merged(self._session.board, panels, joint))

    def cut_text(self, panel: str, caption: str, gone: Collection[str]) -> None:
        """What is left when text is cut out that reaches over several panels: one caption, and no others."""
        board = edits.with_caption(edits.removed(self._session.board, gone), panel, caption)
        self._session.apply(self.tr("Cut text"), board)

    def put_text(self, panel: str, caption: str, following: Sequence[Panel]) -> None:
        """Text of several paragraphs put into a panel: its caption, and the panels that follow it now."""
        board = edits.with_caption(self._session.board, panel, caption)
        board = edits.inserted(board, edits.position_of(board, panel) + 1, following)
        self._session.apply(self.tr("Paste text"), board)

    def clear_picture(self, panel: str) -> None:
        """Show no picture; the take stays with the panel."""
        self._session.apply(self.tr("Remove picture"), edits.showing(self._session.board, panel, None))

    def show_take(self, panel: str, take: str) -> None:
        """Show another of a panel's takes."""
        self._session.apply(self.tr("Choose picture"), edits.showing(self._session.board, panel, take))

    def add_take(self, panel: str, take: Take, *, show: bool) -> None:
        """One more take of a panel."""
        label = self.tr("Add picture") if show else self.tr("Add take")
        self._session.apply(label, edits.with_take(self._session.board, panel, take, show=show))

    def replace_picture(self, panel: str, source: PictureSource) -> None:
        """Another picture on a panel; the one before stays as a take."""

        def put(found: list[tuple[PictureRef, str]]) -> None:
            for picture, name in found:
                self.add_take(panel, Take(new_id(), picture, name=name), show=True)

        self._read([source], put)

    def add_pictures(self, sources: Sequence[PictureSource], before: str | None) -> None:
        """A new panel for each picture, before a panel, or at the end."""

        def put(found: list[tuple[PictureRef, str]]) -> None:
            board = self._session.board
            places = [place for place, panel in enumerate(board.panels) if panel.id == before]
            panels = [_with_picture(picture, name) for picture, name in found]
            if panels:
                label = self.tr("Add %n picture(s)", "", len(panels))
                self.insert(places[0] if places else len(board.panels), panels, label)

        self._read(sources, put)

    def bring_pictures(self, files: Mapping[str, Path], done: Callable[[set[str]], object]) -> None:
        """Take over pictures by their SHA-256, then call `done` with those that are what they should be."""
        store = self._session.pictures

        def work() -> set[str]:
            known = set()
            for digest, path in files.items():
                with suppress(StudioError):
                    if store.add_file(path).sha256 == digest:
                        known.add(digest)
            return known

        self._background.run(work, done)

    def _change(self, panel: str, label: str, merge: str, **values: object) -> None:
        before = edits.panel_of(self._session.board, panel)
        after = replace(before, **values)  # type: ignore[arg-type]
        board = edits.with_panel(self._session.board, after)
        self._session.apply(label, board, merge=f"{merge}:{panel}" if merge else "")

    def _read(self, sources: Sequence[PictureSource], put: Callable[[list[tuple[PictureRef, str]]], None]) -> None:
        if self._session.read_only or not sources:
            return
        store = self._session.pictures
        errors: list[StudioError] = []

        def work() -> list[tuple[PictureRef, str]]:
            found = []
            for source in sources:
                try:
                    if isinstance(source, Path):
                        found.append((store.add_file(source), source.name))
                    else:
                        found.append((store.add_bytes(source), ""))
                except StudioError as error:
                    errors.append(error)
            return found

        def done(found: list[tuple[PictureRef, str]]) -> None:
            put(found)
            if found:
                self.pictures_added.emit(len(found))
            if errors:
                self.failed.emit(self._together(errors))

        self._background.run(work, done, self.failed.emit)

    def _together(self, errors: Sequence[StudioError]) -> StudioError:
        if len(errors) == 1:
            return errors[0]
        more = self.tr("%n more picture(s) could not be read.", "", len(errors) - 1)
        return StudioError(f"{told(errors[0].message)} {more}", errors[0].hint)


def _with_picture(picture: PictureRef, name: str) -> Panel:
    take = Take(new_id(), picture, name=name)
    return Panel(new_id(), takes=(take,), chosen=take.id)
