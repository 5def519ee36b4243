"""Pictures painted for held-out captions, without a trace in what is trained: before, after, and meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from PIL import Image

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

_FEW_STEPS = 8


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
            painted[name, number] = folder / f"{number + 1}-{name}.png"
            paint_sample(gill, painter, example.caption, number, options).save(painted[name, number])
    return tuple(
        TrainingSample(
            example.caption, files[example.key], painted.get(("before", number)), painted.get(("after", number))
        )
        for number, example in enumerate(examples)
    )


def paint_sample(
    gill: Gill, painter: Painter, caption: str, seed: int, options: PaintOptions, context: RunContext | None = None
) -> Image.Image:
    """What the model has painted for a caption alone. Its adapter may be in training: nothing of it is changed."""
    with _untouched(gill):
        told = condition("gill", gill, painter, caption, _states(gill, caption))
        (image,) = painter.paint(told.embeddings, told.negative, [seed], options, context)
    return image


class ModelEasel:
    """Paints what a model in training would paint now, in few steps: enough to see what it is."""

    def __init__(self, gill: Gill, painter: Painter, painting: PaintDefaults) -> None:
        self._gill, self._painter = gill, painter
        self._options = PaintOptions(min(painting.steps, _FEW_STEPS), painting.guidance)

    def prepare(self) -> None:
        """See Easel."""
        with _untouched(self._gill):
            self._painter.prepare()

    def paint(self, example: Example, seed: int, context: RunContext) -> Image.Image:
        """See Easel."""
        return paint_sample(self._gill, self._painter, example.caption, seed, self._options, context)


@contextmanager
def _untouched(gill: Gill) -> Iterator[None]:
    """Leaves the adapter's mode and the random numbers that others draw as they were."""
    trains, device = gill.adapter.training, gill.language.device
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []), torch.no_grad():
        gill.adapter.eval()
        try:
            yield
        finally:
            gill.adapter.train(trains)


def _states(gill: Gill, caption: str) -> torch.Tensor:
    row = Layout(gill).asking([(0, gill.language.encode(caption))])
    rows = assemble([row], gill.config.image_token_ids, gill.config.visual_tokens).to(gill.language.device)
    pooled = torch.zeros(1, gill.config.vision_width, device=gill.language.device)
    (hidden,) = hidden_states(gill, (rows,), pooled)
    return hidden[rows.states[..., 0], rows.states[..., 1]][0].float()
