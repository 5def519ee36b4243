"""The picture one looks at: large, with its caption to write, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from ui.library.words import panels_words, score_words, source_words
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted
from ui.widgets.basics import button, clear_layout, label, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import Emblem

_PREVIEW, _EDITOR = 220, 112  # heights


@dataclass(frozen=True, slots=True)
class Seen:
    """What one looks at beside the pictures themselves."""

    scores: Mapping[str, float]
    used: Mapping[str, tuple[int, ...]]
    has_story: bool = False
    has_engine: bool = False


class CaptionField(QTextEdit):
    """Plain text with an undo of its own; `left` when the focus goes, `next_asked` by Ctrl+Enter."""

    left = Signal()
    next_asked = Signal()
    reverted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setProperty("kind", "field")
        self.setFixedHeight(_EDITOR)
        self.setAccessibleName(self.tr("Caption"))
        self.setPlaceholderText(self.tr("What does the picture show?"))

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is ours here, whatever it does elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_next(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on to the next picture, Escape takes back what was not kept yet."""
        if _is_next(event):
            self.next_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Only the text."""
        self.insertPlainText(source.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that one has left."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class Preview(QWidget):
    """One picture, whole."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._picture: CollectedPicture | None = None
        self.setFixedHeight(_PREVIEW)
        thumbnails.ready.connect(self._follow)
        theme.changed.connect(self.update)

    def show_picture(self, picture: CollectedPicture) -> None:
        """Another one."""
        self._picture = picture
        self.setAccessibleName(picture.caption or picture.path.name)
        self.update()

    def _follow(self, _digest: str) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = self._theme.tokens.radii.large
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.sunken))
        painter.drawRoundedRect(self.rect(), radius, radius)
        if self._picture is not None:
            self._paint_picture(painter, self._picture)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: CollectedPicture) -> None:
        room, ratio = self.size() - QSize(16, 16), self.devicePixelRatioF()
        size = QSize(max(1, picture.picture.width), max(1, picture.picture.height))
        size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        area = QRect(0, 0, max(1, size.width()), max(1, size.height()))
        area.moveCenter(self.rect().center())
        wanted = Wanted(picture.picture.sha256, round(area.width() * ratio), round(area.height() * ratio))
        pixmap = self._thumbnails.get(wanted) or self._thumbnails.any_size(picture.picture.sha256)
        if pixmap is not None:
            painter.drawPixmap(area, pixmap)


