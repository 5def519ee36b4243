"""How much room text takes where we do not know the font: reckoned with care rather than to the pixel."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from gill_studio.core.export.content import Paragraphs

_NARROW, _WIDE = 0.54, 1.05  # of the letters' size, with some to spare


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text, its width in the unit of the letters' size.

    `leading`, from line to line, and `between`, what stands between paragraphs, are in sizes of letters.
    """

    width: float
    leading: float = 1.4
    between: float = 0.6

    def height(self, text: Paragraphs, letters: float) -> int:
        """How tall the text is in letters of this size."""
        rows = sum(self._rows(line, letters) for lines in text for line in lines)
        return int(rows * letters * self.leading + max(0, len(text) - 1) * letters * self.between) + 1

    def cut(self, text: Paragraphs, letters: float, height: float) -> tuple[Paragraphs, Paragraphs]:
        """What of the text fits, and the rest; something always fits."""
        head: list[tuple[str, ...]] = []
        free = int(height / (letters * self.leading))
        for place, lines in enumerate(text):
            taken: list[str] = []
            for at, line in enumerate(lines):
                rows = self._rows(line, letters)
                if rows <= free:
                    taken.append(line)
                    free -= rows
                    continue
                begin, end = self._cut_line(line, letters, free if free > 0 or head or taken else 1)
                left = (*((end,) if end else ()), *lines[at + 1 :])
                kept = (*taken, begin) if begin else tuple(taken)
                rest = (*((left,) if left else ()), *text[place + 1 :])
                return (*head, kept) if kept else tuple(head), rest
            head.append(tuple(taken))
            free -= 1
        return tuple(head), ()

    def _rows(self, line: str, letters: float) -> int:
        return max(1, -int(-_ems(line) * letters // self.width))

    def _cut_line(self, line: str, letters: float, rows: int) -> tuple[str, str]:
        """The beginning of a line that fills so many rows, cut between words where it has any; and the rest."""
        if rows < 1:
            return "", line
        room, used, at = rows * self.width / letters, _ems(line[0]), 1
        while at < len(line) and used + _WIDE <= room:
            used += _ems(line[at])
            at += 1
        space = line.rfind(" ", at // 2, at)
        at = space if space > 0 else at
        return line[:at].rstrip(), line[at:].lstrip()


def _ems(line: str) -> float:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return wide * _WIDE + (len(line) - wide) * _NARROW
