"""What the trainer says of what keeps a training from being begun, going on, or being kept."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

TRAINING: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("Told", "There is not enough memory to train this model, even one example at a time."),
    QT_TRANSLATE_NOOP("Told", "Close other programs, or choose a smaller model."),
    QT_TRANSLATE_NOOP("Told", "{} has {} decisions of {} kinds; {} of both kinds are the least."),
    QT_TRANSLATE_NOOP("Told", "Label more prompts, or accept and reject more proposals first."),
    QT_TRANSLATE_NOOP("Told", "{} has no columns Prompt and Decision."),
    QT_TRANSLATE_NOOP("Told", "{} cannot be read: {}."),
    QT_TRANSLATE_NOOP(
        "Told", "It needs a header and the columns Prompt and Decision (gen, ret or same), separated by tabs."
    ),
    QT_TRANSLATE_NOOP("Told", "{} began with {} and has not ended: without it, it can neither go on nor be kept."),
    QT_TRANSLATE_NOOP("Told", "Let {} learn to its end, or discard it; then remove {}."),
    QT_TRANSLATE_NOOP("Told", "There is no training of {} that has not ended."),
    QT_TRANSLATE_NOOP("Told", "Perhaps it has ended meanwhile."),
    QT_TRANSLATE_NOOP("Told", "{} cannot be deleted: {}."),
    QT_TRANSLATE_NOOP("Told", "Check the rights of the folder, then try again."),
    QT_TRANSLATE_NOOP("Told", "There is not enough room: {} MB are needed, {} MB are free."),
    QT_TRANSLATE_NOOP(
        "Told", "Free some space, or set GILL_STUDIO_DATA and GILL_STUDIO_CACHE to folders on another disk."
    ),
    QT_TRANSLATE_NOOP("Told", "The loss of {} is not a number at step {}. Nothing had been learnt before it."),
    QT_TRANSLATE_NOOP("Told", "The loss of {} is not a number at step {}. The state before it is kept."),
    QT_TRANSLATE_NOOP("Told", "Nothing has been learnt yet that could be kept."),
    QT_TRANSLATE_NOOP("Told", "There is no training of {} to go on with."),
    QT_TRANSLATE_NOOP("Told", "The training of {} is complete: there is nothing to go on with."),
    QT_TRANSLATE_NOOP("Told", "There is an adapter {} already."),
    QT_TRANSLATE_NOOP("Told", "A training of {} was begun and not ended."),
    QT_TRANSLATE_NOOP("Told", "The disk is full: {} cannot be written. What was learnt until then is kept."),
    QT_TRANSLATE_NOOP("Told", "{} cannot be used: {}."),
    QT_TRANSLATE_NOOP("Told", "The checkpoint {} cannot be read: {}"),
    QT_TRANSLATE_NOOP("Told", "Delete it to start this stage of the training anew."),
    QT_TRANSLATE_NOOP("Told", "The text encoder in {} cannot be loaded: {}"),
    QT_TRANSLATE_NOOP("Told", "Install the model again."),
    QT_TRANSLATE_NOOP("Told", "Nothing can be learnt: none of the pictures can be read. {}"),
)
