"""What the engine does and how it ended, in sentences."""

from __future__ import annotations

import contextlib
import signal
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gill_studio.core.messages import EXIT_DEVICE
from gill_studio.core.watchdog import Verdict

_WINDOWS_CRASHES = {
    0xC0000005: "ACCESS_VIOLATION",
    0xC000001D: "ILLEGAL_INSTRUCTION",
    0xC00000FD: "STACK_OVERFLOW",
    0xC0000409: "STACK_BUFFER_OVERRUN",
    0xC0000374: "HEAP_CORRUPTION",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a process ended: its exit status (a signal's is negative), or why it never began, or why we ended it."""

    status: int | None = None
    verdict: Verdict | None = None
    garbage: bool = False
    refused: str = ""

    def __str__(self) -> str:
        """A sentence for people, and nothing about what comes next."""
        translate = QCoreApplication.translate
        if self.refused:
            return self.refused
        if self.verdict is not None:
            return _of_verdict(self.verdict)
        if self.garbage:
            return translate("EngineSentences", "The engine sent something that cannot be understood, and was ended.")
        return _of_status(self.status)


def activity_words(label: str) -> str:
    """What the engine is doing, by the name it gives it; that name itself where it is not known here."""
    translate = QCoreApplication.translate
    words = {
        "loading libraries": translate("EngineSentences", "Loading libraries …"),
        "loading the language model": translate("EngineSentences", "Loading the language model …"),
        "loading the vision encoder": translate("EngineSentences", "Loading the vision encoder …"),
        "loading the painter": translate("EngineSentences", "Loading the painter …"),
        "loading": translate("EngineSentences", "Loading the model …"),
        "drawing the sample collection": translate("EngineSentences", "Drawing the sample collection …"),
        "looking at pictures": translate("EngineSentences", "Looking at the collection’s pictures …"),
        "writing captions": translate("EngineSentences", "Writing captions …"),
        "looking": translate("EngineSentences", "Looking at the story’s pictures …"),
        "reading": translate("EngineSentences", "Reading the story …"),
        "writing": translate("EngineSentences", "Writing …"),
        "painting": translate("EngineSentences", "Painting …"),
        "reading captions": translate("EngineSentences", "Reading captions …"),
        "planning": translate("EngineSentences", "Trying how fast this computer learns …"),
        "adapter": translate("EngineSentences", "Learning …"),
        "matching": translate("EngineSentences", "Matching what it has learnt to what it knew …"),
        "drawing the picture-book world": translate("EngineSentences", "Drawing what it knows already …"),
        "measuring your pictures": translate("EngineSentences", "Measuring on your pictures …"),
        "measuring the general set": translate("EngineSentences", "Measuring on what it knew before …"),
        "painting samples before": translate("EngineSentences", "Painting as it could before …"),
        "painting samples after": translate("EngineSentences", "Painting as it can now …"),
        "reading prompts": translate("EngineSentences", "Reading your decisions …"),
    }
    return words.get(label, label)


def _of_verdict(verdict: Verdict) -> str:
    translate = QCoreApplication.translate
    words = {
        Verdict.HUNG: translate("EngineSentences", "The engine stopped answering, and was ended."),
        Verdict.WILL_NOT_CANCEL: translate(
            "EngineSentences", "The engine did not stop when it was asked to, and was ended."
        ),
        Verdict.HALTED: translate(
            "EngineSentences", "The engine was halted by another program and did not answer, and was ended."
        ),
        Verdict.NOT_STARTED: translate("EngineSentences", "The engine did not start."),
    }
    return words[verdict]


def _of_status(status: int | None) -> str:
    translate = QCoreApplication.translate
    if status is None:
        return translate("EngineSentences", "The engine has ended.")
    if status == EXIT_DEVICE:
        return translate("EngineSentences", "The engine has ended because the graphics processor failed.")
    if status < 0:
        return _of_signal(-status)
    if status & 0xFFFFFFFF in _WINDOWS_CRASHES:
        return translate("EngineSentences", "The engine has crashed ({}).").format(
            _WINDOWS_CRASHES[status & 0xFFFFFFFF]
        )
    if status == 0:
        return translate("EngineSentences", "The engine has ended by itself.")
    return translate("EngineSentences", "The engine has ended with error {}.").format(status)


def _of_signal(number: int) -> str:
    translate = QCoreApplication.translate
    name = str(number)
    with contextlib.suppress(ValueError):
        name = signal.Signals(number).name
    if name == "SIGKILL":
        return translate(
            "EngineSentences",
            "The engine was ended by the system or by another program (SIGKILL). Often, memory has run out.",
        )
    if name == "SIGABRT":
        return translate(
            "EngineSentences", "The engine gave up (SIGABRT). Often, memory has run out or a driver has failed."
        )
    if name in {"SIGTERM", "SIGINT", "SIGHUP"}:
        return translate("EngineSentences", "The engine was ended by another program ({}).").format(name)
    return translate("EngineSentences", "The engine has crashed ({}).").format(name)
