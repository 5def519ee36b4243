"""Text on its way into a format: what every format can hold, and how it reads."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_NOBODYS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
"""Code points that are no characters: the last two of each plane."""
_UNFIT = re.compile(f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef{_NOBODYS}]")
_HALVES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
)
_RTL_SCRIPTS = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_BREAKS_ANYWHERE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
UNKNOWN = "und"
"""The language tag of a text whose language nobody has named."""


def clean(text: str) -> str:
    """The text with line breaks of one kind and without what XML cannot hold: control characters, half characters."""
    text = _BREAKS.sub("\n", text)
    return _HALVES.sub("\ufffd", _UNFIT.sub("", text))


def one_line(text: str) -> str:
    """The text clean and on one line."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs, parted by blank lines, each as its lines. Text of white space has none."""
    found: list[list[str]] = [[]]
    for line in clean(text).split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)


def shortened(text: str, most: int) -> str:
    """The text on one line of at most `most` characters, cut between words where it has any."""
    line = one_line(text)
    if len(line) <= most:
        return line
    head = line[: most - 1]
    at = head.rfind(" ")
    return f"{(head[:at] if at > most // 2 else head).rstrip(' ,;:–—-')}…"


def language_of(tag: str, sample: str) -> str:
    """A well-formed BCP 47 tag: the story's own, else what the script of `sample` says, else UNKNOWN."""
    tag = tag.strip().replace("_", "-")
    if _TAG.match(tag):
        return tag
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) * 5 > sum(map(str.isalpha, sample)):
            return language
    return UNKNOWN


def direction_of(language: str, text: str = "") -> str:
    """What the first letter of `text` says, else the language: "rtl" or "ltr"."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    parts = language.casefold().split("-")
    by_script = any(part in _RTL_SCRIPTS for part in parts[1:])
    return "rtl" if by_script or (parts[0] in _RIGHT_TO_LEFT and "latn" not in parts) else "ltr"


def ranges(numbers: list[int]) -> str:
    """Ascending numbers as people write them: "1–3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def file_stem(title: str, fallback: str) -> str:
    """A file name's beginning made of a title: letters, digits and dashes, at most 60 of them."""
    words = re.findall(r"[\w]+", one_line(title).casefold())
    stem = "-".join(words)[:60].strip("-_")
    return stem or fallback


def breakable(line: str, most: int) -> str:
    """The line with points to break at (zero-width spaces) in words of more than `most` characters."""
    if len(line) <= most:
        return line
    return re.sub(
        rf"[^\s{_BREAKS_ANYWHERE}]{{{most + 1},}}", lambda found: _broken(found.group(), max(1, most // 2)), line
    )


def _broken(word: str, every: int) -> str:
    parts, start = [], 0
    for at in range(1, len(word)):
        if at - start >= every and _may_break(word[at - 1], word[at]):
            parts.append(word[start:at])
            start = at
    return "\u200b".join([*parts, word[start:]])


def _may_break(before: str, after: str) -> bool:
    return not (unicodedata.category(after).startswith("M") or "\u200d" in (before, after))
