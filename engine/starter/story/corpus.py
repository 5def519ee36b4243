r"""Texts for the language model, in which words stand in for the pictures.

One text is what the engine will feed later, with stand-ins where pictures or [IMG] tokens will be::

    BOS caption ( fox red beach day kite nobody happy )\n caption ( ... )\n caption ... EOS

- A panel is its caption and, if it is shown, its picture; `SEPARATOR` ("\n") stands between panels, not after the
  last one. A caption begins without a space and contains no newline, so it ends at a newline or at EOS.
- A picture that is *seen* stands between `SEEN_OPEN` and `SEEN_CLOSE` (" (" and " )"): there the adapter's k visual
  vectors go. Its seven words, one of each of the `COLUMNS`, are all true.
- A picture that is *asked for* stands between `ASKED_OPEN` and `ASKED_CLOSE` (" [" and " ]"), right behind its
  caption: there the r = 8 [IMG] tokens go (`IMG_WORDS` names the words whose mean embeddings they start from).
  Facts that the context does not reveal are " ?" in it. A description of what it reveals may follow.
- A picture's caption follows it at once: `BOS ( fox red ... )a happy fox in a red scarf ... EOS`; so what comes
  behind " )" is a description, and what comes behind a newline is a story.

All pieces are cut so that a byte-level tokenizer (GPT-2's splitting) treats the whole text and the single pieces
alike: captions, stand-ins and delimiters may be tokenized apart, as the engine does. `Text.learnt` marks the
pieces that are worth predicting: a seen picture is never predicted, it is given.

Writers call their heroes what they like, so names have to be remembered, not known: half of the stories are told of
heroes with invented names, and some texts say random words and names twice, which teaches to look back soonest.
Writers also leave captions out where a picture tells enough: so do some of the texts, in which the pictures are then
needed to understand what follows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine.starter.story.describe import EVERYTHING, STYLES, describe
from engine.starter.story.model import Detail, StoryPanel
from engine.starter.story.reveal import known_details, known_facts
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import Part, chain_of, may_be_trained_on, story_of
from engine.starter.story.words import NAMES
from engine.starter.world.facts import ANIMALS, FEELINGS, PLACES, PROPS, SCARVES, TIMES, Fact, Scene

SEPARATOR: Final = "\n"
SEEN_OPEN, SEEN_CLOSE = " (", " )"
ASKED_OPEN, ASKED_CLOSE = " [", " ]"
UNKNOWN: Final = " ?"
NO_PROP: Final = " nothing"
NO_FRIEND: Final = " nobody"


def _spaced(values: Collection[StrEnum]) -> tuple[str, ...]:
    return tuple(f" {value}" for value in values)


COLUMNS: Final[tuple[tuple[StrEnum, tuple[str, ...]], ...]] = (
    (Fact.ANIMAL, _spaced(ANIMALS)),
    (Fact.SCARF, _spaced(SCARVES)),
    (Fact.PLACE, _spaced(PLACES)),
    (Fact.TIME, _spaced(TIMES)),
    (Fact.PROP, (NO_PROP, *_spaced(PROPS))),
    (Detail.FRIEND, (NO_FRIEND, *_spaced(ANIMALS))),
    (Detail.FEELING, _spaced(FEELINGS)),
)
"""What the seven words of a stand-in tell, in order, and the words each of them can be."""
IMG_WORDS: Final[tuple[tuple[str, ...], ...]] = ((ASKED_OPEN,), *(words for _, words in COLUMNS))
"""For [IMG1] to [IMG8]: the words whose mean embedding is a good start."""
_DELIMITERS: Final = (SEPARATOR, SEEN_OPEN, SEEN_CLOSE, ASKED_OPEN, ASKED_CLOSE, UNKNOWN)
SINGLE_TOKENS: Final = tuple(dict.fromkeys((*_DELIMITERS, *(word for _, words in COLUMNS for word in words))))
"""Pieces that have to be one token each."""
_RENAMED = 0.5  # of the texts that tell of heroes
_SILENT = 0.1  # of the texts with pictures: each shown panel's caption is then left out with even odds
_ECHOED = SINGLE_TOKENS[len(_DELIMITERS) :]
_ALL_NAMES = tuple(name for names in NAMES.values() for name in names)
_NAME = re.compile(rf"\b({'|'.join(_ALL_NAMES)})\b")
_ONSETS = ("B", "Br", "D", "F", "G", "Gr", "H", "J", "K", "L", "M", "N", "P", "Qu", "R", "S", "Sh", "T", "Tr", "V", "Z")
_MIDDLES = ("a", "e", "i", "o", "u", "oo", "ai", "y")
_ENDINGS = (
    "bo",
    "dle",
    "fin",
    "gar",
    "ko",
    "la",
    "lix",
    "mo",
    "na",
    "nk",
    "per",
    "ra",
    "sy",
    "ta",
    "tz",
    "vin",
    "x",
    "zu",
)


@dataclass(frozen=True, slots=True)
class Text:
    """One training text without BOS: its pieces, which of them to predict, and whether EOS ends it."""

    pieces: tuple[str, ...]
    learnt: tuple[bool, ...]
    ended: bool

    @property
    def whole(self) -> str:
        """The text in one piece."""
        return "".join(self.pieces)


def stand_in(scene: Scene, known: Collection[StrEnum] = EVERYTHING) -> tuple[str, ...]:
    """The seven words for a picture of the scene, " ?" for each fact or detail that is not known."""
    true = (
        f" {scene.animal}",
        f" {scene.scarf}",
        f" {scene.place}",
        f" {scene.time}",
        f" {scene.prop}" if scene.prop else NO_PROP,
        f" {scene.friend.animal}" if scene.friend else NO_FRIEND,
        f" {scene.feeling}",
    )
    return tuple(word if fact in known else UNKNOWN for word, (fact, _) in zip(true, COLUMNS, strict=True))


class _Writer:
    """Collects pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._learnt: list[bool] = []

    def put(self, *pieces: str, learnt: bool) -> None:
        self._pieces += pieces
        self._learnt += [learnt] * len(pieces)

    def see(self, scene: Scene) -> None:
        self.put(SEEN_OPEN, *stand_in(scene), SEEN_CLOSE, learnt=False)

    def ask(self, scene: Scene, known: Collection[StrEnum]) -> None:
        self.put(ASKED_OPEN, learnt=False)
        self.put(*stand_in(scene, known), ASKED_CLOSE, learnt=True)

    def panels(self, panels: Sequence[StoryPanel], shown: Sequence[bool]) -> None:
        for number, (panel, is_shown) in enumerate(zip(panels, shown, strict=True)):
            if number:
                self.put(SEPARATOR, learnt=True)
            if panel.caption:
                self.put(panel.caption, learnt=True)
            if is_shown:
                self.see(panel.scene)

    def text(self, *, ended: bool) -> Text:
        return Text(tuple(self._pieces), tuple(self._learnt), ended)


