"""What the settings are called and what they mean, in the window's language. A test sees that none is missing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gill_studio.core.settings import Motion, Opening, ThemeChoice


def section_names() -> dict[str, str]:
    """Headings of the parts of the settings, by the names of their fields, in the order of the dialog."""
    translate = QCoreApplication.translate
    return {
        "appearance": translate("Settings", "Appearance"),
        "writing": translate("Settings", "Writing"),
        "engine": translate("Settings", "GILL"),
        "proposing": translate("Settings", "Proposals"),
        "files": translate("Settings", "Files"),
    }


def field_texts() -> dict[str, tuple[str, str]]:
    """Name and explanation of every setting in the dialog, by part and field."""
    return _of_the_window() | _of_the_engine() | _of_files()


def _of_the_window() -> dict[str, tuple[str, str]]:
    translate = QCoreApplication.translate
    return {
        "appearance.theme": (translate("Settings", "Theme"), ""),
        "appearance.text_size": (
            translate("Settings", "Text size"),
            translate("Settings", "Of everything in the window."),
        ),
        "appearance.motion": (
            translate("Settings", "Motion"),
            translate("Settings", "Little moves here; with “reduced”, nothing moves of itself."),
        ),
        "appearance.language": (
            translate("Settings", "Language of the window"),
            translate("Settings", "Takes effect at the next start. Stories have a language of their own."),
        ),
        "writing.opening": (translate("Settings", "At the start, show"), ""),
        "writing.show_authorship": (
            translate("Settings", "Mark who made what"),
            translate("Settings", "A quiet mark on captions and pictures that are not yours alone."),
        ),
    }


def _of_the_engine() -> dict[str, tuple[str, str]]:
    translate = QCoreApplication.translate
    return {
        "engine.enabled": (
            translate("Settings", "Use GILL"),
            translate("Settings", "Off: no proposals, no engine, no trace of either. Takes effect at the next start."),
        ),
        "engine.pause": (
            translate("Settings", "Propose when I pause"),
            translate("Settings", "A pause in typing asks for proposals. They wait at the side and insert nothing."),
        ),
        "engine.pause_seconds": (translate("Settings", "Length of the pause, in seconds"), ""),
        "proposing.texts": (translate("Settings", "Sentences"), ""),
        "proposing.retrieved": (translate("Settings", "Pictures from collections"), ""),
        "proposing.painted": (translate("Settings", "Generated pictures"), ""),
        "proposing.length": (translate("Settings", "Longest sentence, in tokens"), ""),
        "proposing.temperature": (
            translate("Settings", "Temperature"),
            translate("Settings", "Low keeps to the likely, high dares more."),
        ),
        "proposing.bias": (
            translate("Settings", "Retrieve or generate"),
            translate("Settings", "−1 always retrieves, 1 always generates, 0 leaves it to GILL."),
        ),
        "proposing.steps": (
            translate("Settings", "Steps"),
            translate("Settings", "More steps paint longer and finer. 0: as the model paints best."),
        ),
        "proposing.guidance": (
            translate("Settings", "Guidance"),
            translate("Settings", "How closely a picture keeps to the words. 0: as the model paints best."),
        ),
    }


def _of_files() -> dict[str, tuple[str, str]]:
    translate = QCoreApplication.translate
    return {
        "files.stories": (translate("Settings", "New stories go to"), ""),
        "files.backups": (
            translate("Settings", "Backups of each story"),
            translate("Settings", "Beside the settings, by date."),
        ),
    }


def choice_names() -> dict[str, str]:
    """What the values of choices are called."""
    translate = QCoreApplication.translate
    return {
        ThemeChoice.AUTO: translate("Settings", "As the system"),
        ThemeChoice.LIGHT: translate("Settings", "Light"),
        ThemeChoice.DARK: translate("Settings", "Dark"),
        Motion.FULL: translate("Settings", "Full"),
        Motion.REDUCED: translate("Settings", "Reduced"),
        Opening.LAST_STORY: translate("Settings", "The last story"),
        Opening.WELCOME: translate("Settings", "Welcome"),
    }
