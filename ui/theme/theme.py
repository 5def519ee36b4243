"""The theme in use: which tokens hold now, and everything made from them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from gill_studio.core.settings import Appearance, Motion, ThemeChoice
from ui.theme.fonts import load_fonts, text_font, ui_font
from ui.theme.icons import Tone, make_icon
from ui.theme.motion import ask_for_motion
from ui.theme.palette import make_palette
from ui.theme.sheet import make_style_sheet
from ui.theme.tokens import DARK, LIGHT, Colours, Space, Tokens, Type

KEEPS_STILL = "keepsStill"
"""The application's property that says whether nothing should move of itself."""


class Theme(QObject):
    """Dresses the application, and tells those who paint themselves what to paint with. `changed` after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._appearance = appearance
        self._system_keeps_still = False
        self._dressed: Tokens | None = None
        load_fonts()
        app.setStyle("Fusion")  # one ground for the style sheet on every system
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self._tell_motion()
        self._dress()

    @property
    def tokens(self) -> Tokens:
        """What holds now."""
        return Tokens() if self._dressed is None else self._dressed

    @property
    def colours(self) -> Colours:
        """The colours of now."""
        return self.tokens.colours

    @property
    def type(self) -> Type:
        """The type scale, at the text size the writer has chosen."""
        return self.tokens.type

    @property
    def space(self) -> Space:
        """The distances."""
        return self.tokens.space

    @property
    def keeps_still(self) -> bool:
        """Whether nothing should move of itself."""
        if self._appearance.motion is Motion.AUTO:
            return self._system_keeps_still
        return self._appearance.motion is Motion.REDUCED

    def set_appearance(self, appearance: Appearance) -> None:
        """Dress anew, as the settings now say."""
        self._appearance = appearance
        self._tell_motion()
        self._dress()

    def ask_system(self) -> None:
        """Find out whether the system asks for less motion: once, when the window stands."""
        ask_for_motion(self, self._hear_motion)

    def icon(self, name: str, tone: Tone = "quiet", checked: Tone = "accent") -> QIcon:
        """An icon that follows the theme, by Lucide's name."""
        return make_icon(name, lambda: self.colours, tone, checked)

    def ui_font(self, size: int | None = None, *, strong: bool = False) -> QFont:
        """The window's font; `size` in pixels."""
        return ui_font(self.type, size, strong=strong)

    def text_font(self, size: int, *, strong: bool = False, italic: bool = False) -> QFont:
        """The serif; `size` in pixels."""
        return text_font(self.type, size, strong=strong, italic=italic)

    def _hear_motion(self, still: bool) -> None:  # noqa: FBT001 - an answer
        self._system_keeps_still = still
        self._tell_motion()

    def _tell_motion(self) -> None:
        self._app.setProperty(KEEPS_STILL, self.keeps_still)  # for widgets that have no theme

    def _is_dark(self) -> bool:
        if self._appearance.theme is ThemeChoice.AUTO:
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._appearance.theme is ThemeChoice.DARK

    def _dress(self) -> None:
        colours = DARK if self._is_dark() else LIGHT
        tokens = replace(Tokens(), colours=colours, type=Type().scaled(self._appearance.text_size))
        if tokens == self._dressed:
            return
        self._dressed = tokens
        self._app.setFont(ui_font(tokens.type))
        self._app.setPalette(make_palette(colours))
        self._app.setStyleSheet(make_style_sheet(tokens))
        self.changed.emit()
