"""The page of the library: collections at the left, their pictures in the middle, the one one looks at to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gill_studio.core.jobs import Failure
from gill_studio.core.messages import SAMPLE
from ui.library.acts import PictureActs
from ui.library.asking import Asking
from ui.library.bar import LibraryBar
from ui.library.collection_list import CollectionList, folders_in
from ui.library.detail import Detail, Seen
from ui.library.dialogs import ask_folder, collection_menu, show_menu
from ui.library.grid import PictureGrid
from ui.library.head import CollectionHead
from ui.library.indexing import index_with
from ui.library.looking import Looking
from ui.library.model import PicturesModel
from ui.library.notices import LibraryNotices
from ui.library.pictures import CollectionPictures
from ui.library.problems import ProblemList
from ui.library.shelf import shelf_of
from ui.library.sifting import Found, Sieve
from ui.thumbnails import Thumbnails
from ui.told.words import error_words
from ui.widgets.basics import icon_button, label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.splitter import Splitter

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.story_page import StoryPage

_LIST, _DETAIL = 232, 312


class LibraryPage(QWidget):
    """One for each window; the shelf is shared."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._window, self._theme, self._engine = window, window.theme, window.engine
        self.shelf = shelf_of(window.settings)
        self.looking = Looking(self.shelf, self)
        self.source = CollectionPictures()
        self.thumbnails = Thumbnails(self.source, self)
        self.model = PicturesModel()
        self.grid = PictureGrid(self._theme, self.model, self.thumbnails)
        self.problems = ProblemList(self._theme)
        self.list = CollectionList(self._theme, self.shelf)
        has_engine = self._engine is not None
        self.head = CollectionHead(self._theme, has_engine=has_engine)
        self.bar = LibraryBar(self._theme, has_engine=has_engine)
        self.notices = LibraryNotices(self._theme, has_engine=has_engine)
        self.detail = Detail(self._theme, self.thumbnails)
        self.asking = None if self._engine is None else Asking(self._engine, self.shelf, self)
        self.acts = PictureActs(window, self.shelf, self.looking, self.grid, self.asking)
        self._story: StoryPage | None = None
        self._pages = QStackedWidget()
        self._empty = self._make_empty()
        self._nothing = label(self.tr("No picture is found."), tone="quiet")
        self._lay_out()
        self._connect()
        if self._engine is not None and self.asking is not None:
            index_with(self._engine, self.shelf)
            self._connect_engine(self.asking)
        self.look_at(self.list.current)
        self._meet(window.story)
        self.refresh()

    # What one does

    @property
    def collection(self) -> str:
        """The id of the collection one looks at."""
        return self.looking.collection

    def look_at(self, collection: str) -> None:
        """Look at a collection."""
        self.detail.keep()
        if self.asking is not None and collection != self.collection:
            self.asking.cancel_search()
        self.notices.show_failure("")
        self.list.choose(collection)
        self.looking.look_at(collection)

    def add_folder(self) -> None:
        """Ask for a folder, and make it a collection."""
        if (folder := ask_folder(self._window)) is not None:
            self.add_folders([folder])

    def add_folders(self, folders: Sequence[Path], collection: str = "") -> None:
        """Make folders a collection, or part of one."""
        if collection and collection != SAMPLE:
            self.shelf.add_folders(collection, folders)
        else:
            self.shelf.create(folders, self.list.choose)

    def use(self, collection: str) -> None:
        """Have proposals retrieve from it, now and at the next start."""
        if self._engine is None:
            return
        settings = self._window.settings
        settings.set_part(replace(settings.now.engine, collection="" if collection == SAMPLE else collection))
        self._engine.use_collection(collection)
        self._show_head()

    def remove(self, collection: str) -> None:
        """Forget a collection; the engine lets go of it first."""
        if self._engine is not None and self._engine.wanted_collection == collection:
            self.use(SAMPLE)
        self.shelf.remove(collection)

    def teach(self, collection: str) -> None:
        """Go to where GILL is taught, with that collection chosen."""
        from ui.training.page import TrainingPage

        self._window.show_page("teach")
        page = self._window.page_widget("teach")
        if isinstance(page, TrainingPage):
            page.choose(collection)

    def write_next(self) -> None:
        """Go on to the caption of the next picture."""
        row = self.grid.currentIndex().row() + 1
        if (picture := self.model.picture_at(row)) is not None:
            self.grid.select([picture.picture.sha256])
            self.grid.scrollTo(self.grid.currentIndex())
            self._write()

    def close_library(self) -> None:
        """The window is closed; what is written is kept, and what is asked is not wanted any more."""
        self.detail.keep()
        self.looking.close()
        if self.asking is not None:
            self.asking.cancel_search()

    def refresh(self) -> None:
        """Show everything as it is now."""
        looking = self.looking
        self._show_head()
        self._show_pictures()
        self.bar.show_counts(looking.counts)
        self.bar.show_found("" if looking.found is None else looking.found.title)
        self.bar.fits.setEnabled(self._window.story is not None)
        self.problems.problems.show(looking.contents.problems)
        self._show_notices()
        self._show_detail()

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: what has happened meanwhile."""
        super().showEvent(event)
        self.looking.awake = True
        self._meet(self._window.story)
        self.looking.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: what is written is kept."""
        super().hideEvent(event)
        self.looking.awake = False
        self.detail.keep()

    def event(self, event: QEvent) -> bool:
        """Qt's: while one is here, keys of the story that one does not see do nothing to it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_kept(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: the key for finding leads to the search."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.bar.search.selectAll()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: folders may be dropped anywhere."""
        if folders_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: they become a collection."""
        if folders := folders_in(event):
            event.acceptProposedAction()
            self.add_folders(folders)

    # Showing

    def _show_head(self) -> None:
        used = "" if self._engine is None else self._engine.wanted_collection
        self.list.show_used(used)
        entry = self.shelf.entry(self.collection)
        if entry is not None:
            missing = len(self.looking.contents.missing)
            activity = self.shelf.activity(entry.id)
            self.head.show_entry(entry, activity, used=used == entry.id, missing=missing)

    def _show_pictures(self) -> None:
        looking, sifted = self.looking, self.looking.sifted
        chosen = self.grid.selected() if self.grid.selectionModel().hasSelection() else []
        row = self.grid.currentIndex().row()
        current = self.model.picture_at(row)
        self.source.show(looking.contents.pictures)
        if not self.model.update(sifted.pictures, sifted.scores, sifted.breaks):
            blocked = self.grid.blockSignals(True)  # noqa: FBT003 - Qt's
            self.model.show(sifted.pictures, sifted.scores, sifted.breaks)
            self.grid.doItemsLayout()
            self.grid.select(self._still(chosen, row), "" if current is None else current.picture.sha256)
            self.grid.blockSignals(blocked)
        self.model.mark(looking.marks.used, looking.marks.alike)
        shown: QWidget = self.grid
        if not self.shelf.entries:
            shown = self._empty
        elif looking.sieve is Sieve.PROBLEMS:
            shown = self.problems
        elif not sifted.pictures and looking.read:
            shown = self._nothing
        self._pages.setCurrentWidget(shown)
        for widget in (self.head, self.bar, self.detail):
            widget.setVisible(bool(self.shelf.entries))
        self._nothing.setText(self._nothing_words())

    def _still(self, chosen: list[str], row: int) -> list[str]:
        """Of what was chosen what is still there; where nothing is, what has come into its place."""
        there = [digest for digest in chosen if self.model.row_of(digest) >= 0]
        if there or not chosen or not self.model.pictures:
            return there
        return [self.model.pictures[min(max(row, 0), len(self.model.pictures) - 1)].picture.sha256]

    def _start_anew(self) -> None:
        """Other pictures are shown: begin with the first of them."""
        pictures = self.model.pictures
        if pictures and self.looking.sieve is not Sieve.PROBLEMS:
            self.grid.select([pictures[0].picture.sha256], pictures[0].picture.sha256)
        else:
            self.grid.leave()
        self.grid.verticalScrollBar().setValue(0)

    def _nothing_words(self) -> str:
        if self.looking.contents.pictures:
            return self.tr("No picture is found.")
        scanning = self.shelf.activity(self.collection).scanning
        return self.tr("Looking for pictures …") if scanning else self.tr("There are no pictures in these folders.")

    def _show_notices(self) -> None:
        contents, asking = self.looking.contents, self.asking
        captions = None if asking is None else asking.captions
        self.notices.show_jobs(None if asking is None else asking.search, captions)
        waiting = self.shelf.activity(self.collection).scanning or self.looking.found is not None
        silent = 0 if waiting else len(contents.without_caption)
        self.notices.show_counts(silent, len(contents.proposed), captioning=captions is not None)

    def _show_detail(self) -> None:
        seen = Seen(
            self.model.scores,
            self.model.used,
            has_story=self._window.story is not None and not self._window.story.session.read_only,
            has_engine=self._engine is not None,
        )
        before = self.detail.focusWidget()
        had_focus = before is not None and before.hasFocus()
        self.detail.show_pictures(self.acts.chosen(), seen)
        if had_focus and before is not None and not before.isVisible():
            self.grid.setFocus()  # what had it is gone; Qt would take what follows, or nothing

    # Following

    def _connect(self) -> None:
        self.shelf.changed.connect(self._follow_shelf)
        self.shelf.progressed.connect(self._follow_scan)
        self.shelf.failed.connect(self._window.say_error)
        self.looking.changed.connect(self.refresh)
        self.looking.marked.connect(self.refresh)
        self.list.chosen.connect(self.look_at)
        self.list.menu_asked.connect(self._show_collection_menu)
        self.list.folders_dropped.connect(lambda collection, folders: self.add_folders(folders, collection))
        self.head.use_asked.connect(lambda: self.use(self.collection))
        self.head.menu_asked.connect(self._show_menu)
        self.head.stop_asked.connect(lambda: self.shelf.pause(self.collection))
        self.head.go_on_asked.connect(lambda: self.shelf.resume(self.collection))
        self.bar.typed.connect(self.looking.search)
        self.bar.sieve_chosen.connect(self._choose)
        self.bar.cleared.connect(self._clear)
        self.bar.left.connect(self.grid.setFocus)
        self.grid.chosen.connect(self._show_detail)
        self.grid.caption_asked.connect(self._write)
        self.grid.menu_asked.connect(self.acts.show_menu)
        self._connect_detail()
        self._window.story_changed.connect(self._meet)
        self._window.closed.connect(self.close_library)

    def _connect_detail(self) -> None:
        detail, acts = self.detail, self.acts
        detail.caption_written.connect(acts.write_caption)
        detail.next_asked.connect(self.write_next)
        detail.accept_asked.connect(acts.accept_captions)
        detail.reject_asked.connect(acts.reject_captions)
        detail.never_asked.connect(partial(acts.exclude, excluded=True))
        detail.offer_asked.connect(partial(acts.exclude, excluded=False))
        detail.captions_asked.connect(acts.propose_captions)
        detail.similar_asked.connect(acts.find_similar)
        detail.put_asked.connect(acts.put_into_story)
        detail.folder_asked.connect(acts.show_folder)
        acts.caption_asked.connect(self._write)
        self.notices.accept_asked.connect(acts.accept_all)
        self.notices.review_asked.connect(lambda: self.bar.choose(Sieve.PROPOSED))

    def _connect_engine(self, asking: Asking) -> None:
        self.bar.words_asked.connect(lambda words: asking.by_words(self.collection, words))
        self.bar.picture_asked.connect(lambda path: asking.by_picture(self.collection, path))
        self.bar.story_asked.connect(self.acts.find_fitting)
        self.notices.search_cancelled.connect(asking.cancel_search)
        self.notices.captions_cancelled.connect(asking.cancel_captions)
        self.notices.captions_asked.connect(lambda: asking.for_captions(self.collection))
        asking.changed.connect(self._show_notices)
        asking.found.connect(self._take_found)
        asking.failed.connect(self._say_failure)
        asking.captioned.connect(self._captioned)

    def _follow_shelf(self) -> None:
        if not self.shelf.entries:
            self.looking.look_at("")
        self._show_head()
        self._show_pictures()
        self._show_notices()

    def _follow_scan(self, collection: str) -> None:
        """Many times a second: only what shows it."""
        if collection == self.collection:
            self._show_head()
            self._show_notices()
            self._nothing.setText(self._nothing_words())

    def _meet(self, story: StoryPage | None) -> None:
        """The story that is open: what it shows is marked."""
        if story is not self._story:
            self._story = story
            if story is not None:
                story.session.changed.connect(self._follow_story)
        self._follow_story()
        self.bar.fits.setEnabled(story is not None)
        self._show_detail()

    def _follow_story(self) -> None:
        story = self._window.story
        if self.isVisible() or story is None:
            self.looking.follow(None if story is None else story.session.board)

    def _take_found(self, found: Found) -> None:
        self.notices.show_failure("")
        if not found.words:
            self.bar.search.clear()
        self.looking.show_found(found)
        self.bar.choose(Sieve.ALL)
        self._start_anew()
        self._window.announce(self.tr("%n picture(s) found", "", len(self.model.pictures)))

    def _choose(self, sieve: Sieve) -> None:
        self.looking.choose(sieve)
        if sieve is not Sieve.ALL:
            self._start_anew()

    def _clear(self) -> None:
        found = self.looking.found
        self.looking.show_found(None)
        if found is not None and found.words:
            self.bar.search.clear()

    def _say_failure(self, failure: Failure) -> None:
        words = error_words(failure)
        self.notices.show_failure(words)
        self._window.announce(words)

    def _captioned(self, collection: str) -> None:
        if collection == self.collection:
            self.looking.reload()
        self.shelf.refresh()

    # Doing

    def _write(self) -> None:
        self.detail.caption.setFocus(Qt.FocusReason.OtherFocusReason)
        self.detail.caption.selectAll()

    # Menus

    def _show_menu(self) -> None:
        place = self.head.menu.mapToGlobal(self.head.menu.rect().bottomLeft())
        self._show_collection_menu(self.collection, place)

    def _show_collection_menu(self, collection: str, place: QPoint) -> None:
        entry = self.shelf.entry(collection)
        if entry is None or collection == SAMPLE:
            return
        remove = partial(self.remove, collection)
        teach = None if self._engine is None else partial(self.teach, collection)
        show_menu(collection_menu(self._window, self.shelf, entry, remove, teach), place)

    # Making

    def _make_empty(self) -> EmptyState:
        words = self.tr(
            "Choose a folder of your pictures. They stay where they are; GILL reads them, finds what fits your story, "
            "and offers it."
        )
        return EmptyState(
            self._theme,
            "images",
            self.tr("Your pictures"),
            words,
            ((self.tr("Add a folder …"), "plus", self.add_folder),),
        )

    def _lay_out(self) -> None:
        space = self._theme.space
        left, box = QFrame(), QVBoxLayout()
        add = icon_button(self._theme, "plus", self.tr("Add a folder …"), self.add_folder)
        box.setContentsMargins(space.small, space.medium, space.small, space.small)
        box.setSpacing(space.small)
        heading = row(label(self.tr("Collections"), size="strong"), None, add, margins=(space.small, 0, 0, 0))
        box.addLayout(heading)
        box.addWidget(self.list, 1)
        left.setLayout(box)
        left.setMinimumWidth(160)
        middle, inner = QWidget(), QVBoxLayout()
        inner.setContentsMargins(space.medium, space.medium, space.medium, 0)
        inner.setSpacing(space.small)
        for widget in (self.head, self.bar, self.notices):
            inner.addWidget(widget)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (self.grid, self.problems, self._nothing, self._empty):
            self._pages.addWidget(page)
        inner.addWidget(self._pages, 1)
        middle.setLayout(inner)
        middle.setMinimumWidth(320)
        self.detail.setMinimumWidth(224)
        splitter = Splitter(self._theme, left, middle, self.detail)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LIST, 800, _DETAIL])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)


def _is_kept(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return any(event.matches(key) for key in (keys.Find, keys.Undo, keys.Redo, keys.Cut, keys.Paste))


def build_library_page(window: MainWindow) -> QWidget:
    """The page for `ui.pages`."""
    return LibraryPage(window)
