"""A page as the export would have it, drawn elsewhere while one goes on choosing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from gill_studio.core.errors import PictureError, StudioError
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext
from gill_studio.core.export.registry import NoPreviewError
from ui.background import Background
from ui.decoding import whole_image
from ui.export_dialog.texts import words
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.widgets.basics import icon_button, label, row

Draw = Callable[[int, ExportContext], bytes]
"""Draws a page, counted from 1, as a PNG file. It may take a while, runs on another thread, and ends at its next step
when it is no longer wanted."""
_PAUSE_MS = 150
_LARGEST = 16384  # pixels of a page on its longer side
_LOG = logging.getLogger(__name__)


class PagePreview(QWidget):
    """Shows a page of what `show_of` was given last, and buttons to turn pages."""

    drawn = Signal()

    def __init__(self, theme: Theme, background: Background) -> None:
        super().__init__()
        self._background, self._page = background, 1
        self._draw: Draw | None = None
        self._unwanted = threading.Event()
        self._busy, self._again, self._last = False, False, False
        self._sheet = _Sheet(theme)
        self._note = label(size="small", tone="quiet", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number = label(size="small", tone="quiet")
        self._back = icon_button(theme, "chevron-left", self.tr("Page before"), lambda: self._turn(-1))
        self._forth = icon_button(theme, "chevron-right", self.tr("Next page"), lambda: self._turn(1))
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.small)
        box.addWidget(self._sheet, 1)
        box.addWidget(self._note)
        box.addLayout(row(None, self._back, self._number, self._forth, None))
        self._show_buttons()

    @property
    def page(self) -> int:
        """The page that is shown, counted from 1."""
        return self._page

    @property
    def image(self) -> QImage:
        """What is shown; null where there is nothing to show."""
        return self._sheet.image

    @property
    def note(self) -> str:
        """What is said in place of a page."""
        return self._note.text()

    def show_of(self, draw: Draw | None, note: str = "") -> None:
        """Show pages that `draw` draws; with None, nothing but a note. The page stays the same where there is one."""
        self._unwanted.set()
        self._draw, self._last = draw, False
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if draw is None:
            self._sheet.show_image(QImage())
        else:
            self._timer.start()
        self._show_buttons()

    def cancel(self) -> None:
        """Nobody wants to see what is being drawn any more."""
        self._unwanted.set()

    def first_page(self) -> None:
        """Begin anew, with the first page."""
        self._page = 1

    def _turn(self, pages: int) -> None:
        self._page = max(1, self._page + pages)
        self._last = self._last and pages > 0
        self._show_buttons()
        self._unwanted.set()
        self._ask()

    def _ask(self) -> None:
        """One at a time: of those asked for meanwhile, only the newest is drawn."""
        if self._busy:
            self._again = True
            return
        if self._draw is None:
            return
        draw, page = self._draw, self._page
        self._busy, self._unwanted = True, threading.Event()
        context = ExportContext(cancelled=self._unwanted.is_set)
        if self._sheet.image.isNull():
            self._note.setText(self.tr("The page is being drawn …"))
            self._note.show()
        self._background.run(
            lambda: _drawn(draw, page, context),
            lambda image: self._show(draw, image),
            lambda error: self._refuse(draw, page, error),
        )

    def _show(self, draw: Draw, image: QImage) -> None:
        self._busy = False
        if draw is self._draw:
            self._sheet.show_image(image)
            self._note.hide()
        self._finish()

    def _refuse(self, draw: Draw, page: int, error: StudioError) -> None:
        self._busy = False
        # Whoever cancelled has asked for another page, or will when the pause is over.
        wanted = draw is self._draw and not isinstance(error, ExportCancelledError)
        if wanted and page > 1 and isinstance(error, NoPreviewError):  # past the end: back to the last that there is
            self._page, self._last, self._again = page - 1, True, True
        elif wanted:
            self._sheet.show_image(QImage())
            self._note.setText(f"{words(error.message)} {words(error.hint)}".rstrip() or self._failure())
            self._note.show()
        self._finish()

    def _failure(self) -> str:
        return self.tr("This page could not be drawn. Choose other options, or export it and look at the file.")

    def _finish(self) -> None:
        self._show_buttons()
        if self._again:
            self._again = False
            self._ask()
        elif not self._timer.isActive():
            self.drawn.emit()

    def _show_buttons(self) -> None:
        self._number.setText(self.tr("Page {}").format(self._page) if self._draw is not None else "")
        self._back.setVisible(self._draw is not None)
        self._forth.setVisible(self._draw is not None)
        self._back.setEnabled(self._page > 1)
        self._forth.setEnabled(not self._last)


class _UndrawnError(StudioError):
    """A page that could not be drawn, for a reason that only the log can tell."""

    def __init__(self) -> None:
        super().__init__("")


def _drawn(draw: Draw, page: int, context: ExportContext) -> QImage:
    try:
        return _decoded(draw(page, context))
    except StudioError:
        raise
    except Exception as error:
        _LOG.exception("A page of a preview could not be drawn.")
        raise _UndrawnError from error


def _decoded(page: bytes) -> QImage:
    try:
        image = whole_image(page, _LARGEST)
    except PictureError as error:
        _LOG.warning("A page of a preview is no picture: %s", error)
        raise _UndrawnError from error
    if image.isNull():
        raise _UndrawnError
    return image


class _Sheet(QFrame):
    """A page on the ground of a table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self.image = theme, QImage()
        self.setMinimumSize(QSize(260, 320))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Preview"))
        theme.changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours, space = self._theme.colours, self._theme.space
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(self.rect(), self._theme.tokens.radii.large, self._theme.tokens.radii.large)
        if self.image.isNull():
            side = 40
            middle = self.rect().center()
            spot = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            paint_icon(painter, "book-open", colours.outline, spot)
        else:
            room = self.rect().adjusted(space.medium, space.medium, -space.medium, -space.medium)
            size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(
                room.x() + (room.width() - size.width()) // 2,
                room.y() + (room.height() - size.height()) // 2,
                size.width(),
                size.height(),
            )
            painter.fillRect(place, QColor("white"))
            painter.drawImage(place, self.image)
            painter.setPen(QColor(colours.line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
        painter.end()
