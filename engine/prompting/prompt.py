"""From panels to the sequence the language model reads (DESIGN: Prompting)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from engine.context import RunContext
from engine.models.gill import Gill
from engine.models.vision import encode_pictures
from engine.pictures import Picture
from gill_studio.core.errors import ModelError

_KEEP = 0.75  # of the window, when a story has outgrown it: dropping little by little recomputes all each time
_CAPTIONS = 8192  # whose token ids are kept: each proposal asks for a story's several times
_PICTURES = 8  # looked at between two chances to cancel

Next = Literal["nothing", "panel", "caption"]
Piece = int | tuple[str, int]
"""One position of a prompt: a token id, or the i-th vector of the picture with this digest."""


@dataclass(frozen=True)
class ContextPanel:
    """What the model reads of one panel; a missing and an empty caption are the same."""

    caption: str = ""
    picture: Picture | None = None

    @property
    def has_text(self) -> bool:
        """Whether the caption has anything to read."""
        return bool(self.caption.strip())


@dataclass(frozen=True)
class Prompt:
    """Positions to read, and how much of the story had to be left out."""

    pieces: tuple[Piece, ...]
    dropped_panels: int = 0
    """Whole panels left out at the front."""
    truncated: bool = False
    """Whether the one panel that was left was cut at its front, because it alone outgrows the window."""


class Prompter:
    """Turns panels into pieces, and pieces into embeddings; keeps the features of pictures it has seen."""

    def __init__(self, gill: Gill, *, window: int | None = None, cached_pictures: int = 4096) -> None:
        self.gill = gill
        self.window = min(window or gill.language.window, gill.language.window)
        self._features: OrderedDict[str, Tensor] = OrderedDict()
        self._most = cached_pictures
        encode = gill.language.encode
        prompt = gill.config.prompt
        self._open, self._close = encode(prompt.picture_open), encode(prompt.picture_close)
        self._separator = encode(prompt.panel_separator)
        self._bos_first = prompt.bos == "start"
        self._words = lru_cache(maxsize=_CAPTIONS)(lambda caption: tuple(encode(caption)))

    def pieces(self, panels: Sequence[ContextPanel], then: Next = "nothing") -> list[Piece]:
        """All positions of `panels`: BOS before the first text, or at the start where there is none.

        `then` says what is to follow: a "panel" after its separator, a "caption" of the last picture, or what
        the last panel itself asks for ("nothing" more).
        """
        return [piece for piece, _ in self.marked_pieces(panels, then)]

    def marked_pieces(self, panels: Sequence[ContextPanel], then: Next = "nothing") -> list[tuple[Piece, bool]]:
        """Each position with whether it is a word of the story (its BOS among them) rather than a frame."""
        bos = self.gill.language.bos
        wordless = not any(panel.has_text for panel in panels)
        # Captions are learnt as picture, BOS, words: a lone picture's caption begins with BOS too.
        late = wordless and then == "caption" and not self._bos_first
        marked: list[tuple[Piece, bool]] = [(bos, False)] if (wordless and not late) or self._bos_first else []
        spoken = bool(marked)
        for number, panel in enumerate(panels):
            marked += [(token, False) for token in self._separator] if number else []
            if panel.has_text:
                marked += [] if spoken else [(bos, True)]
                marked += [(token, True) for token in self._words(panel.caption)]
                spoken = True
            if panel.picture is not None:
                marked += [(piece, False) for piece in self._picture_pieces(panel.picture)]
        if then == "panel" and panels:
            marked += [(token, False) for token in self._separator]
        return [*marked, (bos, False)] if late else marked

    def fit(
        self, panels: Sequence[ContextPanel], room: int, then: Next = "nothing", start: int | None = None
    ) -> Prompt:
        """The pieces of the story, or of its end where it outgrows the window less `room` positions.

        Whole panels are dropped from the front. Which, is decided as if the story had grown panel by panel: whenever
        it outgrew the window, down to 75 % of it at once. So a growing story keeps its start, and the model its
        prefix, for many panels; and the same story always begins at the same panel. `start` is a first panel that
        has been decided already, as for a story to which a candidate sentence was added.
        """
        limit = self.window - room
        if limit < 1:
            raise ModelError(
                f"There is room for {self.window} positions at once; {room} are asked for the answer alone.",
                "Ask for a shorter text.",
            )
        if start is None:
            start = self._first_panel(panels, limit)
        pieces = self.pieces(panels[start:], then)
        truncated = len(pieces) > limit
        if truncated:
            pieces = [self.gill.language.bos, *pieces[len(pieces) - limit + 1 :]]
        return Prompt(tuple(pieces), start, truncated)

    def features(self, pictures: Iterable[Picture], context: RunContext | None = None) -> Tensor:
        """Pooled features (n, d), float32, each computed once; what was computed stays when `context` cancels."""
        wanted = list(pictures)
        missing, context = self.unseen(wanted), context or RunContext()
        done = 0
        with closing(encode_pictures(self.gill.vision, missing, _PICTURES)) as batches:
            for pooled in batches:
                part = missing[done : done + len(pooled)]
                self._features |= {p.digest: f.clone() for p, f in zip(part, pooled, strict=True)}
                done += len(part)
                context.step("looking", done, len(missing))
        found = []
        for picture in wanted:
            self._features.move_to_end(picture.digest)
            found.append(self._features[picture.digest])
        while len(self._features) > max(self._most, len(wanted)):
            self._features.popitem(last=False)
        return torch.stack(found) if found else torch.empty(0, self.gill.vision.width)

    def unseen(self, pictures: Iterable[Picture]) -> list[Picture]:
        """Those whose features are not at hand, each once."""
        return list({p.digest: p for p in pictures if p.digest not in self._features}.values())

    def embed(self, pieces: Sequence[Piece], pictures: Iterable[Picture]) -> Tensor:
        """Embeddings (T, e), in the language model's precision, of pieces whose pictures are among `pictures`."""
        ids = [piece if isinstance(piece, int) else 0 for piece in pieces]
        rows = self.gill.embed(self.gill.tokens(ids))
        places = [(i, piece) for i, piece in enumerate(pieces) if not isinstance(piece, int)]
        if not places:
            return rows
        needed = {digest for _, (digest, _) in places}
        known = {p.digest: p for p in pictures if p.digest in needed}
        vectors = self.gill.caption_vectors(self.features(known.values()))
        order = {digest: i for i, digest in enumerate(known)}
        where = self.gill.tokens([i for i, _ in places])
        which = self.gill.tokens([order[digest] for _, (digest, _) in places])
        part = self.gill.tokens([j for _, (_, j) in places])
        return rows.index_copy(0, where, vectors[which, part].to(rows.dtype))

    def _picture_pieces(self, picture: Picture) -> list[Piece]:
        vectors: list[Piece] = [(picture.digest, i) for i in range(self.gill.config.visual_tokens)]
        return [*self._open, *vectors, *self._close]

    def _first_panel(self, panels: Sequence[ContextPanel], limit: int) -> int:
        frame = len(self._separator)
        picture = len(self._open) + self.gill.config.visual_tokens + len(self._close)
        lengths = [
            frame + (len(self._words(p.caption)) if p.has_text else 0) + (picture if p.picture is not None else 0)
            for p in panels
        ]
        start, total = 0, 1 + frame  # BOS, and the separator before what is to follow
        for last, length in enumerate(lengths):
            total += length
            if total > limit:
                while start < last and total > _KEEP * limit:
                    total -= lengths[start]
                    start += 1
        return start