def told(panels: Sequence[StoryPanel], shown: Sequence[bool], *, ended: bool = True) -> Text:
    """A story, or a part of it that begins anywhere, with the pictures that are shown."""
    writer = _Writer()
    writer.panels(panels, shown)
    return writer.text(ended=ended)


def asked(panels: Sequence[StoryPanel], shown: Sequence[bool], style: int | None = None) -> Text:
    """A context and, for the last of the panels, what it reveals: as a stand-in, and described unless `style` is None.

    `shown` has one entry a panel; the last one is not looked at, since the last picture is what is asked for.
    """
    *before, target = panels
    seen = list(shown[: len(before)])
    facts = known_facts(before, target.caption, seen)
    known = frozenset({*facts, *known_details(before, target.caption, seen)})
    writer = _Writer()
    writer.panels(panels, [*seen, False])
    writer.ask(target.scene, known)
    if style is not None:
        writer.put(describe(target.scene, known, style), learnt=True)
    return writer.text(ended=style is not None)


def captioned(scenes: Sequence[Scene], styles: Sequence[int]) -> Text:
    """Pictures with their full descriptions, several as in a packed training pair."""
    writer = _Writer()
    for number, (scene, style) in enumerate(zip(scenes, styles, strict=True)):
        if number:
            writer.put(SEPARATOR, learnt=True)
        writer.see(scene)
        writer.put(describe(scene, EVERYTHING, style), learnt=True)
    return writer.text(ended=True)


def understood(scene: Scene, known: Collection[StrEnum], style: int) -> Text:
    """A description that tells some of the facts, and the stand-in it asks for."""
    writer = _Writer()
    writer.put(describe(scene, known, style), learnt=True)
    writer.ask(scene, known)
    return writer.text(ended=False)


def renamed(rng: random.Random, text: Text) -> Text:
    """The same text with an invented name for each of its heroes."""
    names: dict[str, str] = {}
    pieces = [_NAME.sub(lambda found: names.setdefault(found[0], _invented(rng)), piece) for piece in text.pieces]
    return replace(text, pieces=tuple(pieces))


