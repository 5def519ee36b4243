"""The bar above the pictures: what to look for, and which of them to see."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.exchange import pictures_in
from ui.library.sifting import Sieve
from ui.theme.theme import Theme
from ui.widgets.basics import button, icon_button, label, row
from ui.widgets.search_field import SearchField

_SIEVE, _SEARCH = 112, 140  # what of the list of kinds, and of the words, must be seen in a narrow window
_ROOMY, _NARROW = 560, 380  # widths from which on the button has words, and up to which there are two lines


class LibrarySearch(SearchField):
    """Enter searches by what pictures show; a picture that is dropped on it, for those like it."""

    asked = Signal()
    picture_dropped = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: a picture may come, or words."""
        if _picture(event) is not None:
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: look for pictures like this one."""
        picture = _picture(event)
        if picture is not None:
            event.acceptProposedAction()
            self.picture_dropped.emit(picture)
        else:
            super().dropEvent(event)


class LibraryBar(QWidget):
    """Tells what is wanted; what is found is shown elsewhere."""

    typed = Signal(str)
    """Words to look for in captions and names, at each letter."""
    words_asked = Signal(str)
    """Words to look for in the pictures themselves."""
    picture_asked = Signal(object)
    story_asked = Signal()
    sieve_chosen = Signal(object)
    cleared = Signal()
    """What was found is not wanted any more."""
    left = Signal()

    def __init__(self, theme: Theme, *, has_engine: bool) -> None:
        super().__init__()
        self._has_engine = has_engine
        self.search = LibrarySearch(theme, self.tr("Search this collection"))
        self.search.setPlaceholderText(
            self.tr("Captions and names; Enter searches what pictures show")
            if has_engine
            else self.tr("Search captions and names")
        )
        self.search.textChanged.connect(self.typed)
        self.search.asked.connect(self._ask)
        self.search.picture_dropped.connect(self.picture_asked)
        self.search.left.connect(self.left)
        self.search.setMinimumWidth(_SEARCH)
        self.fits = button(self.tr("What fits here?"), self.story_asked.emit, theme=theme, icon="sparkles")
        self.fits.setToolTip(self.tr("What fits here?"))
        self.sieve = QComboBox()
        self.sieve.setAccessibleName(self.tr("Which pictures"))
        self.sieve.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sieve.setMinimumWidth(_SIEVE)
        for one in Sieve:
            self.sieve.addItem("", one)
        self.sieve.currentIndexChanged.connect(lambda _: self.sieve_chosen.emit(self.chosen))
        self._found = QFrame()
        self._found.setObjectName("notice")
        self._title = label(wrap=True)
        self._clear = icon_button(theme, "x", self.tr("Show all pictures again"), self.cleared.emit, size=16)
        line = row(self._title, self._clear, margins=(12, 6, 8, 6))
        line.setStretch(0, 1)
        self._found.setLayout(line)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.small)
        self._controls = QGridLayout()
        self._controls.setSpacing(theme.space.small)
        self._controls.setColumnStretch(0, 1)
        self._controls.addWidget(self.search, 0, 0)
        self._controls.addWidget(self.fits, 0, 1)
        box.addLayout(self._controls)
        self._place(_ROOMY)
        box.addWidget(self._found)
        self.fits.setVisible(has_engine)
        self.show_found("")
        self.show_counts({})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: in a narrow window the words of what one looks for come before those of the button."""
        super().resizeEvent(event)
        self._place(event.size().width())

    @property
    def chosen(self) -> Sieve:
        """Which pictures one wants to see."""
        return Sieve(self.sieve.currentData() or Sieve.ALL)

    def choose(self, sieve: Sieve) -> None:
        """See those."""
        self.sieve.setCurrentIndex(list(Sieve).index(sieve))

    def show_counts(self, counts: Mapping[Sieve, int]) -> None:
        """How many there are of each kind."""
        names = {
            Sieve.ALL: self.tr("All pictures"),
            Sieve.SILENT: self.tr("Without caption"),
            Sieve.PROPOSED: self.tr("Proposed captions"),
            Sieve.ALIKE: self.tr("Look alike"),
            Sieve.USED: self.tr("In this story"),
            Sieve.EXCLUDED: self.tr("Never offered"),
            Sieve.PROBLEMS: self.tr("Cannot be used"),
        }
        for place, sieve in enumerate(Sieve):
            self.sieve.setItemText(place, f"{names[sieve]} ({counts.get(sieve, 0)})")

    def show_found(self, title: str) -> None:
        """What was found, in words; nothing where all pictures are shown."""
        self._title.setText(title)
        self._found.setVisible(bool(title))

    def _place(self, width: int) -> None:
        self.fits.setText(f" {self.fits.accessibleName()}" if width >= _ROOMY else "")
        place = (1, 0, 1, 2) if width < _NARROW else (0, 2, 1, 1)
        at = self._controls.indexOf(self.sieve)
        if at < 0 or self._controls.getItemPosition(at) != place:
            self._controls.addWidget(self.sieve, *place)

    def _ask(self) -> None:
        words = " ".join(self.search.text().split())
        if words and self._has_engine:
            self.words_asked.emit(words)


def _picture(event: QDropEvent) -> object:
    from pathlib import Path

    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next(iter(pictures_in([path for path in paths if path.is_file()])), None)
