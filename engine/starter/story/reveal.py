"""What a perfect reader can know of a panel from the captions kept and the pictures shown before it.

The reader knows the language, but nothing of plots: a fact is known when a caption told it, or a shown picture
showed it, and every sentence in between lets it be. What is not known yet may still be known to be *the same* as
something else ("home" is where the story began, "it" is what was found); such equalities are kept as shared
`_Unknown` boxes, so that a picture seen later opens the box for every mention.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.starter.story.model import Begin, Deed, Detail, Move, Presence, Reading, StoryPanel
from engine.starter.story.reading import read_caption
from engine.starter.world.facts import Fact, Scene


def known_facts(before: Sequence[StoryPanel], caption: str, pictures_shown: Sequence[bool]) -> frozenset[Fact]:
    """Which of the five facts of a panel its own caption and its context settle.

    `before` are the panels of the context in order, which may begin anywhere in a story; `pictures_shown` says
    for each of them whether its picture is in the context, too (`ValueError` if the numbers differ). The panel's
    own picture is not seen. A panel without a caption tells nothing: the story may have gone anywhere in it.
    That there is no prop is a fact like others, and known when the story says so.
    """
    return _read_all(before, caption, pictures_shown).facts()


def known_details(before: Sequence[StoryPanel], caption: str, pictures_shown: Sequence[bool]) -> frozenset[Detail]:
    """Whether the hero's feeling and the friend's kind are settled in the same sense.

    The feeling is told by the panel's own sentence. The friend is settled when there is none in the panel, or
    when an earlier caption or picture has told what the friend is.
    """
    return _read_all(before, caption, pictures_shown).details()


def shows(picture: Scene, target: Scene, facts: Collection[Fact]) -> bool:
    """Whether a picture of one scene would do for another, as far as these facts go.

    With the facts that a context reveals this is the decision module's truth: retrieving is right when some
    picture of the collection shows them all.
    """
    return all(getattr(picture, fact) == getattr(target, fact) for fact in facts)


def _read_all(before: Sequence[StoryPanel], caption: str, pictures_shown: Sequence[bool]) -> _Reader:
    reader = _Reader()
    for panel, shown in zip(before, pictures_shown, strict=True):
        reader.hear(panel.caption)
        if shown:
            reader.see(panel.scene)
    reader.hear(caption)
    return reader


class _Unknown:
    """Something of which only its identity is known until it is opened."""

    __slots__ = ("open",)

    def __init__(self, *, known: bool = False) -> None:
        self.open = known


class _Reader:
    """Follows a story; `_held` is whether the thing is there, `None` while nobody has said."""

    def __init__(self) -> None:
        self._hero = False
        self._scarf = False
        self._time = False
        self._place, self._home, self._found = _Unknown(), _Unknown(), _Unknown()
        self._thing = _Unknown()
        self._held: bool | None = None
        self._friend = False
        self._last: Reading | None = None

    def hear(self, caption: str) -> None:
        """Take in one caption."""
        if not caption.strip():
            self._anything_may_happen()
            return
        said = self._last = read_caption(caption)
        self._hero = self._hero or said.animal is not None
        self._time = self._time or said.time is not None
        if said.begin is not Begin.NOTHING:
            self._found, self._thing, self._friend = _Unknown(), _Unknown(), False
        self._go(said)
        self._take(said)
        self._friend = self._friend or said.friend_animal is not None

    def see(self, scene: Scene) -> None:
        """Take in the picture of the panel whose caption was heard last."""
        self._hero = self._scarf = self._time = True
        self._place.open = True
        self._held = scene.prop is not None
        self._thing.open = self._thing.open or self._held
        self._friend = self._friend or scene.friend is not None

    def facts(self) -> frozenset[Fact]:
        """What is settled now."""
        prop = self._held is False or (self._held is True and self._thing.open)
        settled = {
            Fact.ANIMAL: self._hero,
            Fact.SCARF: self._scarf,
            Fact.PLACE: self._place.open,
            Fact.TIME: self._time,
            Fact.PROP: prop,
        }
        return frozenset(fact for fact, is_known in settled.items() if is_known)

    def details(self) -> frozenset[Detail]:
        """What is settled beside the facts."""
        if self._last is None or not self._last.known:
            return frozenset()
        here = self._last.presence is Presence.HERE
        return frozenset({Detail.FEELING} | ({Detail.FRIEND} if self._friend or not here else set()))

    def _anything_may_happen(self) -> None:
        self._time, self._held, self._last = False, None, None
        self._place, self._found, self._thing = _Unknown(), _Unknown(), _Unknown()
        self._friend = False

    def _go(self, said: Reading) -> None:
        if said.begin is Begin.STORY:
            self._home = _Unknown(known=said.place is not None)
        if said.begin is Begin.STORY or said.move is Move.HOME:
            self._place = self._home
        elif said.move is Move.FOUND:
            self._place = self._found
        elif said.move is Move.TO:
            self._place = _Unknown()
        self._place.open = self._place.open or said.place is not None

    def _take(self, said: Reading) -> None:
        if said.deed in {Deed.NEW, Deed.SWAP}:
            self._thing, self._found = _Unknown(), self._place
        self._thing.open = self._thing.open or said.prop is not None
        if said.deed is Deed.LOST:
            self._held = False
        elif said.deed is not Deed.KEEP:
            self._held = True
