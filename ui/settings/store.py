"""The settings in use."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gill_studio.core.settings import (
    Appearance,
    Engine,
    Files,
    Proposing,
    Remembered,
    Settings,
    SettingsError,
    Writing,
    save_settings,
)

_LOG = logging.getLogger(__name__)
_PAUSE_MS = 400
_RECENT = 12

Part = Appearance | Writing | Engine | Proposing | Files | Remembered


class SettingsStore(QObject):
    """Holds the settings, tells of each change (`changed`: before, after) and writes them a moment later."""

    changed = Signal(object, object)
    failed = Signal(object)

    def __init__(self, settings: Settings, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._path = settings, path
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.save)

    @property
    def now(self) -> Settings:
        """The settings that hold."""
        return self._settings

    def set(self, settings: Settings) -> None:
        """Let these hold from now on."""
        before, self._settings = self._settings, settings
        if settings != before:
            self._timer.start()
            self.changed.emit(before, settings)

    def set_part(self, part: Part) -> None:
        """Put one of the classes in the tree in its place."""
        name = next(one.name for one in fields(Settings) if type(getattr(self._settings, one.name)) is type(part))
        self.set(replace(self._settings, **{name: part}))  # type: ignore[arg-type]

    def remember_story(self, path: Path) -> None:
        """Put a story at the head of those opened last."""
        kept = [one for one in self._settings.remembered.recent if one != str(path)]
        self._set_recent((str(path), *kept)[:_RECENT])

    def forget_story(self, path: Path) -> None:
        """Take a story from the list."""
        self._set_recent(tuple(one for one in self._settings.remembered.recent if one != str(path)))

    @property
    def recent(self) -> tuple[Path, ...]:
        """Stories opened last, the last first."""
        return tuple(Path(one) for one in self._settings.remembered.recent)

    def save(self) -> None:
        """Write them now, if they changed; `failed` says why that could not be."""
        self._timer.stop()
        try:
            save_settings(self._settings, self._path)
        except SettingsError as error:
            _LOG.warning("%s", error)
            self.failed.emit(error)

    def _set_recent(self, recent: tuple[str, ...]) -> None:
        self.set_part(replace(self._settings.remembered, recent=recent))
