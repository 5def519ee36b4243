"""What is done with the pictures that are selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from gill_studio.core.collections.model import CollectedPicture
from ui.library.asking import Asking, place_of
from ui.library.contents import accept_captions, exclude_pictures, reject_captions, write_captions
from ui.library.dialogs import open_folder, show_menu
from ui.library.grid import PictureGrid
from ui.library.looking import Looking
from ui.library.shelf import Shelf

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Change = Callable[[str, Sequence[str]], list[CollectedPicture]]


class PictureActs(QObject):
    """Each is done on another thread, to the collection one looks at; `asking` is None in AI-off mode."""

    caption_asked = Signal()
    """The caption of the picture in focus is to be written."""

    def __init__(
        self, window: MainWindow, shelf: Shelf, looking: Looking, grid: PictureGrid, asking: Asking | None
    ) -> None:
        super().__init__(grid)
        self._window, self._shelf, self._looking, self._grid = window, shelf, looking, grid
        self._asking, self._open = asking, True
        window.closed.connect(self._close)

    def chosen(self) -> list[CollectedPicture]:
        """The selected pictures; where none is, the one in focus."""
        rows = [self._grid.pictures.row_of(digest) for digest in self._grid.selected()]
        found = [self._grid.pictures.picture_at(row) for row in rows]
        return [one for one in found if one is not None]

    def write_caption(self, digest: str, text: str) -> None:
        """Keep what the writer says of a picture."""
        collection = self._looking.collection
        self._shelf.run(partial(write_captions, collection, {digest: text}), partial(self._changed, collection))

    def accept_captions(self) -> None:
        """Make what is proposed for the selected pictures the writer's own."""
        self._change(accept_captions, self._grid.selected())

    def accept_all(self) -> None:
        """The same for all pictures."""
        self._change(accept_captions, self._looking.contents.proposed)

    def reject_captions(self) -> None:
        """Throw away what is proposed."""
        self._change(reject_captions, self._grid.selected())

    def propose_captions(self) -> None:
        """Have captions proposed for the selected pictures."""
        if self._asking is not None:
            self._asking.for_captions(self._looking.collection, self._grid.selected())

    def exclude(self, *, excluded: bool) -> None:
        """Never offer the selected pictures, or offer them again."""
        collection, chosen = self._looking.collection, tuple(self._grid.selected())

        def done(pictures: list[CollectedPicture]) -> None:
            self._changed(collection, pictures)
            self._shelf.settled.emit(collection)  # the engine is not to find them any more, or again

        self._shelf.run(partial(exclude_pictures, collection, chosen, excluded=excluded), done)

    def find_similar(self) -> None:
        """Look for pictures like the first of them."""
        if self._asking is not None and (pictures := self.chosen()):
            self._asking.by_picture(self._looking.collection, pictures[0].path)

    def find_fitting(self) -> None:
        """Look for what fits the panel in focus."""
        story = self._window.story
        if self._asking is not None and story is not None:
            self._asking.by_story(self._looking.collection, place_of(story.session), story.session)

    def put_into_story(self) -> None:
        """Show the picture in the panel in focus where it has none, else in a new panel after it."""
        story, pictures = self._window.story, self.chosen()
        if story is None or story.session.read_only or not pictures:
            return
        panel = story.session.focused_panel
        if panel is not None and panel.picture is None and len(pictures) == 1:
            story.commands.replace_picture(panel.id, pictures[0].path)
        else:
            row = story.model.row_of(story.session.focus)
            following = story.model.panel_at(row + 1) if row >= 0 else None
            story.commands.add_pictures([one.path for one in pictures], None if following is None else following.id)
        self._window.say(
            self.tr("%n picture(s) put into the story.", "", len(pictures)),
            self.tr("Show it"),
            lambda: self._window.show_page("story"),
        )

    def show_folder(self) -> None:
        """Show the folder of the first of them."""
        if pictures := self.chosen():
            open_folder(pictures[0].path.parent)

    def show_menu(self, place: QPoint) -> None:
        """All of this as a menu."""
        menu, chosen = QMenu(self._grid), self.chosen()
        one = len(chosen) == 1
        menu.addAction(self.tr("Write the caption"), self.caption_asked.emit).setEnabled(one)
        if self._window.story is not None:
            menu.addAction(self.tr("Put into the story"), self.put_into_story)
        if self._asking is not None:
            menu.addAction(self.tr("Find similar"), self.find_similar).setEnabled(one)
            menu.addAction(self.tr("Propose captions"), self.propose_captions)
        menu.addSeparator()
        if all(picture.excluded for picture in chosen):
            menu.addAction(self.tr("Offer again"), partial(self.exclude, excluded=False))
        else:
            menu.addAction(self.tr("Never offer"), partial(self.exclude, excluded=True))
        menu.addAction(self.tr("Show the folder"), self.show_folder)
        show_menu(menu, place)

    def _change(self, change: Change, digests: Sequence[str]) -> None:
        collection = self._looking.collection
        self._shelf.run(partial(change, collection, tuple(digests)), partial(self._changed, collection))

    def _close(self) -> None:
        self._open = False

    def _changed(self, collection: str, pictures: list[CollectedPicture]) -> None:
        if self._open and collection == self._looking.collection:
            self._looking.replace(pictures)
        self._shelf.refresh()
