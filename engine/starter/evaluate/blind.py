"""A blind test: painted pictures under random names for someone who has not seen the stories, and the key, sealed."""

from __future__ import annotations

import base64
import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown
from engine.starter.evaluate.generation import GILL, TELLINGS, paint_all
from engine.starter.world.facts import Fact, values_of
from gill_studio.core.errors import StudioError

ASKED = (Fact.ANIMAL, Fact.PLACE, Fact.TIME, Fact.PROP)
KEY, ANSWERS = "key.sealed.json", "answers.csv"
NOTHING = "nothing"
_FIRST = 3000  # beyond the stories that are measured
_NAMES = 16**6


@dataclass(frozen=True)
class Verdict:
    """How many pictures were named right in everything, and how many in each fact."""

    pictures: int
    whole: int
    by_fact: dict[str, int]
    wrong: tuple[str, ...]
    """Sentences about what was named otherwise."""


def write_blind(bench: Bench, folder: Path, count: int, seed: int) -> None:
    """Paint `count` last panels by GILL with full context, and write pictures, a form for answers, and the key.

    The names and the order are by chance; the key is encoded, so that nobody reads it by accident.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StudioError(f"The folder {folder} is not empty.", "Choose a new folder: old pictures would give hints.")
    stories = blind_stories(bench, count)
    images = []
    for batch in paint_all(bench.engine, stories, TELLINGS[GILL[Shown.FULL]], seed, bench.config):
        images += batch
        bench.context.step("painting", len(images), count)
    rng = random.Random(f"blind {seed} {bench.fingerprint}")  # noqa: S311 - an order, no secret
    names = [f"{number:06x}.png" for number in rng.sample(range(_NAMES), count)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, image in zip(names, images, strict=True):
        image.save(folder / name)
    truth = {name: _facts(story) for name, story in zip(names, stories, strict=True)}
    sealed = base64.b64encode(json.dumps(truth).encode()).decode()
    (folder / KEY).write_text(json.dumps({"sealed": sealed}), encoding="utf-8")
    _write_form(folder / ANSWERS, sorted(names))


def blind_stories(bench: Bench, count: int) -> list[HeldOut]:
    """Stories of both held-out parts, none of which the tables measure or a sheet shows."""
    halves = (count - count // 2, count // 2)
    return [
        s for part, half in zip(PARTS, halves, strict=True) if half for s in bench.stories(part, half, first=_FIRST)
    ]


def score_blind(folder: Path, answers: Path | None = None) -> Verdict:
    """Hold the filled-in form against the key; StudioError where either cannot be read or words are unknown."""
    truth = _open_key(folder / KEY)
    given = _read_form(answers or folder / ANSWERS)
    missing = sorted(set(truth) - set(given))
    if missing:
        raise StudioError(f"{answers or folder / ANSWERS} has no answer for {missing[0]}.", "Fill in every line.")
    right = {name: [given[name][fact] == truth[name][fact] for fact in ASKED] for name in truth}
    wrong = tuple(
        f"{name}: {fact} is {truth[name][fact]}, named {given[name][fact] or 'not at all'}"
        for name in sorted(truth)
        for fact in ASKED
        if given[name][fact] != truth[name][fact]
    )
    by_fact = {str(fact): sum(row[i] for row in right.values()) for i, fact in enumerate(ASKED)}
    return Verdict(len(truth), sum(all(row) for row in right.values()), by_fact, wrong)


def words_for(fact: Fact) -> list[str]:
    """What may be answered."""
    return [str(value) if value else NOTHING for value in values_of(fact)]


def _facts(story: HeldOut) -> dict[str, str]:
    return {fact: str(getattr(story.scene, fact) or NOTHING) for fact in ASKED}


def _write_form(path: Path, names: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        form = csv.writer(file)
        form.writerow(["picture", *(f"{fact} ({' '.join(words_for(fact))})" for fact in ASKED)])
        form.writerows([name, *("" for _ in ASKED)] for name in names)


def _open_key(path: Path) -> dict[str, dict[str, str]]:
    try:
        sealed = msgspec.json.decode(path.read_bytes(), type=dict[str, str])["sealed"]
        return msgspec.json.decode(base64.b64decode(sealed, validate=True), type=dict[str, dict[str, str]])
    except (OSError, KeyError, ValueError) as error:  # msgspec's and base64's errors are ValueErrors
        raise StudioError(f"The key {path} cannot be read: {error}.", "Write the blind test anew.") from error


def _read_form(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row][1:]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudioError(f"The answers {path} cannot be read: {error}.", "Save them as CSV in UTF-8.") from error
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        cells = [cell.strip().lower() for cell in row[1:]] + [""] * len(ASKED)
        found[row[0].strip()] = dict(zip(ASKED, cells, strict=False))
        for fact in ASKED:
            if found[row[0].strip()][fact] not in {"", *words_for(fact)}:
                raise StudioError(
                    f"{path}: {row[0]} has {fact} “{found[row[0].strip()][fact]}”.",
                    f"Use one of {', '.join(words_for(fact))}.",
                )
    return found
