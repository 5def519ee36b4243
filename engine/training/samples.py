"""Pictures painted for held-out captions before and after a training, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from engine.choice import PaintDefaults
from engine.context import RunContext
from engine.models.conditioning import condition
from engine.models.gill import Gill
from engine.models.painter import Painter, PaintOptions
from engine.training.examples import Example
from engine.training.layout import Layout
from engine.training.objective import hidden_states
from engine.training.rows import assemble
from gill_studio.core.training import TrainingSample


def paint_samples(
    models: Mapping[str, Gill],
    painter: Painter,
    painting: PaintDefaults,
    examples: Sequence[Example],
    files: Mapping[str, Path],
    folder: Path,
    context: RunContext | None = None,
) -> tuple[TrainingSample, ...]:
    """A sample of each example: what each model ("before", "after") has painted for its caption, with equal noise."""
    context = context or RunContext()
    folder.mkdir(parents=True, exist_ok=True)
    options = PaintOptions(painting.steps, painting.guidance)
    painted: dict[tuple[str, int], Path] = {}
    for name, gill in models.items():
        for number, example in enumerate(examples):
            context.step(f"painting samples {name}", number, len(examples))
            told = condition("gill", gill, painter, example.caption, _states(gill, example.caption))
            (image,) = painter.paint(told.embeddings, told.negative, [number], options)
            painted[name, number] = folder / f"{number + 1}-{name}.png"
            image.save(painted[name, number])
    return tuple(
        TrainingSample(
            example.caption, files[example.key], painted.get(("before", number)), painted.get(("after", number))
        )
        for number, example in enumerate(examples)
    )


@torch.no_grad()
def _states(gill: Gill, caption: str) -> torch.Tensor:
    row = Layout(gill).asking([(0, gill.language.encode(caption))])
    rows = assemble([row], gill.config.image_token_ids, gill.config.visual_tokens).to(gill.language.device)
    pooled = torch.zeros(1, gill.config.vision_width, device=gill.language.device)
    (hidden,) = hidden_states(gill, (rows,), pooled)
    return hidden[rows.states[..., 0], rows.states[..., 1]][0].float()