def echoed(rng: random.Random) -> Text:
    """Words and names in any order, and the same again; only the second time is predicted.

    A name may stand at the beginning of a line the one time and not the other: those are different tokens.
    """
    words = [rng.choice(_ECHOED) for _ in range(rng.randrange(4, 30))]
    names = {i: rng.choice((_invented(rng), rng.choice(_ALL_NAMES))) for i in range(len(words)) if rng.random() < 0.4}
    first, again = (
        [f"{rng.choice((' ', SEPARATOR))}{names[i]}" if i in names else word for i, word in enumerate(words)]
        for _ in range(2)
    )
    writer = _Writer()
    writer.put(*first, SEPARATOR, learnt=False)
    writer.put(*again, learnt=True)
    return writer.text(ended=True)


def _invented(rng: random.Random) -> str:
    return "".join(rng.choice(part) for part in (_ONSETS, _MIDDLES, _ENDINGS))


def corpus(seed: int, count: int, *, stories: int = 1_000_000, panels: int = 24) -> Iterator[Text]:
    """`count` mixed texts from the training stories number 0 to `stories` - 1.

    Of each hundred about 33 are whole stories, 37 ask for a picture in a story, 10 are captioned pictures, 7
    descriptions, 6 long chains of at least `panels` panels and 7 echoes. The same seed gives the same texts.
    """
    rng = random.Random(f"corpus {seed}")  # noqa: S311 - texts, not secrets
    kinds: tuple[tuple[int, Callable[[random.Random], Text]], ...] = (
        (33, lambda r: _some_told(r, stories)),
        (37, lambda r: _some_asked(r, stories)),
        (10, _some_captioned),
        (7, _some_understood),
        (6, lambda r: _some_chain(r, stories, panels)),
        (7, echoed),
    )
    for _ in range(count):
        text = rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0](rng)
        yield renamed(rng, text) if rng.random() < _RENAMED else text


def some_shown(rng: random.Random, count: int) -> list[bool]:
    """Which of `count` pictures a context shows: none, all, or each with even odds."""
    odds = rng.choice((0.0, 1.0, 1.0, 0.5))
    return [rng.random() < odds for _ in range(count)]


def _some_told(rng: random.Random, stories: int) -> Text:
    panels = story_of(Part.TRAIN, rng.randrange(stories)).panels
    first = rng.choice((0, 0, 0, 0, rng.randrange(len(panels))))
    shown = some_shown(rng, len(panels) - first)
    return told(some_silent(rng, panels[first:], shown), shown)


def _some_asked(rng: random.Random, stories: int) -> Text:
    panels = story_of(Part.TRAIN, rng.randrange(stories)).panels
    target = rng.choice((len(panels) - 1, rng.randrange(len(panels))))
    first = rng.choices((0, target, rng.randrange(target + 1)), (8, 1, 1))[0]
    chosen = panels[first : target + 1]
    shown = some_shown(rng, len(chosen))
    return asked(some_silent(rng, chosen, shown), shown, _some_style(rng))


def some_silent(
    rng: random.Random, panels: Sequence[StoryPanel], shown: Sequence[bool], share: float = _SILENT
) -> list[StoryPanel]:
    """The panels, in a `share` of cases with half of the captions beside shown pictures missing, but for the last."""
    odds = 0.5 if rng.random() < share else 0.0
    *before, target = panels
    silent = [rng.random() < odds and has_picture for has_picture in shown[: len(before)]]
    return [replace(p, caption="") if is_silent else p for p, is_silent in zip(before, silent, strict=True)] + [target]


def _some_style(rng: random.Random) -> int | None:
    return rng.choice((None, None, 0, rng.randrange(STYLES)))


def _some_captioned(rng: random.Random) -> Text:
    scenes = [sample_scene(rng, allowed=may_be_trained_on) for _ in range(rng.choice((1, 2)))]
    return captioned(scenes, [rng.choice((0, 0, 0, rng.randrange(STYLES))) for _ in scenes])


def _some_understood(rng: random.Random) -> Text:
    scene = sample_scene(rng, allowed=may_be_trained_on)
    kept = rng.choice((0.7, 1.0))
    known = {fact for fact, _ in COLUMNS if rng.random() < kept}
    # A description says nothing of a friend who is not there: silence means "nobody", never "?".
    return understood(scene, known | {Detail.FRIEND}, rng.randrange(STYLES))


def _some_chain(rng: random.Random, stories: int, panels: int) -> Text:
    chain = chain_of(rng.randrange(stories), panels=panels).panels
    shown = some_shown(rng, len(chain))
    return told(chain, shown) if rng.random() < 0.5 else asked(chain, shown, _some_style(rng))
