"""Stage GILL: the adapter, by the engine's own objective, on pairs and on whole stories."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig, PromptFormat
from engine.models.adapter_files import save_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.mapper import MapperConfig
from engine.models.vision import load_vision
from engine.starter.recipe.features import TextEncodings, pooled_features
from engine.starter.recipe.library import training_pictures, training_stories
from engine.starter.recipe.sight import some_facts
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.story.corpus import (
    IMG_WORDS,
    SEEN_CLOSE,
    SEEN_OPEN,
    SEPARATOR,
    some_shown,
    some_silent,
    stand_in,
)
from engine.starter.story.describe import EVERYTHING, STYLES, describe
from engine.starter.story.model import StoryPanel
from engine.starter.story.reveal import known_details, known_facts
from engine.starter.world.facts import Fact, Scene
from engine.training.objective import Distractors, ObjectiveConfig, objective
from engine.training.rows import ImageTokens, Part, Row, Visual, Words, assemble

_PAIRS, _CAPTIONED = 8, 10  # beside the batch's stories
_DISTRACTORS = 1000  # features are at hand, so that telling a picture from many costs next to nothing
_SILENT = 0.5  # of the stories leave captions out: what a picture's vectors lack is felt there
_RIDGE = 1e-2
GILL_WEIGHTS = {"captioning_weight": 1.0, "picture_word_weight": 1.0, "retrieval_weight": 1.0}
_GENERATION_WEIGHT = 3.0  # of the error relative to the encodings' variance


def adapter_config(shop: Workshop, language: LanguageBackbone, vision_width: int) -> AdapterConfig:
    """The starter adapter's sizes, and its prompt as the corpus is written."""
    recipe = shop.recipe
    first = len(language.tokenizer)
    mapper = MapperConfig(
        kind=recipe.gill.mapper,
        width=recipe.gill.mapper_width,
        encoder_layers=recipe.gill.mapper_layers,
        decoder_layers=recipe.gill.mapper_layers,
        heads=4,
        feedforward=4 * recipe.gill.mapper_width,
        queries=recipe.sight.text_window,
        output=recipe.sight.text_width,
    )
    return AdapterConfig(
        language_width=language.width,
        vision_width=vision_width,
        image_token_ids=tuple(range(first, first + recipe.gill.image_tokens)),
        visual_tokens=recipe.gill.visual_tokens,
        retrieval_width=recipe.gill.retrieval_width,
        mapper=mapper,
        prompt=PromptFormat(SEEN_OPEN, SEEN_CLOSE, SEPARATOR, "start"),
    )


class GillTask:
    """Captioning, retrieval and generation; what is to be painted is limited to what the context reveals."""

    name = "gill"

    def __init__(self, shop: Workshop) -> None:
        self.shop, self.config = shop, shop.recipe.gill
        language = LanguageBackbone.load(shop.model / "language", device=shop.device)
        vision = load_vision(shop.model / "vision", device=shop.device)
        adapter = Adapter(adapter_config(shop, language, vision.width))
        self.gill = Gill(language, vision, AdapterBundle(adapter))
        self.module: nn.Module = self.gill.adapter.train()
        self.pictures = training_pictures(shop)
        self.pooled = pooled_features(shop, self.pictures, "training")
        self.stories = training_stories(shop.recipe.world)
        self._codes = fact_codes(self.pictures.scenes)
        self._first = _first_panels(shop.recipe.world.scenes, [len(story.panels) for story in self.stories])
        self.encode = TextEncodings(shop.model / "painter", shop.device, shop.recipe.sight.text_window)
        self._ids: dict[str, tuple[int, ...]] = {}
        init_from_words(self.gill, self.pictures.scenes, self.pooled)
        sample = self.encode([describe(scene) for scene in self.pictures.scenes[-512:]])
        self.objective = ObjectiveConfig(
            generation="mse", generation_weight=_GENERATION_WEIGHT / float(sample.var(0).mean()), **GILL_WEIGHTS
        )

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The engine's objective on pairs, captioned pictures and stories."""
        rng = random.Random(f"gill {step}")  # noqa: S311 - batches, not secrets
        batch = _Batch(self)
        captioning = [batch.captioned(rng) for _ in range(_CAPTIONED)]
        pairs = [batch.pair(rng) for _ in range(_PAIRS)]
        stories = [batch.story(rng) for _ in range(self.config.train.batch)]
        layout = (self.gill.config.image_token_ids, self.gill.config.visual_tokens)
        device = self.shop.device
        asking, telling = assemble(pairs, *layout), assemble(stories, *layout)
        asked = torch.cat([asking.pictures, telling.pictures]).tolist()
        losses = objective(
            self.gill,
            assemble(captioning, *layout).to(device),
            asking.to(device),
            self.pooled[batch.numbers].to(device),
            self.encode(batch.texts),
            self.objective,
            stories=telling.to(device),
            distractors=self._distractors(rng, [batch.numbers[i] for i in asked], [batch.facts[i] for i in asked]),
        )
        parts = {name: getattr(losses, name).detach() for name in losses.__dataclass_fields__}
        parts["generation"] = parts["generation"] * self.objective.generation_weight / _GENERATION_WEIGHT
        return losses.total(self.objective), parts

    def after_step(self, step: int) -> None:
        """Nothing to hold."""

    def ids(self, text: str) -> tuple[int, ...]:
        """Token ids of a text, kept."""
        if text not in self._ids:
            self._ids[text] = tuple(self.gill.language.encode(text))
        return self._ids[text]

    def _distractors(self, rng: random.Random, asked: Sequence[int], facts: Sequence[Collection[Any]]) -> Distractors:
        """Random pictures beside what is asked for, `facts` being what each request tells."""
        others = [self.ordinary(rng) for _ in range(_DISTRACTORS)]
        told = torch.tensor([[fact in known for fact in Fact] for known in facts])
        fits = fitting(self._codes, torch.tensor(asked), torch.tensor(others), told)
        return Distractors(self.pooled[others].to(self.shop.device), fits.to(self.shop.device))

    def ordinary(self, rng: random.Random) -> int:
        """The number of a picture without reserved parts, which GILL is never to meet."""
        while True:
            number = rng.randrange(len(self.pictures))
            if not self.pictures.scenes[number].is_reserved:
                return number

    def number_of(self, story: int, panel: int) -> int:
        """The number of a panel's picture among the training pictures."""
        return self._first[story] + panel


