"""What all measurements share: the model, the reader and the stories, each made when it is first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.catalogue import ModelFolders
from engine.context import RunContext
from engine.starter.bundle import SETTINGS
from engine.starter.evaluate.contexts import HeldOut, held_out
from engine.starter.evaluate.reader import FactReader, ReaderConfig
from engine.starter.evaluate.schooling import schooled_reader, world_fingerprint
from engine.starter.evaluate.store import Results, folder_fingerprint
from engine.starter.story.splits import Part
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from PIL import Image

    from engine.facade import Engine
    from engine.models.painter import Painter

ROLES = ("language", "vision", "painter", "adapter")


@dataclass(frozen=True)
class EvaluationConfig:
    """What is measured, and on how much. `stories` counts those of each held-out part.

    Steps and guidance are the bundle's own; its guidance was chosen by the part "guidance", on training stories.
    """

    stories: int = 200
    seeds: int = 2
    steps: int = int(SETTINGS["steps"])
    guidance: float = SETTINGS["guidance"]
    candidates: int = 500
    """Pictures to retrieve from."""
    pool: int = 1500
    """Pictures that sub-collections for the decision module are drawn from."""
    exam: int = 1500
    """Pictures the reader itself is tried on."""
    batch: int = 20
    """Pictures painted at once."""
    ablations: Mapping[str, Path] = field(default_factory=dict)
    """Adapter folders by name, for Table 3's comparison of maps."""
    reader: ReaderConfig = field(default_factory=ReaderConfig)


QUICK = EvaluationConfig(stories=20, seeds=1, candidates=100, pool=200, exam=300)
"""A look in a minute or two; its intervals are wide."""


class Bench:
    """A model under test. Loads nothing until something has to be measured."""

    def __init__(
        self,
        folders: ModelFolders,
        work: Path,
        config: EvaluationConfig | None = None,
        *,
        device: str = "cpu",
        context: RunContext | None = None,
    ) -> None:
        self.config, self.work, self.device = config or EvaluationConfig(), work, device
        self.context = context or RunContext()
        self.folders = folders
        self._stories: dict[tuple[Part, int, int], list[HeldOut]] = {}

    def results(self, roles: tuple[str, ...] = ROLES) -> Results:
        """What has been measured of these roles' weights in this world, on so many stories, by this reader.

        What depends on few of the weights outlives changes of the others. What only one part of the evaluation
        depends on stands in the names of its columns.
        """
        key = {
            "model": {role: self._fingerprints[role] for role in roles},
            "world": self._world,
            "device": self.device,
            "stories": self.config.stories,
            "reader": self.config.reader,
        }
        return Results(self.work / "results", key)

    @cached_property
    def fingerprint(self) -> str:
        """Which model this is."""
        return hashlib.sha256(repr(self._fingerprints).encode()).hexdigest()

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        folders = {role: getattr(self.folders, role) for role in ROLES}
        return {role: folder_fingerprint(folder) if folder else "" for role, folder in folders.items()}

    @cached_property
    def _world(self) -> str:
        return world_fingerprint()

    @cached_property
    def reader(self) -> FactReader:
        """The schooled reader of facts."""
        return schooled_reader(self.work, self.config.reader, self.context)

    @cached_property
    def engine(self) -> Engine:
        """The model, in float32."""
        from engine.facade import Engine

        return Engine.load(self.folders, device=self.device, context=self.context)

    @property
    def decides(self) -> bool:
        """Whether the model has a decision module."""
        from engine.models.adapter_files import read_config

        return self.folders.adapter is not None and read_config(self.folders.adapter).decision is not None

    @property
    def painter(self) -> Painter:
        """The model's painter; ModelError when it has none."""
        return self.engine.prepare_painting()

    @cached_property
    def size(self) -> int:
        """Side of the world's pictures in pixels: what the painter paints, too."""
        if self.engine.painter is None:
            raise ModelError(f"The model {self.folders.name} has no painter.", "Choose a model that paints.")
        return self.engine.painter.native_size

    def stories(self, part: Part, count: int | None = None, *, first: int = 0) -> list[HeldOut]:
        """Stories of a held-out part; the same objects each time, so that a picture is drawn once."""
        wanted = (part, count or self.config.stories, first)
        if wanted not in self._stories:
            self._stories[wanted] = held_out(part, wanted[1], self.size, first=first)
        return self._stories[wanted]

    def files(self, images: Sequence[Image.Image]) -> list[Path]:
        """Pictures as PNG files, for verbs that take paths."""
        folder = self.work / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for image in images:
            path = folder / f"{hashlib.sha256(image.tobytes()).hexdigest()[:24]}.png"
            if not path.is_file():
                temporary = path.with_suffix(".part")
                image.save(temporary, "PNG")
                temporary.replace(path)
            paths.append(path)
        return paths
