"""The pictures that the grid shows, as a Qt model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl

from gill_studio.core.collections.model import CollectedPicture
from ui.library.words import picture_words

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PicturesModel(QAbstractListModel):
    """Pictures in the order in which they are shown, with what is marked on each."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[CollectedPicture] = []
        self.scores: Mapping[str, float] = {}
        """How well each fits what was searched for, by SHA-256."""
        self.used: Mapping[str, tuple[int, ...]] = {}
        """The panels of the story that show it."""
        self.alike: Mapping[str, int] = {}
        """How many pictures show the same, itself among them."""
        self.breaks: tuple[int, ...] = ()
        """Rows before which a new group begins."""
        self._rows: dict[str, int] = {}

    def show(
        self, pictures: Sequence[CollectedPicture], scores: Mapping[str, float], breaks: Sequence[int] = ()
    ) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.pictures, self.scores, self.breaks = list(pictures), scores, tuple(breaks)
        self._rows = {one.picture.sha256: row for row, one in enumerate(self.pictures)}
        self.endResetModel()

    def update(
        self, pictures: Sequence[CollectedPicture], scores: Mapping[str, float], breaks: Sequence[int] = ()
    ) -> bool:
        """Show these, if they are the same pictures in the same places; else nothing is done, and it says so."""
        if len(pictures) != len(self.pictures) or scores is not self.scores or tuple(breaks) != self.breaks:
            return False
        changed = [row for row, one in enumerate(pictures) if one is not self.pictures[row]]
        if any(pictures[row].picture.sha256 != self.pictures[row].picture.sha256 for row in changed):
            return False
        for row in changed:
            other = pictures[row] != self.pictures[row]
            self.pictures[row] = pictures[row]
            if other:
                self.dataChanged.emit(self.index(row), self.index(row))
        return True

    def mark(self, used: Mapping[str, tuple[int, ...]], alike: Mapping[str, int]) -> None:
        """Which the story shows, and which there are several versions of."""
        if (used, alike) != (self.used, self.alike):
            self.used, self.alike = used, alike
            if self.pictures:
                self.dataChanged.emit(self.index(0), self.index(len(self.pictures) - 1))

    def row_of(self, sha256: str) -> int:
        """Where a picture is; -1 where it is not."""
        return self._rows.get(sha256, -1)

    def picture_at(self, row: int) -> CollectedPicture | None:
        """The picture of a row."""
        return self.pictures[row] if 0 <= row < len(self.pictures) else None

    def words_of(self, picture: CollectedPicture) -> str:
        """All that its tile shows, as text."""
        digest = picture.picture.sha256
        return picture_words(picture, self.scores.get(digest), self.used.get(digest, ()))

    # Qt's

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Qt's: how many there are."""
        return 0 if parent.isValid() else len(self.pictures)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the caption, and everything for those who hear it."""
        picture = self.picture_at(index.row())
        if picture is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return picture.caption or picture.path.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words_of(picture)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Qt's: all can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Qt's: what is dragged are files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[_Index]) -> QMimeData:
        """Qt's: the files of these pictures, in their order here."""
        rows = sorted({index.row() for index in indexes})
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self.pictures[row].path)) for row in rows])
        return mime

    def supportedDragActions(self) -> Qt.DropAction:
        """Qt's: originals are never moved."""
        return Qt.DropAction.CopyAction