class _Batch:
    """Collects the pictures of a batch, and for each what is to be painted."""

    def __init__(self, task: GillTask) -> None:
        self.task = task
        self.numbers: list[int] = []
        self.texts: list[str] = []
        self.facts: list[Collection[Any]] = []

    def picture(self, number: int, text: str = "", facts: Collection[Any] = ()) -> int:
        """Add a picture, and what is told of it where it is asked for; its place in the batch."""
        self.numbers.append(number)
        self.texts.append(text)
        self.facts.append(facts)
        return len(self.numbers) - 1

    def captioned(self, rng: random.Random) -> Row:
        """One or two pictures, each with its description after it."""
        parts: list[Part] = [self._words_unlabelled()]
        for count in range(rng.choice((1, 2))):
            number = self.task.ordinary(rng)
            style = 0 if rng.random() < 0.75 else rng.randrange(STYLES)
            description = describe(self.task.pictures.scenes[number], EVERYTHING, style)
            parts += [Words(self.task.ids(SEPARATOR), labelled=False)] if count else []
            parts += [*self._seen(number), Words(self.task.ids(description))]
        return [*parts, Words(self._end())]

    def pair(self, rng: random.Random) -> Row:
        """One or two descriptions, each followed by the [IMG] tokens that ask for it."""
        parts: list[Part] = [self._words_unlabelled()]
        for count in range(rng.choice((1, 2))):
            number = self.task.ordinary(rng)
            scene, facts = self.task.pictures.scenes[number], some_facts(rng)
            text = describe(scene, facts, rng.randrange(STYLES))
            parts += [Words(self.task.ids(SEPARATOR), labelled=False)] if count else []
            asked = self.picture(number, describe(scene, facts), facts)
            parts += [Words(self.task.ids(text)), ImageTokens(asked)]
        return parts

    def story(self, rng: random.Random) -> Row:
        """A context from a story and the [IMG] tokens for its last panel, as far as it reveals that."""
        number = rng.randrange(len(self.task.stories))
        panels = self.task.stories[number].panels
        target = rng.choice((len(panels) - 1, rng.randrange(len(panels))))
        start = target if rng.random() < 0.15 else 0
        shown = some_shown(rng, target + 1 - start)
        chosen = some_silent(rng, panels[start : target + 1], shown, _SILENT)
        row, seen = story_row(self.task.gill, chosen, shown, len(self.numbers))
        first = self.task.number_of(number, start)
        for panel in seen:
            self.picture(first + panel)
        facts = revealed(chosen, shown)
        wanted = self.picture(self.task.number_of(number, target), describe(chosen[-1].scene, facts), facts)
        return [*row, ImageTokens(wanted)]

    def _seen(self, number: int) -> list[Part]:
        ids = self.task.ids
        return [
            Words(ids(SEEN_OPEN), labelled=False),
            Visual(self.picture(number)),
            Words(ids(SEEN_CLOSE), labelled=False),
        ]

    def _words_unlabelled(self) -> Words:
        return Words((self.task.gill.language.bos,), labelled=False)

    def _end(self) -> tuple[int, ...]:
        return tuple(self.task.gill.language.eos)[:1]


