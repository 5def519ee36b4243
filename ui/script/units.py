"""Places in a text: Qt counts UTF-16 units, Python characters."""

from __future__ import annotations


def units(text: str) -> int:
    """How long Qt holds the text to be."""
    return len(text) + sum(character > "\uffff" for character in text)


def characters(text: str, place: int) -> int:
    """How many characters Qt's `place` units are."""
    passed = 0
    for number, character in enumerate(text):
        if passed >= place:
            return number
        passed += 2 if character > "\uffff" else 1
    return len(text)


def difference(before: str, after: str) -> tuple[int, int, str]:
    """What turns one text into the other: from which character, how many go, and what comes."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, len(before) - end - start, after[start : len(after) - end]
