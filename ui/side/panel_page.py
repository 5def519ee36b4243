"""What belongs to the panel in focus: its picture, alt text, notes, tags, and who made it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import Authorship, Origin, Panel
from ui.pages import StoryContext
from ui.side.alt_text import alt_texts_of
from ui.thumbnails import Wanted
from ui.widgets.basics import button, column, label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_editor import PlainEditor
from ui.widgets.tags import TagEditor

_EDGE = 128


class PictureView(QWidget):
    """One picture, as large as its place allows."""

    def __init__(self, context: StoryContext) -> None:
        super().__init__()
        self._context = context
        self._picture: PictureRef | None = None
        context.thumbnails.ready.connect(self._follow)

    def show_picture(self, picture: PictureRef | None) -> None:
        """Show it, or nothing."""
        self._picture = picture
        self.setVisible(picture is not None)
        if picture is not None:
            self.setFixedSize(self._place(picture).size())
        self.update()

    def _follow(self, _digest: str) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._picture is None:
            return
        place, ratio = self._place(self._picture), self.devicePixelRatioF()
        radius = self._context.theme.tokens.radii.medium
        wanted = Wanted(
            self._picture.sha256,
            round(place.width() * ratio),
            round(place.height() * ratio),
            round(radius * ratio),
            all_corners=True,
        )
        pixmap = self._context.thumbnails.get(wanted) or self._context.thumbnails.any_size(self._picture.sha256)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if pixmap is None:
            painter.fillRect(place, QColor(self._context.theme.colours.sunken))
        else:
            painter.drawPixmap(place, pixmap)
        painter.end()

    def _place(self, picture: PictureRef) -> QRect:
        scale = _EDGE / max(picture.width, picture.height)
        return QRect(0, 0, max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))


class PanelPage(QScrollArea):
    """The page "Panel": it follows the focus and the story."""

    def __init__(self, context: StoryContext) -> None:
        super().__init__()
        self._context = context
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._picture = PictureView(context)
        self._where = label(size="strong")
        self._who = label(size="small", tone="quiet", wrap=True)
        self._choose = button("", self._choose_picture, theme=context.theme, icon="image-plus")
        self._remove = button(self.tr("Remove"), self._remove_picture, theme=context.theme, icon="image-off")
        self._remove.setAccessibleName(self.tr("Remove the picture"))
        self._alt = self._editor(self.tr("Alt text"), self.tr("What does the picture show?"), 72)
        self._alts = alt_texts_of(context)
        self.propose_alt = button(self.tr("Propose"), self._propose_alt, kind="link")
        self.propose_alt.setAccessibleName(self.tr("Propose an alt text"))
        self._notes = self._editor(self.tr("Notes"), self.tr("For you alone; no model reads them"), 112)
        self._tags = TagEditor(context.theme)
        self._form = self._make_form()
        self._none = EmptyState(
            context.theme,
            "square-pen",
            self.tr("No panel in focus"),
            self.tr("Click a panel: its picture, alt text, notes and tags are here then."),
        )
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._form)
        box.addWidget(self._none)
        self.setWidget(body)
        self._alt.textChanged.connect(self._write_alt)
        self._notes.textChanged.connect(self._write_notes)
        self._tags.edited.connect(self._write_tags)
        if self._alts is not None:
            self._alts.changed.connect(self.refresh)
        context.session.changed.connect(self.refresh)
        context.session.focus_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the panel in focus is like now."""
        panel = self._context.session.focused_panel
        self._form.setVisible(panel is not None)
        self._none.setVisible(panel is None)
        if panel is None:
            return
        writable = not self._context.session.read_only
        number = self._context.model.row_of(panel.id) + 1
        self._where.setText(self.tr("Panel {}").format(number))
        self._picture.show_picture(panel.picture)
        self._who.setText("\n".join(self._in_words(panel)))
        name = self.tr("Choose a picture …") if panel.picture is None else self.tr("Replace …")
        self._choose.setText(f" {name}")
        self._choose.setAccessibleName(name)
        self._choose.setVisible(writable)
        self._remove.setVisible(writable and panel.picture is not None)
        for editor, text in ((self._alt, panel.alt_text), (self._notes, panel.notes)):
            editor.setReadOnly(not writable)
            editor.follow(text)
        asked = self._alts is not None and self._alts.asks_for(panel.id)
        self.propose_alt.setVisible(writable and self._alts is not None and panel.picture is not None)
        self.propose_alt.setEnabled(not asked)
        self.propose_alt.setText(self.tr("Looking …") if asked else self.tr("Propose"))
        self._tags.set_tags(panel.tags)
        self._tags.setEnabled(writable)

    def _make_form(self) -> QWidget:
        space = self._context.theme.space
        form = QWidget()
        box = QVBoxLayout(form)
        box.setContentsMargins(space.medium, space.small, space.medium, space.large)
        box.setSpacing(space.small)
        words = column(self._where, self._who, None, self._choose, self._remove)
        head = row(self._picture, spacing=space.medium)
        head.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        box.addLayout(head)
        for title, field in (
            (self.tr("Alt text"), self._alt),
            (self.tr("Notes"), self._notes),
            (self.tr("Tags"), self._tags),
        ):
            box.addSpacing(space.small)
            heading = label(title, size="heading")
            box.addLayout(row(heading, None, *((self.propose_alt,) if field is self._alt else ())))
            box.addWidget(field)
        box.addStretch(1)
        return form

    def _editor(self, name: str, hint: str, height: int) -> PlainEditor:
        editor = PlainEditor()
        editor.setProperty("kind", "field")
        editor.setAccessibleName(name)
        editor.setPlaceholderText(hint)
        editor.setFixedHeight(height)
        return editor

    def _in_words(self, panel: Panel) -> list[str]:
        words = {
            Authorship.WRITER: self.tr("Caption written by you"),
            Authorship.PROPOSED: self.tr("Caption proposed by GILL"),
            Authorship.EDITED: self.tr("Caption proposed by GILL, edited by you"),
        }
        lines = [words[panel.authorship]] if panel.caption else []
        take = panel.take
        if take is not None:
            origins = {
                Origin.IMPORTED: self.tr("Picture added by you"),
                Origin.RETRIEVED: self.tr("Picture from your collections"),
                Origin.GENERATED: self.tr("Picture generated by GILL"),
            }
            lines += [origins[take.origin], f"{take.picture.width} × {take.picture.height}"]
        return lines

    def _panel(self) -> str:
        return self._context.session.focus

    def _write_alt(self) -> None:
        if self._panel():
            self._context.commands.write_alt_text(self._panel(), self._alt.toPlainText())

    def _write_notes(self) -> None:
        if self._panel():
            self._context.commands.write_notes(self._panel(), self._notes.toPlainText())

    def _write_tags(self, tags: object) -> None:
        if self._panel() and isinstance(tags, tuple):
            self._context.commands.set_tags(self._panel(), tags)

    def _propose_alt(self) -> None:
        if self._alts is not None and self._panel():
            self._alts.ask(self._panel())

    def _choose_picture(self) -> None:
        self._context.actions["panel.picture"].trigger()

    def _remove_picture(self) -> None:
        if self._panel():
            self._context.commands.clear_picture(self._panel())