class Detail(QStackedWidget):
    """Nothing, one picture, or several."""

    caption_written = Signal(str, str)
    """SHA-256 of a picture, and what the writer says of it."""
    next_asked = Signal()
    accept_asked = Signal()
    """Make what is proposed for the selected pictures the writer's own."""
    reject_asked = Signal()
    captions_asked = Signal()
    """Propose captions for the selected pictures."""
    never_asked = Signal()
    """Never offer the selected pictures."""
    offer_asked = Signal()
    """Offer them again."""
    similar_asked = Signal()
    put_asked = Signal()
    """Put the picture into the story."""
    folder_asked = Signal()

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme = theme
        self._picture: CollectedPicture | None = None
        self._kept: tuple[str, str] | None = None
        """What was told last: it is not told again before it is in the collection."""
        self.preview = Preview(theme, thumbnails)
        self.caption = CaptionField()
        self.caption.left.connect(self.keep)
        self.caption.next_asked.connect(self._go_on)
        self.caption.reverted.connect(self._revert)
        self._name, self._place = ElidedLabel(), ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._facts = label(size="small", tone="quiet", wrap=True)
        self._source = label(size="small", tone="quiet")
        self._others = QVBoxLayout()
        self._proposed = self._make_proposed()
        self.never = QCheckBox(self.tr("Never offer this picture"))
        self.never.clicked.connect(lambda never: (self.never_asked if never else self.offer_asked).emit())
        self._put = button(self.tr("Put into the story"), self.put_asked.emit, kind="primary")
        self._similar = button(self.tr("Find similar"), self.similar_asked.emit)
        self._several, self._several_words = label(size="strong"), label(tone="quiet", wrap=True)
        self._ask_several = button(self.tr("Propose captions"), self.captions_asked.emit)
        self._accept_several = button(self.tr("Accept proposed captions"), self.accept_asked.emit)
        self._never_several = button(self.tr("Never offer these"), self.never_asked.emit)
        self._offer_several = button(self.tr("Offer these again"), self.offer_asked.emit)
        for page in (self._make_nothing(), self._make_one(), self._make_several()):
            self.addWidget(page)

    @property
    def picture(self) -> CollectedPicture | None:
        """The one picture one looks at."""
        return self._picture

    def show_pictures(self, pictures: Sequence[CollectedPicture], seen: Seen) -> None:
        """What is selected now."""
        one = pictures[0] if len(pictures) == 1 else None
        before = self._picture
        if before is not None and (one is None or one.picture.sha256 != before.picture.sha256):
            self.keep()
        self._picture = one
        self._kept = self._kept if one is None else None
        self.setCurrentIndex(min(len(pictures), 2))
        if one is not None:
            same = before is not None and before.picture.sha256 == one.picture.sha256
            self._show_one(one, seen, typing=same and self.caption.hasFocus())
        elif pictures:
            self._show_several(pictures, seen)

    def keep(self) -> None:
        """Keep what the writer has written of the picture."""
        picture, text = self._picture, " ".join(self.caption.toPlainText().split())
        written = None if picture is None or text == picture.caption else (picture.picture.sha256, text)
        if written is not None and written != self._kept:
            self._kept = written
            self.caption_written.emit(*written)

    # Inside

    def _go_on(self) -> None:
        self.keep()
        self.next_asked.emit()

    def _revert(self) -> None:
        if self._picture is not None:
            self.caption.setPlainText(self._picture.caption)

    def _show_one(self, picture: CollectedPicture, seen: Seen, *, typing: bool) -> None:
        digest = picture.picture.sha256
        self.preview.show_picture(picture)
        self._name.setText(picture.path.name)
        self._place.setText(str(picture.path.parent))
        facts = [f"{picture.picture.width} × {picture.picture.height}"]
        if digest in seen.scores:
            facts.append(self.tr("Fits {}").format(score_words(seen.scores[digest])))
        if digest in seen.used:
            facts.append(panels_words(seen.used[digest]))
        self._facts.setText("  ·  ".join(facts))
        if not typing and self.caption.toPlainText() != picture.caption:
            self.caption.setPlainText(picture.caption)
        self._source.setText(source_words(picture.caption_source))
        self._proposed.setVisible(picture.caption_source is CaptionSource.PROPOSED)
        self._show_others(picture)
        self.never.setChecked(picture.excluded)
        self._put.setVisible(seen.has_story)
        self._similar.setVisible(seen.has_engine)

    def _show_others(self, picture: CollectedPicture) -> None:
        """What other sources say, where that is something else."""
        clear_layout(self._others)
        for source in CaptionSource:
            text = picture.captions.get(source, "")
            if text and source is not picture.caption_source and text != picture.caption:
                self._others.addWidget(label(source_words(source), size="small", tone="quiet"))
                said = label(text, size="small", wrap=True)
                said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._others.addWidget(said)

    def _show_several(self, pictures: Sequence[CollectedPicture], seen: Seen) -> None:
        silent = sum(not one.captions for one in pictures)
        proposed = sum(one.caption_source is CaptionSource.PROPOSED for one in pictures)
        excluded = sum(one.excluded for one in pictures)
        self._several.setText(self.tr("%n picture(s) selected", "", len(pictures)))
        parts = (
            (silent, self.tr("%n without caption", "", silent)),
            (proposed, self.tr("%n with a proposed caption", "", proposed)),
            (excluded, self.tr("%n never offered", "", excluded)),
        )
        self._several_words.setText("  ·  ".join(words for count, words in parts if count))
        self._ask_several.setVisible(bool(silent) and seen.has_engine)
        self._accept_several.setVisible(bool(proposed))
        self._never_several.setVisible(excluded < len(pictures))
        self._offer_several.setVisible(bool(excluded))

    def _make_nothing(self) -> QWidget:
        space = self._theme.space
        words = label(self.tr("Select a picture to see it larger and to write its caption."), tone="quiet", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.large, space.wide, space.large, space.wide)
        box.setSpacing(space.medium)
        box.addStretch(2)
        box.addWidget(Emblem(self._theme, "image"), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(words)
        box.addStretch(3)
        page.setLayout(box)
        return page

    def _make_one(self) -> QWidget:
        space = self._theme.space
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.medium, space.medium, space.medium, space.medium)
        box.setSpacing(space.small)
        for made, size in ((self._name, "strong"), (self._place, "small")):
            made.setProperty("scale", size)
        self._place.setProperty("tone", "quiet")
        heading = row(label(self.tr("Caption"), size="heading"), None, self._source)
        box.addWidget(self.preview)
        for widget in (self._name, self._place, self._facts):
            box.addWidget(widget)
        box.addSpacing(space.small)
        box.addLayout(heading)
        box.addWidget(self.caption)
        box.addWidget(self._proposed)
        box.addLayout(self._others)
        box.addSpacing(space.small)
        box.addWidget(self.never)
        box.addSpacing(space.small)
        folder = button(self.tr("Show the folder"), self.folder_asked.emit, kind="link")
        for act in (self._put, self._similar, folder):
            box.addWidget(act)
        box.addStretch(1)
        body.setLayout(box)
        return _scrolling(body)

    def _make_several(self) -> QWidget:
        space = self._theme.space
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.medium, space.medium, space.medium, space.medium)
        box.setSpacing(space.small)
        buttons = (self._ask_several, self._accept_several, self._never_several, self._offer_several)
        box.addWidget(self._several)
        box.addWidget(self._several_words)
        box.addSpacing(space.small)
        for widget in buttons:
            box.addWidget(widget)
        box.addStretch(1)
        body.setLayout(box)
        return body

    def _make_proposed(self) -> QWidget:
        holder = QWidget()
        accept = button(self.tr("Accept"), self.accept_asked.emit, theme=self._theme, icon="check")
        accept.setAccessibleName(self.tr("Accept the proposed caption"))
        reject = button(self.tr("Discard"), self.reject_asked.emit, kind="quiet")
        reject.setAccessibleName(self.tr("Discard the proposed caption"))
        holder.setLayout(row(accept, reject, None))
        return holder


def _scrolling(body: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    return area


def _is_next(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
