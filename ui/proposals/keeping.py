"""Everything offered stays with its panel: candidates as takes and texts of the story, with all that made them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from gill_studio.core.messages import CollectionSummary
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.file import PictureStore
from gill_studio.core.story.model import (
    Authorship,
    OfferedText,
    Origin,
    Painting,
    Panel,
    Recipe,
    Sampling,
    SeenPanel,
    Storyboard,
    Take,
)
from ui.proposals.aim import Question
from ui.proposals.offer import Candidate, Kind, Offer

Record = OfferedText | Take


def text_record(offer: Offer, candidate: Candidate) -> OfferedText:
    """A sentence as the story keeps it."""
    made = offer.question.text_settings
    sampling = Sampling(
        candidate.seed,
        made.temperature,
        made.top_p,
        made.top_k,
        made.repetition_penalty,
        made.max_tokens,
        made.min_words,
        candidate.beginning,
    )
    recipe = replace(_recipe(offer.question, offer.dropped), sampling=sampling)
    return OfferedText(candidate.id, candidate.text, recipe, candidate.score)


def take_record(offer: Offer, candidate: Candidate, picture: PictureRef, collection: CollectionSummary | None) -> Take:
    """A picture as the story keeps it."""
    recipe = _recipe(offer.question, offer.dropped)
    if offer.question.aim.wants_texts:  # what it is for, where that is no panel yet
        recipe = replace(recipe, context=(*recipe.context, SeenPanel(offer.caption)))
    decision = None if offer.decision is None else offer.decision.retrieve
    if candidate.kind is Kind.RETRIEVED:
        place = None if collection is None else collection.id
        return Take(candidate.id, picture, Origin.RETRIEVED, recipe, candidate.score, decision, place, candidate.name)
    made = offer.question.paint_settings
    painting = Painting(candidate.seed, made.steps, made.guidance, made.conditioner, made.size, made.scheduler)
    return Take(candidate.id, picture, Origin.GENERATED, replace(recipe, painting=painting), decision=decision)


def bring_picture(store: PictureStore, candidate: Candidate, *, whole: bool) -> tuple[PictureRef, Path]:
    """Take a candidate's picture into the story: generated ones, and with `whole` all, byte for byte.

    Of the others a thumbnail. What it is, and where it lies from now on. Takes a while: not for the window's thread.
    Errors as of PictureStore.
    """
    if candidate.path is None:
        raise ValueError("There is no picture yet.")
    if candidate.kind is Kind.GENERATED:  # painted into a folder that goes with its job
        picture = store.add_file(candidate.path)
        return picture, store.path_of(picture.sha256)
    adding = store.add_file if whole else store.add_reference
    return adding(candidate.path), candidate.path


def records_of(offer: Offer) -> list[Record]:
    """All candidates that the story can know by now."""
    return [one.record for one in offer.candidates if one.record is not None]


def with_records(board: Storyboard, home: str, records: Sequence[Record]) -> Storyboard:
    """These candidates with a panel, but for those that some panel has already."""
    known = _known(board)
    fresh = [one for one in records if one.id not in known]
    board = edits.with_offered(board, home, [one for one in fresh if isinstance(one, OfferedText)])
    for take in fresh:
        if isinstance(take, Take):
            board = edits.with_take(board, home, take, show=False)
    return board


def with_new_panel(board: Storyboard, after: str, panel: str, records: Sequence[Record], chosen: Record) -> Storyboard:
    """A new panel after another one (at the end where that is gone), which has all candidates and shows `chosen`."""
    board = _without_records(board, {one.id for one in records})
    places = [place for place, one in enumerate(board.panels) if one.id == after]
    made = Panel(
        panel,
        takes=tuple(one for one in records if isinstance(one, Take)),
        offered=tuple(one for one in records if isinstance(one, OfferedText)),
        chosen=chosen.id if isinstance(chosen, Take) else None,
    )
    if isinstance(chosen, OfferedText):
        made = replace(made, caption=chosen.text, authorship=Authorship.PROPOSED)
    return edits.inserted(board, places[0] + 1 if places else len(board.panels), [made])


def _recipe(question: Question, dropped: int) -> Recipe:
    model = question.model
    context = question.context[dropped:]
    if model is None:
        return Recipe("", context=context)
    return Recipe(model.title, model.model_fingerprint, model.adapter_fingerprint, context)


def _known(board: Storyboard) -> set[str]:
    takes = {take.id for panel in board.panels for take in panel.takes}
    return takes | {text.id for panel in board.panels for text in panel.offered}


def _without_records(board: Storyboard, ids: Collection[str]) -> Storyboard:
    """Without candidates that were kept with another panel for the time being; none of them is shown there."""
    panels = tuple(_without(panel, ids) for panel in board.panels)
    return board if panels == board.panels else replace(board, panels=panels)


def _without(panel: Panel, ids: Collection[str]) -> Panel:
    takes = tuple(take for take in panel.takes if take.id not in ids or take.id == panel.chosen)
    offered = tuple(text for text in panel.offered if text.id not in ids)
    if len(takes) == len(panel.takes) and len(offered) == len(panel.offered):
        return panel
    return replace(panel, takes=takes, offered=offered)
