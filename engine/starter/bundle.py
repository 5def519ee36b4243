"""From the recipe's model folder to the bundle that the application carries: small, whole, and checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.catalogue import MODEL_FILE, ModelFolders
from engine.context import RunContext
from engine.facade import Engine
from engine.models.vision import ModuleVision
from engine.starter.card import FIGURES_FILE, SHEET_FILE, TRAINING_FILE, model_card, read_record
from gill_studio.core.errors import ModelError, StudioError

NAME = "starter"
MOST_BYTES = 40_000_000
"""All files of the bundle together."""
SETTINGS = {"steps": 12, "guidance": 3.0}
"""How the starter paints best; written into model.json."""
_PARTS = ("language", "vision", "painter", "adapter")
_PLAIN = frozenset({".json", ".txt", ".model"})
_NOT_ANY_MORE = ".index.json"  # lists of shards: a bundle has none
_SHARD = "-00001-of-"


@dataclass(frozen=True)
class Bundle:
    """A written bundle: its folder, and its files' sizes in bytes by relative path."""

    folder: Path
    sizes: Mapping[str, int]

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(self.sizes.values())


def write_bundle(work: Path, target: Path, licence: Path, context: RunContext | None = None) -> Bundle:
    """Write the model in `work`/model into `target`, which changes at the end and at once.

    Weights become 16-bit floats; configs and tokenizers are copied; model.json, the licence and the model card
    (with the figures and the contact sheet that lie in `work`, where there are some) are added. The result is
    loaded and compared before it takes the old one's place. Raises ModelError when a part is missing or a number
    does not fit into 16 bits, StudioError when the bundle is larger than MOST_BYTES or cannot be written.
    """
    context = context or RunContext()
    draft = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        for number, part in enumerate(_PARTS):
            context.step("bundling", number, len(_PARTS) + 1)
            _write_part(work / "model" / part, draft / part)
        _write_beside(work, draft, licence)
        bundle = Bundle(target, {p.relative_to(draft).as_posix(): p.stat().st_size for p in _files(draft)})
        if bundle.bytes > MOST_BYTES:
            raise StudioError(
                f"The bundle has {bundle.bytes / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f}.",
                "Train smaller parts, or make the contact sheet smaller.",
            )
        context.step("bundling", len(_PARTS), len(_PARTS) + 1)
        check_bundle(draft, work)
        _replace(draft, target)
    except OSError as error:
        raise StudioError(f"The bundle cannot be written: {error}.", "Free some space.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return bundle


def check_bundle(folder: Path, work: Path | None = None) -> None:
    """Load a bundle as the application does, in float32; ModelError when that fails or it cannot paint.

    With `work`, every tensor must be the one in `work`/model, rounded to 16 bits.
    """
    engine = Engine.load(ModelFolders.of(folder))
    if engine.painter is None:
        raise ModelError(f"The bundle in {folder} has no painter.", "Train the stages that are missing.")
    if work is None:
        return
    original = ModelFolders(NAME, *(work / "model" / part for part in _PARTS))
    trained = _tensors(Engine.load(original))
    for name, tensor in _tensors(engine).items():
        if not torch.equal(tensor, trained[name].half().float()):
            raise ModelError(f"{folder}: {name} is not the tensor that was trained.", "Write the bundle again.")


def _write_part(source: Path, target: Path) -> None:
    if not source.is_dir():
        raise ModelError(f"There is no {source}.", "Train the stages that are missing.")
    for path in _files(source):
        place = target / path.relative_to(source)
        if path.suffix in _PLAIN and not path.name.endswith(_NOT_ANY_MORE):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            if path.name == "config.json":
                _forget_origin(place)
        elif path.suffix == ".safetensors":
            _write_weights(path, place)


def _forget_origin(config: Path) -> None:
    """Take out the folder that the libraries note down: it is one computer's, and says who trained where."""
    record = json.loads(config.read_text(encoding="utf-8"))
    if record.pop("_name_or_path", None) is not None:
        config.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _write_weights(path: Path, place: Path) -> None:
    """The tensors of a file, or of all its shards when it is the first of several, as one file."""
    if "-of-" in path.stem and _SHARD not in path.stem:
        return
    stem = path.stem.split(_SHARD)[0]
    shards = [path] if stem == path.stem else sorted(path.parent.glob(f"{stem}-*-of-*.safetensors"))
    tensors = {name: tensor for shard in shards for name, tensor in load_file(shard).items()}
    place.parent.mkdir(parents=True, exist_ok=True)
    halved = {name: _halved(tensor, f"{path}: {name}") for name, tensor in tensors.items()}
    save_file(halved, place.with_name(f"{stem}.safetensors"), _metadata(path))


def _halved(tensor: Tensor, name: str) -> Tensor:
    if not tensor.is_floating_point():
        return tensor
    half = tensor.half().contiguous()
    if not bool(half.isfinite().all()):
        raise ModelError(f"{name} holds numbers that do not fit into 16 bits.", "Train that stage again.")
    return half


def _metadata(path: Path) -> dict[str, str]:
    """What the file says of itself; transformers will not read one that does not say its "format"."""
    with safe_open(path, framework="pt") as file:
        return {"format": "pt"} | (file.metadata() or {})


def _write_beside(work: Path, draft: Path, licence: Path) -> None:
    record = {"format": 1, "name": NAME} | {part: part for part in _PARTS} | {"painting": SETTINGS}
    (draft / MODEL_FILE).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")
    shutil.copyfile(licence, draft / "LICENSE")
    sheet = work / SHEET_FILE
    if sheet.is_file():
        shutil.copyfile(sheet, draft / SHEET_FILE)
    weights = {part: _parameters(draft / part) for part in _PARTS}
    card = model_card(
        weights, read_record(work / FIGURES_FILE), read_record(work / TRAINING_FILE), has_sheet=sheet.is_file()
    )
    (draft / "README.md").write_text(card, encoding="utf-8", newline="\n")


def _parameters(folder: Path) -> int:
    """Numbers in the weights of a part."""
    count = 0
    for path in folder.rglob("*.safetensors"):
        with safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 - no mapping
                count += torch.Size(file.get_slice(name).get_shape()).numel()
    return count


def _tensors(engine: Engine) -> dict[str, Tensor]:
    """Every tensor of a loaded model, by part and name."""
    modules: dict[str, Any] = {"language": engine.gill.language.model, "adapter": engine.gill.adapter}
    if isinstance(engine.gill.vision, ModuleVision):
        modules["vision"] = engine.gill.vision.tower
    if engine.gill.decision is not None:
        modules["decision"] = engine.gill.decision
    if engine.painter is not None:
        modules |= {name: getattr(engine.painter.pipeline, name) for name in ("unet", "vae", "text_encoder")}
    return {
        f"{part}.{name}": tensor
        for part, module in modules.items()
        for name, tensor in module.state_dict().items()
        if tensor.is_floating_point()
    }


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _replace(draft: Path, target: Path) -> None:
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(target)
    shutil.rmtree(old, ignore_errors=True)
