"""What a writer should know of the data before a training begins: told in figures, and worded by each side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

RemarkKind = Literal[
    "folder-gone",
    "no-pictures",
    "no-captions",
    "too-few",
    "captions-missing",
    "captions-proposed",
    "never-offered",
    "unusable-files",
    "by-heart",
    "show-the-same",
    "same-caption",
]
"""A folder is not there; there is nothing to learn from: no pictures, no captions, or a single one; some captions are
missing, or proposed and not accepted; some pictures are never to be offered, and so not learnt; files cannot be used;
there are so few pictures that they are learnt by heart; some show the same; many have one and the same caption."""
FATAL: frozenset[RemarkKind] = frozenset({"no-pictures", "no-captions", "too-few"})
"""What keeps a training from being begun."""
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


@dataclass(frozen=True)
class DataRemark:
    """One remark: its kind, how many it is about, of how many, and what it names (a folder, a caption)."""

    kind: RemarkKind
    count: Count = 0
    total: Count = 0
    name: str = ""

    @property
    def fatal(self) -> bool:
        """Whether it keeps the training from being begun."""
        return self.kind in FATAL

    def __str__(self) -> str:
        """In English, for the command line and for what an error says."""
        return _ENGLISH[self.kind](self)


def _said(count: int, one: str, more: str) -> str:
    return (one if count == 1 else more).format(count)


def _too_few(remark: DataRemark) -> str:
    there = _said(remark.count, "There is only {} captioned picture", "There are only {} captioned pictures")
    return f"{there} that may be learnt: two are the least."


def _missing(remark: DataRemark) -> str:
    are = _said(remark.count, "has no caption and is left out", "have no caption and are left out")
    return f"{remark.count} of {_said(remark.total, '{} picture', '{} pictures')} {are}."


_ENGLISH: dict[RemarkKind, Callable[[DataRemark], str]] = {
    "folder-gone": lambda one: f"The folder {one.name} is not there now; its pictures cannot be learnt.",
    "no-pictures": lambda _: "There are no pictures to learn from.",
    "no-captions": lambda _: "No picture has a caption, and without captions nothing can be learnt.",
    "too-few": _too_few,
    "captions-missing": _missing,
    "captions-proposed": lambda one: _said(
        one.count,
        "Of these, {} has a proposed caption: accept it to learn from it.",
        "Of these, {} have proposed captions: accept them to learn from them.",
    ),
    "never-offered": lambda one: _said(
        one.count,
        "{} captioned picture is never to be offered, and is left out.",
        "{} captioned pictures are never to be offered, and are left out.",
    ),
    "unusable-files": lambda one: _said(one.count, "{} file cannot be used.", "{} files cannot be used."),
    "by-heart": lambda one: f"There are only {one.count} captioned pictures: the model will learn these by heart.",
    "show-the-same": lambda one: _said(
        one.count,
        "{} picture shows the same as another; both stay on one side of the split.",
        "{} pictures show the same as another; they stay on one side of the split.",
    ),
    "same-caption": lambda one: (
        f"{one.count} pictures have the same caption, “{one.name}”: it does not tell them apart."
    ),
}
