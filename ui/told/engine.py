"""What the engine says of what it could not do."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

ENGINE: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("Told", "This is done by a process of its own, not by the engine."),
    QT_TRANSLATE_NOOP("Told", "There is no folder to paint into."),
    QT_TRANSLATE_NOOP("Told", "Name one."),
    QT_TRANSLATE_NOOP("Told", "No model is loaded."),
    QT_TRANSLATE_NOOP("Told", "Choose one on the Models page."),
    QT_TRANSLATE_NOOP("Told", "docs/training.md shows a run.toml."),
    QT_TRANSLATE_NOOP("Told", "This is too much for the engine at once: {} MB."),
    QT_TRANSLATE_NOOP("Told", "Ask for it with fewer panels."),
    QT_TRANSLATE_NOOP("Told", "This is no message between the studio and its engine."),
    QT_TRANSLATE_NOOP("Told", "There is not enough memory for this."),
    QT_TRANSLATE_NOOP("Told", "Close other programs, ask for fewer or smaller pictures, or choose a smaller model."),
    QT_TRANSLATE_NOOP("Told", "The disk is full."),
    QT_TRANSLATE_NOOP("Told", "The disk is full: {} could not be written."),
    QT_TRANSLATE_NOOP("Told", "Free some space, then try again."),
    QT_TRANSLATE_NOOP("Told", "The graphics processor reports an error: {}"),
    QT_TRANSLATE_NOOP(
        "Told",
        "The engine is started again. If this returns, update the graphics driver, or choose a smaller model.",
    ),
    QT_TRANSLATE_NOOP("Told", "Something went wrong inside the engine ({})."),
    QT_TRANSLATE_NOOP(
        "Told",
        "This is a mistake of ours, not of yours. Save a report and send it to us; your story is not affected.",
    ),
    QT_TRANSLATE_NOOP("Told", "{} may not be used: {}."),
    QT_TRANSLATE_NOOP("Told", "Check the rights of the file and its folder."),
    QT_TRANSLATE_NOOP("Told", "{} cannot be used: {}."),
    QT_TRANSLATE_NOOP("Told", "Check that it is there and that its disk is connected."),
    QT_TRANSLATE_NOOP("Told", "There is no adapter {}."),
    QT_TRANSLATE_NOOP("Told", "gill-studio train makes one; gill-studio models list shows those there are."),
    QT_TRANSLATE_NOOP("Told", "The adapter {} was trained for another {} model ({})."),
    QT_TRANSLATE_NOOP("Told", "There is an adapter {} already."),
    QT_TRANSLATE_NOOP("Told", "This model has no adapter."),
    QT_TRANSLATE_NOOP("Told", "Train one, or choose a model that has one."),
)