def story_row(
    gill: Gill, panels: Sequence[StoryPanel], shown: Sequence[bool], first_picture: int
) -> tuple[list[Part], list[int]]:
    """A context up to and with its last caption, as the prompter lays it out, and the panels whose pictures it shows.

    These pictures are numbered from `first_picture` on, in order. To be predicted are the last caption and those
    behind a picture, from which that one's vectors learn what a story makes of it.
    """
    encode, prompt = gill.language.encode, gill.config.prompt
    parts: list[Part] = [Words((gill.language.bos,), labelled=False)]
    seen: list[int] = []
    for i, panel in enumerate(panels):
        last = i == len(panels) - 1
        parts += [Words(tuple(encode(prompt.panel_separator)), labelled=False)] if i else []
        parts += [Words(tuple(encode(panel.caption)), labelled=last or bool(seen))] if panel.caption else []
        if shown[i] and not last:
            opened, closed = (tuple(encode(text)) for text in (prompt.picture_open, prompt.picture_close))
            visual = Visual(first_picture + len(seen))
            parts += [Words(opened, labelled=False), visual, Words(closed, labelled=False)]
            seen.append(i)
    return parts, seen


def revealed(panels: Sequence[StoryPanel], shown: Sequence[bool]) -> frozenset[Any]:
    """What a context settles of its last panel: facts and details."""
    *before, target = panels
    seen = list(shown[: len(before)])
    return known_facts(before, target.caption, seen) | known_details(before, target.caption, seen)


@torch.no_grad()
def init_from_words(gill: Gill, scenes: Sequence[Any], pooled: Tensor) -> None:
    """Start where the language model already understands.

    [IMG] rows are the means of the words they stand for; W_cap is the ridge regression from pooled features to
    the embeddings of the pictures' stand-in words.
    """
    matrix = gill.language.input_matrix.weight.float()
    encode = gill.language.encode
    rows = [matrix[[encode(word)[0] for word in words]].mean(0) for words in IMG_WORDS]
    count = gill.config.image_tokens
    gill.adapter.image_tokens.copy_(torch.stack([rows[i % len(rows)] for i in range(count)]))
    ordinary = [i for i, scene in enumerate(scenes) if not scene.is_reserved][:8000]
    words = [[encode(word)[0] for word in stand_in(scenes[i])] for i in ordinary]
    slots = torch.arange(gill.config.visual_tokens) % len(words[0])
    targets = matrix[torch.tensor(words)][:, slots].flatten(1)
    inputs = torch.cat([pooled[ordinary], torch.ones(len(ordinary), 1)], 1).double()
    gram = inputs.T @ inputs + _RIDGE * len(ordinary) * torch.eye(inputs.shape[1])
    solution = torch.linalg.solve(gram, inputs.T @ targets.cpu().double()).float()
    gill.adapter.caption_head.weight.copy_(solution[:-1].T)
    gill.adapter.caption_head.bias.copy_(solution[-1])


def fitting(codes: Tensor, asked: Tensor, others: Tensor, told: Tensor) -> Tensor:
    """Which other pictures (K,) show all facts told (M, 5) of those asked for (M,), as (M, K) bool.

    `codes` are `fact_codes` of all pictures.
    """
    return ~((codes[asked][:, None] != codes[others][None]) & told[:, None]).any(-1)


def fact_codes(scenes: Sequence[Scene]) -> Tensor:
    """The scenes' facts as numbers (n, 5), equal where the facts are."""
    seen: dict[Fact, dict[Any, int]] = {fact: {} for fact in Fact}
    rows = [[seen[f].setdefault(getattr(scene, f), len(seen[f])) for f in Fact] for scene in scenes]
    return torch.tensor(rows)


def _first_panels(start: int, lengths: Sequence[int]) -> list[int]:
    firsts = []
    for length in lengths:
        firsts.append(start)
        start += length
    return firsts


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a GillTask; Stage is about any task
    save_adapter(shop.model / "adapter", AdapterBundle(task.gill.adapter))


GILL = Stage("gill", lambda recipe: recipe.gill.train, GillTask, _finish)
