"""Training rows in an adapter's own prompt format: what the engine will read later is what is learnt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.models.gill import Gill
from engine.training.examples import StoryPart
from engine.training.rows import ImageTokens, Part, Row, Visual, Words

Place = Callable[[str, str], int]
"""(picture's key, what is to be painted for it) to its number in the batch."""


class Layout:
    """Lays out captions, pictures and stories as the prompter does.

    With an empty format (the published model's), pairs are laid out as in `rows`, token by token.
    """

    def __init__(self, gill: Gill, *, end_captions: bool = True, label_second: bool = True, longest: int = 0) -> None:
        prompt, encode = gill.config.prompt, gill.language.encode
        self._bos = gill.language.bos
        self._start = prompt.bos == "start"
        self._open, self._close = tuple(encode(prompt.picture_open)), tuple(encode(prompt.picture_close))
        self._separator = tuple(encode(prompt.panel_separator))
        self._end = tuple(sorted(gill.language.eos))[:1] if end_captions else ()
        self._label_second = label_second
        self._visual, self._images = gill.config.visual_tokens, gill.config.image_tokens
        self.longest = longest or gill.language.window

    def captioning(self, pairs: Sequence[tuple[int, Sequence[int]]]) -> Row:
        """Pictures (by number) each followed by its caption: what the pictures' vectors are learnt from."""
        row: list[Part] = [Words((self._bos,), labelled=False)] if self._start else []
        for count, (picture, ids) in enumerate(pairs):
            row += [Words(self._separator, labelled=False)] if count and self._separator else []
            first = (self._bos,) if count == 0 and not self._start else ()
            row += [*self._seen(picture), Words((*first, *ids))]
        return [*row, Words(self._end)] if self._end else row

    def asking(self, pairs: Sequence[tuple[int, Sequence[int]]]) -> Row:
        """Captions each followed by the [IMG] tokens that ask for its picture."""
        row: list[Part] = [Words((self._bos,), labelled=False)]
        for count, (picture, ids) in enumerate(pairs):
            row += [Words(self._separator, labelled=False)] if count and self._separator else []
            labelled = self._label_second or count == 0
            row += [Words(tuple(ids), labelled), ImageTokens(picture, labelled)]
        return row

    def story(
        self, panels: Sequence[StoryPart], shown: Sequence[bool], words: Callable[[str], Sequence[int]], place: Place
    ) -> Row:
        """A context of panels, and the [IMG] tokens that ask for the last one's picture.

        To be predicted are the last caption and every caption behind a picture, from which that picture's vectors
        learn what a story makes of it. Where the window has no room, panels are left out at the front.
        """
        panels, shown = self._fitted(panels, shown, words)
        row: list[Part] = [Words((self._bos,), labelled=False)] if self._start else []
        spoken, seen = self._start, False
        for i, panel in enumerate(panels):
            last = i == len(panels) - 1
            row += [Words(self._separator, labelled=False)] if i and self._separator else []
            if panel.caption:
                row += [] if spoken else [Words((self._bos,), labelled=seen)]
                row.append(Words(tuple(words(panel.caption)), labelled=last or seen))
                spoken = True
            if shown[i] and not last:
                row += self._seen(place(panel.picture, ""))
                seen = True
        row += [] if spoken else [Words((self._bos,), labelled=False)]
        return [*row, ImageTokens(place(panels[-1].picture, panels[-1].target))]

    def positions(self, row: Row) -> int:
        """How long a row is."""
        return sum(
            len(part.ids) if isinstance(part, Words) else self._visual if isinstance(part, Visual) else self._images
            for part in row
        )

    def length(self, captions: Sequence[Sequence[int]]) -> int:
        """The most positions of a row of so many pairs: what it costs."""
        frame = 1 + len(self._open) + len(self._close) + len(self._separator) + max(self._visual, self._images)
        return sum(len(ids) + frame for ids in captions)

    def _seen(self, picture: int) -> list[Part]:
        before: list[Part] = [Words(self._open, labelled=False)] if self._open else []
        after: list[Part] = [Words(self._close, labelled=False)] if self._close else []
        return [*before, Visual(picture), *after]

    def _fitted(
        self, panels: Sequence[StoryPart], shown: Sequence[bool], words: Callable[[str], Sequence[int]]
    ) -> tuple[Sequence[StoryPart], Sequence[bool]]:
        frame = len(self._open) + len(self._close) + self._visual
        lengths = [
            len(self._separator) + len(words(panel.caption)) + (frame if picture else 0)
            for panel, picture in zip(panels, shown, strict=True)
        ]
        room = self.longest - 1 - self._images - len(self._end)
        start = 0
        while start < len(panels) - 1 and sum(lengths[start:]) > room:
            start += 1
        return panels[start:], shown[start:]


def cheapest_cuts(lengths: Sequence[int], pass_costs: int) -> list[int]:
    """Where to cut rows, sorted by length, into passes: from 0 to their number, so that padding costs least.

    A pass reads all its rows as long as its longest, and costs as much as `pass_costs` positions besides.
    """
    best, before = [0], [0]
    for end, longest in enumerate(lengths, start=1):
        costs = [best[start] + (end - start) * longest + pass_costs for start in range(end)]
        start = min(range(end), key=costs.__getitem__)
        best.append(costs[start])
        before.append(start)
    cuts = [len(lengths)]
    while cuts[-1]:
        cuts.append(before[cuts[-1]])
    return cuts[::-1]
