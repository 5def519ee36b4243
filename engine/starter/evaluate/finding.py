"""Part "retrieval": is the last panel's own picture found among others, and does plain text find it as well?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.nn import functional as F

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown
from engine.starter.evaluate.generation import GILL, fitting_captions
from engine.starter.evaluate.metrics import ranks
from engine.starter.evaluate.store import Columns
from engine.starter.story.describe import describe
from engine.starter.story.splits import Part
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from engine.facade import Engine

SCORE_LAST, SCORE_FITTING = "text-picture score, last caption", "text-picture score, last captions that fit"
SCORE_TRUE = "text-picture score, true description"
NAMES = (*GILL.values(), SCORE_LAST, SCORE_FITTING, SCORE_TRUE)
DEPTHS = (1, 5, 10)


def measure_retrieval(bench: Bench) -> dict[str, Columns]:
    """R@1, 5 and 10 (0 or 1) by story among the candidates of its part: last panels of other held-out stories."""
    found: dict[str, Columns] = {}
    for part in PARTS:
        placed = bench.results().columns(f"retrieval/{part}/{bench.config.candidates}", partial(_found, bench, part))
        for name in NAMES:
            found[f"{part}/{name}"] = {f"R@{k}": [float(rank < k) for rank in placed[name]] for k in DEPTHS}
    return found


def _found(bench: Bench, part: Part) -> Columns:
    """The rank (0 is first) of each story's own picture, by way of asking."""
    stories = bench.stories(part)
    others = bench.stories(part, max(bench.config.candidates - len(stories), 1), first=len(stories))
    return {name: list(map(float, found)) for name, found in all_ranks(bench, stories, others).items()}


def all_ranks(bench: Bench, stories: Sequence[HeldOut], others: Sequence[HeldOut]) -> dict[str, Sequence[int]]:
    """Ranks of the stories' own last pictures among theirs and the others'."""
    engine = bench.engine
    pictures = [story.picture(-1) for story in itertools.chain(stories, others)]
    features = engine.prompter.features(pictures, bench.context)
    candidates = engine.gill.picture_vectors(features).cpu()
    own = list(range(len(stories)))
    found: dict[str, Sequence[int]] = {}
    for shown, name in GILL.items():
        queries = torch.stack([_query(bench, story, shown, i, len(stories)) for i, story in enumerate(stories)])
        found[name] = ranks((queries @ candidates.T).double().numpy(), own).tolist()
    projected = F.normalize(features.cpu() @ projection(bench.folders.vision), dim=-1)
    for name, text in (
        (SCORE_LAST, lambda story: story.caption),
        (SCORE_FITTING, lambda story: fitting_captions(engine, story)),
        (SCORE_TRUE, lambda story: describe(story.scene)),
    ):
        scores = text_vectors(engine, [text(story) for story in stories]) @ projected.T
        found[name] = ranks(scores.double().numpy(), own).tolist()
    return found


def projection(vision: Path) -> Tensor:
    """The vision tower's projection (d, width) to the space it shares with the text encoder; GILL does without it."""
    path = vision / "open_clip_model.safetensors"
    try:
        with safe_open(path, framework="pt") as file:
            tensor: Tensor = file.get_tensor("visual.proj").float()
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{path} has no projection visual.proj: {error}", "Evaluate a starter model.") from error
    return tensor


@torch.no_grad()
def text_vectors(engine: Engine, texts: Sequence[str]) -> Tensor:
    """Normalised pooled features (n, width) of the painter's text encoder: CLIP's text side."""
    pipeline = engine.prepare_painting().pipeline
    tokens = pipeline.tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
    pooled: Tensor = pipeline.text_encoder(tokens.input_ids.to(pipeline.text_encoder.device)).pooler_output
    return F.normalize(pooled.float(), dim=-1).cpu()


def _query(bench: Bench, story: HeldOut, shown: Shown, number: int, count: int) -> Tensor:
    bench.context.step(f"asking with the {shown}", number + 1, count)
    return bench.engine.gill.query_vector(bench.engine.image_states(story.context(shown))).cpu()
