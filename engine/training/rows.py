"""Training sequences: what the language model reads, which tokens it has to predict, where pictures are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

PAD_LABEL = -100


@dataclass(frozen=True)
class Visual:
    """The k visual vectors of the picture with this index in the batch."""

    picture: int


@dataclass(frozen=True)
class ImageTokens:
    """[IMG1] ... [IMG r], whose states must find and paint the picture with this index in the batch."""

    picture: int
    labelled: bool = True
    """Whether [IMG1] itself has to be predicted (GILL eq. 2); [IMG2] ... [IMG r] never are."""


@dataclass(frozen=True)
class Words:
    """Token ids, labelled (to be predicted) or only read."""

    ids: tuple[int, ...]
    labelled: bool = True


Part = Visual | ImageTokens | Words
Row = Sequence[Part]


@dataclass(frozen=True)
class Rows:
    """Rows as tensors, padded on the right; causal attention keeps the padding out, so no mask is needed.

    ids       (R, T) int64, 0 where a visual vector or padding stands
    visual    (R, T) int64, index into (pictures * k) visual vectors, -1 elsewhere
    labels    (R, T) int64, the id to predict at a position from the one before; -100 elsewhere
    states    (M, r, 2) int64, (row, position) of the [IMG] tokens of M asked pictures
    pictures  (M,) int64, which picture each of them asks for
    """

    ids: Tensor
    visual: Tensor
    labels: Tensor
    states: Tensor
    pictures: Tensor

    def to(self, device: torch.device) -> Rows:
        """The same on another device."""
        return Rows(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def assemble(rows: Sequence[Row], image_ids: Sequence[int], visual_tokens: int) -> Rows:
    """Lay out rows; `image_ids` are the r [IMG] ids, `visual_tokens` is k."""
    ids, visual, labels = [], [], []
    states: list[list[tuple[int, int]]] = []
    pictures: list[int] = []
    for number, row in enumerate(rows):
        row_ids: list[int] = []
        row_visual: list[int] = []
        row_labels: list[int] = []
        for part in row:
            start = len(row_ids)
            if isinstance(part, Visual):
                added, slots = [0] * visual_tokens, range(visual_tokens)
                row_visual += [part.picture * visual_tokens + j for j in slots]
                row_labels += [PAD_LABEL] * visual_tokens
            elif isinstance(part, Words):
                added = list(part.ids)
                row_visual += [-1] * len(added)
                row_labels += added if part.labelled else [PAD_LABEL] * len(added)
            else:
                added = list(image_ids)
                row_visual += [-1] * len(added)
                row_labels += [added[0] if part.labelled else PAD_LABEL] + [PAD_LABEL] * (len(added) - 1)
                states.append([(number, start + j) for j in range(len(added))])
                pictures.append(part.picture)
            row_ids += added
        ids.append(row_ids)
        visual.append(row_visual)
        labels.append(row_labels)
    return Rows(
        _padded(ids, 0),
        _padded(visual, -1),
        _padded(labels, PAD_LABEL),
        torch.tensor(states, dtype=torch.int64).reshape(-1, len(image_ids), 2),
        torch.tensor(pictures, dtype=torch.int64),
    )


def captioning_rows(captions: Sequence[Sequence[int]], bos: int, *, packed: bool) -> list[Row]:
    """[picture][BOS caption] of each pair; packed in twos: [picture 1][BOS caption 1][picture 2][caption 2].

    `captions` are ids without BOS. BOS is a target too, predicted from the last visual vector, as in the
    authors' implementation. Packing needs an even number of pairs.
    """
    singles: list[list[Part]] = [
        [Visual(i), Words(((bos,) if not packed or i % 2 == 0 else ()) + tuple(ids))] for i, ids in enumerate(captions)
    ]
    return _in_twos(singles) if packed else list(singles)


def picture_rows(captions: Sequence[Sequence[int]], bos: int, *, packed: bool, label_second: bool = True) -> list[Row]:
    """[BOS caption][IMG1 ... IMG r] of each pair; packed in twos, text only, the second without BOS.

    With `label_second=False` the second caption of a packed row is read but not predicted, as in the
    authors' implementation (whose label mask erases it).
    """
    singles: list[list[Part]] = []
    for i, ids in enumerate(captions):
        second = packed and i % 2 == 1
        labelled = label_second or not second
        start = () if second else (bos,)
        singles.append([Words(start, labelled=False), Words(tuple(ids), labelled), ImageTokens(i, labelled)])
    return _in_twos(singles) if packed else list(singles)


def _in_twos(rows: Sequence[list[Part]]) -> list[Row]:
    if len(rows) % 2:
        raise ValueError("packing needs an even number of pairs")
    return [first + second for first, second in zip(rows[::2], rows[1::2], strict=True)]


def _padded(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    length = max((len(row) for row in rows), default=0)
    return torch.tensor([[*row, *[value] * (length - len(row))] for row in rows], dtype=torch.int64)
