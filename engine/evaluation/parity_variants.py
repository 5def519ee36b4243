"""Every way the same weights can reach the engine; all must give the authors' numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from transformers import CLIPVisionModel

from engine.evaluation.parity_fixture import ParityFixture
from engine.models.adapter import AdapterBundle
from engine.models.adapter_files import read_adapter, save_adapter
from engine.models.authors_format import read_authors_adapter, write_authors_adapter
from engine.models.vision import (
    VisionBackbone,
    clip_preprocess,
    load_vision,
    open_clip_tower,
    open_clip_vision,
)


def variants(fixture: ParityFixture, work: Path) -> Iterator[tuple[str, VisionBackbone, AdapterBundle]]:
    """Each way to the same numbers: its name, the vision encoder and the adapter as it was read."""
    fixture.write_checkpoint(work)
    bundle = read_authors_adapter(work)
    plain = load_vision(fixture.vision_folder)
    yield "transformers vision", plain, bundle
    clip = CLIPVisionModel.from_pretrained(fixture.vision_folder)
    preprocess = clip_preprocess(fixture.vision_folder, clip.config.image_size)
    yield "open_clip vision", open_clip_vision(open_clip_tower(clip), preprocess), bundle
    save_adapter(work / "native", bundle)
    yield "native round trip", plain, read_adapter(work / "native")
    for prefix in (False, True):
        folder = work / f"authors-{prefix}"
        write_authors_adapter(folder, bundle, module_prefix=prefix)
        name = "authors' round trip" + (", module. prefix" if prefix else "")
        yield name, plain, read_authors_adapter(folder)
