"""Part "mappers": GILLMapper against the simpler maps of the paper's Table 3, each in an adapter of its own."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from engine.loading import LoadedModel
from engine.models.adapter_files import read_adapter
from engine.models.gill import Gill
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown
from engine.starter.evaluate.generation import by_gill, columns_of, mean_columns, paint_all
from engine.starter.evaluate.reader import right
from engine.starter.evaluate.store import Columns, folder_fingerprint
from engine.starter.story.describe import describe
from engine.starter.story.splits import Part

if TYPE_CHECKING:
    from PIL import Image

    from engine.facade import Engine

LOSS = "generation loss"


def measure_mappers(bench: Bench) -> dict[str, Columns]:
    """Generation loss and facts right by story, with full context, for each adapter folder that is compared."""
    found: dict[str, Columns] = {}
    for name, folder in bench.config.ablations.items():
        task = _Ablation(bench, name, folder)
        key = f"{folder_fingerprint(folder)[:16]}/{bench.config.steps}/{bench.config.guidance:g}/{bench.config.seeds}"
        for part in PARTS:
            found[f"{part}/{name}"] = bench.results(("language", "vision", "painter")).columns(
                f"mappers/{part}/{key}", partial(task.measured, part)
            )
    return found


def with_adapter(engine: Engine, folder: Path) -> Engine:
    """The same backbones and painter with another adapter; ModelError where it does not fit them."""
    from engine.facade import Engine

    gill = Gill(engine.gill.language, engine.gill.vision, read_adapter(folder))
    return Engine(LoadedModel(gill, engine.painter))


@torch.no_grad()
def generation_losses(engine: Engine, stories: list[HeldOut], shown: Shown = Shown.FULL) -> list[float]:
    """GILL eq. 3, story by story: squared error of the map's output to the encoding of what the context reveals.

    Relative to the variance of these encodings over the stories, so that 1 is what their mean would get.
    """
    told = torch.stack([by_gill(shown)(engine, story) for story in stories]).float().cpu()
    texts = [describe(story.scene, story.revealed(shown)) for story in stories]
    wanted = torch.cat([engine.prepare_painting().encode_texts([text]) for text in texts]).cpu()
    variance = (wanted - wanted.mean(0)).square().mean().clamp(min=1e-12)
    losses: list[float] = ((told - wanted).square().mean((1, 2)) / variance).tolist()
    return losses


class _Ablation:
    """The measurement of one adapter, which is loaded when it is first needed."""

    def __init__(self, bench: Bench, name: str, folder: Path) -> None:
        self._bench, self._name, self._folder = bench, name, folder

    @cached_property
    def engine(self) -> Engine:
        return with_adapter(self._bench.engine, self._folder)

    def measured(self, part: Part) -> Columns:
        bench, stories, runs = self._bench, self._bench.stories(part), []
        for run in range(bench.config.seeds):
            images: list[Image.Image] = []
            for batch in paint_all(self.engine, stories, by_gill(Shown.FULL), run, bench.config):
                images += batch
                bench.context.step(f"painting: {self._name}, {part}", len(images), len(stories))
            runs.append(columns_of(right(bench.reader, images, [story.scene for story in stories])))
        return {LOSS: generation_losses(self.engine, stories), **mean_columns(runs)}
