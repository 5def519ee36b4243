"""Our numbers against the authors': worst errors by group, each with the limit it must keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.decoding.loop import decode
from engine.decoding.options import DecodeOptions, StopRules
from engine.evaluation.likelihood import log_likelihood
from engine.evaluation.parity_fixture import ParityFixture
from engine.models.authors_format import authors_name
from engine.models.gill import Gill
from engine.pictures import Picture
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import ContextPanel, Prompter
from engine.training.objective import Losses, ObjectiveConfig, objective
from engine.training.rows import assemble, captioning_rows, picture_rows

_FREE_RUN = StopRules(eos=False, newline=False, sentence=False, picture=False)
DECODINGS = {
    "greedy": DecodeOptions(max_tokens=16, stop=_FREE_RUN),
    # Both of the authors' scale factors, which compound on the one [IMG1] they share.
    "greedy_min4_scale1.4": DecodeOptions(max_tokens=16, min_words=4, authors_factor=1.4 * 1.4, stop=_FREE_RUN),
}


GROUPS = (
    "token ids",
    "pooled",
    "caption_embs",
    "retrieval_embs",
    "next_logits",
    "img_hidden",
    "ret_text_emb",
    "gen_emb",
    "decision",
    "log_likelihood",
    "greedy ids",
    "greedy ids after edits",
    "training losses (relative)",
    "trained tensors",
    "gradient norms (relative)",
)
"""What a fixture has to hold golden values of."""


@dataclass(frozen=True)
class Check:
    """The worst error of one group, beside the limit that it must not pass."""

    group: str
    worst: float
    limit: float

    @property
    def passed(self) -> bool:
        """Whether the error is within the limit; NaN is not."""
        return self.worst <= self.limit


def run_checks(fixture: ParityFixture, gill: Gill) -> list[Check]:
    """Every group of golden values, inference first, training last. Leaves gradients behind."""
    prompter = Prompter(gill)
    found: dict[str, Check] = {}
    for check in (
        *_tokens(fixture, gill),
        *_pictures(fixture, prompter),
        *_stories(fixture, prompter),
        *_cached_decoding(fixture, prompter),
        *_training(fixture, gill),
    ):
        before = found.get(check.group)
        # `not <=` rather than `>`: a NaN replaces what was there, and is never replaced by a number.
        if before is None or (before.worst == before.worst and not check.worst <= before.worst):
            found[check.group] = check
    return list(found.values())


def _tokens(fixture: ParityFixture, gill: Gill) -> Iterator[Check]:
    """Token ids: BOS and words of each text part, as spliced by the prompter."""
    prompter = Prompter(gill)
    for name, parts in fixture.golden["prompt_ids"].items():
        expected: list[int] = []
        for part in parts:
            expected += [-1] * gill.config.visual_tokens if part == "image" else part
        pieces = prompter.pieces(fixture.panels(fixture.golden["stories"][name]))
        found = [piece if isinstance(piece, int) else -1 for piece in pieces]
        yield Check("token ids", float(found != expected), 0.0)


def _pictures(fixture: ParityFixture, prompter: Prompter) -> Iterator[Check]:
    gill, golden = prompter.gill, fixture.tensors
    for i, picture in enumerate(fixture.pictures):
        pooled = prompter.features([picture])
        yield Check("pooled", _error(pooled[0], golden[f"pooled/{i}"]), 1e-4)
        vectors = gill.caption_vectors(pooled)[0]
        yield Check("caption_embs", _error(vectors, golden[f"caption_embs/{i}"]), 1e-4)
        with torch.no_grad():
            embedding = gill.adapter.retrieval_embeddings(pooled)[0]
        yield Check("retrieval_embs", _error(embedding, golden[f"retrieval_embs/{i}"]), 1e-4)


def _stories(fixture: ParityFixture, prompter: Prompter) -> Iterator[Check]:
    gill, golden = prompter.gill, fixture.tensors
    for name, story in fixture.golden["stories"].items():
        panels = fixture.panels(story)
        hidden, past = PrefixCache(prompter).read(prompter.pieces(panels), _shown(panels))
        states = gill.image_states(past)
        yield Check("next_logits", _error(gill.logits(hidden), golden[f"next_logits/{name}"]), 2e-4)
        yield Check("img_hidden", _error(states, golden[f"img_hidden/{name}"]), 2e-4)
        yield Check("ret_text_emb", _error(gill.query_vector(states), golden[f"ret_text_emb/{name}"]), 1e-5)
        yield Check("gen_emb", _error(gill.painter_embeddings(states), golden[f"gen_emb/{name}"]), 2e-4)
        decision = torch.tensor(gill.decide(states) or [float("nan")] * 2)
        yield Check("decision", _error(decision, torch.tensor(fixture.golden["decision"][name])), 1e-5)
        expected, found = fixture.golden["log_likelihood"][name], log_likelihood(prompter, panels)
        if expected is None or found is None:
            yield Check("log_likelihood", 0.0 if expected is found else float("inf"), 1e-4)
        else:
            yield Check("log_likelihood", abs(found - expected), 1e-4)


def _cached_decoding(fixture: ParityFixture, prompter: Prompter) -> Iterator[Check]:
    """Greedy ids from a cold start, and with a prefix cache that has just read the story otherwise."""
    for name, story in fixture.golden["stories"].items():
        panels = fixture.panels(story)
        for decoding, options in DECODINGS.items():
            expected = fixture.golden["generated_ids"][name][decoding]
            found = _greedy(prompter, PrefixCache(prompter), panels, options)
            yield Check("greedy ids", float(found != expected), 0.0)
            for edited in edits(panels):
                cache = PrefixCache(prompter)
                _greedy(prompter, cache, edited, options)
                found = _greedy(prompter, cache, panels, options)
                yield Check("greedy ids after edits", float(found != expected), 0.0)


def edits(panels: Sequence[ContextPanel]) -> list[list[ContextPanel]]:
    """The story with a caption changed at its start, in its middle and at its end, and grown and cut."""
    stories = []
    for place in (0, len(panels) // 2, len(panels) - 1):
        edited = list(panels)
        edited[place] = ContextPanel(panels[place].caption + " And then", panels[place].picture)
        stories.append(edited)
    return [*stories, [*panels, ContextPanel("A new day.")], list(panels[:-1])]


def _greedy(
    prompter: Prompter, cache: PrefixCache, panels: Sequence[ContextPanel], options: DecodeOptions
) -> list[int]:
    hidden, past = cache.read(prompter.pieces(panels), _shown(panels))
    ids: list[int] = []
    for _, candidate in decode(prompter.gill, hidden, past, options, [0]):
        ids = candidate.ids
    return ids


def _training(fixture: ParityFixture, gill: Gill) -> Iterator[Check]:
    """Losses and gradient norms of one step, as the authors pack and label."""
    training = fixture.golden["training"]
    for run, packed in (("single", False), ("packed", True)):
        gill.adapter.zero_grad()
        losses = training_losses(fixture, gill, packed=packed)
        total = losses.total(ObjectiveConfig())
        total.backward()
        expected = training["runs"][run]
        found = {
            "ce/captioning": losses.captioning,
            "ce/retrieval": losses.picture_words,
            "ce/generation": losses.picture_words,
            "infonce/text_to_image": losses.text_to_image,
            "infonce/image_to_text": losses.image_to_text,
            "generation_l2": losses.generation,
            "total": total,
        }
        for name, value in found.items():
            yield Check("training losses (relative)", _relative(float(value.detach()), expected[name]), 1e-4)
        norms = {authors_name(n): _norm(p) for n, p in gill.adapter.named_parameters()}
        yield Check("trained tensors", float(set(norms) != set(expected["grad_norm"])), 0.0)
        for name, norm in expected["grad_norm"].items():
            error = _relative(norms.get(name, float("nan")), norm)
            yield Check("gradient norms (relative)", error, 1e-3)


def training_losses(fixture: ParityFixture, gill: Gill, *, packed: bool) -> Losses:
    """The objective on the fixture's four pairs: its pictures, and the first one's pixels mirrored."""
    training, config = fixture.golden["training"], gill.config
    gill.adapter.requires_grad_(requires_grad=True)
    pixels = [gill.vision.preprocess(picture.decode()) for picture in fixture.pictures]
    pooled = gill.vision.pooled(torch.stack([*pixels, pixels[0].flip(-1)]))
    captions = [
        row[1 : length - config.image_tokens]
        for row, length in zip(training["tokens"], training["lengths"], strict=True)
    ]
    seed, shape = training["target_rng"]
    targets = torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, dtype=np.float32))
    bos, layout = gill.language.bos, (config.image_token_ids, config.visual_tokens)
    return objective(
        gill,
        assemble(captioning_rows(captions, bos, packed=packed), *layout),
        assemble(picture_rows(captions, bos, packed=packed, label_second=False), *layout),
        pooled,
        targets,
    )


def _shown(panels: Sequence[ContextPanel]) -> list[Picture]:
    return [panel.picture for panel in panels if panel.picture is not None]


def _error(found: Tensor, expected: Tensor) -> float:
    if found.shape != expected.shape:
        return float("inf")
    return float((found.detach().float() - expected.float()).abs().max())


def _relative(found: float, expected: float) -> float:
    return abs(found - expected) / max(abs(expected), 1e-12)


def _norm(parameter: torch.nn.Parameter) -> float:
    return float(parameter.grad.norm()) if parameter.grad is not None else float("nan")
