"""The native form of an adapter: adapter.safetensors with adapter.json beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig, DecisionModule
from engine.models.mapper import MAPPERS
from gill_studio.core.errors import AdapterError

WEIGHTS, CONFIG = "adapter.safetensors", "adapter.json"
_FORMAT = 1
_DECISION = "decision."
_MOST_IMAGE_TOKENS, _MOST_SIZE, _MOST_LAYERS = 1024, 2**20, 64
_NUMBERS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
_LARGEST_CONFIG = 2**20  # bytes; ours have two thousand


Where = Callable[[str], str]
"""Where a tensor by our name stands, for a sentence: its file, and its name there."""


@dataclass(frozen=True)
class _AdapterJson:
    format: int
    adapter: AdapterConfig


def save_adapter(folder: Path, bundle: AdapterBundle, dtype: torch.dtype | None = None) -> None:
    """Write both files into `folder`, each by an atomic rename, weights in `dtype` (default: as they are)."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = dict(bundle.adapter.state_dict())
    config = replace(bundle.adapter.config, decision=bundle.decision.config if bundle.decision is not None else None)
    if bundle.decision is not None:
        tensors |= {_DECISION + name: t for name, t in bundle.decision.state_dict().items()}
    plain = {name: t.detach().to("cpu", dtype).contiguous() for name, t in tensors.items()}
    record = msgspec.json.encode(_AdapterJson(_FORMAT, config))
    temporary = folder / (WEIGHTS + ".part")
    save_file(plain, temporary)
    temporary.replace(folder / WEIGHTS)
    temporary = folder / (CONFIG + ".part")
    temporary.write_bytes(msgspec.json.format(record, indent=1))
    temporary.replace(folder / CONFIG)


def read_config(folder: Path) -> AdapterConfig:
    """The adapter's sizes and ids; AdapterError names the file and the field that is wrong."""
    path = folder / CONFIG
    try:
        with path.open("rb") as file:
            record = msgspec.json.decode(file.read(_LARGEST_CONFIG), type=_AdapterJson)
    except FileNotFoundError as error:
        raise AdapterError(f"There is no adapter in {folder}: {CONFIG} is missing.", _HINT) from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AdapterError(f"{path} cannot be read: {error}", _HINT) from error
    if record.format != _FORMAT:
        raise AdapterError(
            f"{path} has format {record.format}; this version reads format {_FORMAT}.", "Update GILL Studio."
        )
    check_config(record.adapter, path)
    return record.adapter


def check_config(config: AdapterConfig, path: Path) -> None:
    """AdapterError where ids or sizes cannot be: before anything is built from them."""
    ids = config.image_token_ids
    distinct = len(set(ids)) == len(ids) and 0 < len(ids) <= _MOST_IMAGE_TOKENS
    if not distinct or min(ids) < 0 or max(ids) >= 2 * _MOST_SIZE:
        raise AdapterError(f"{path}: image_token_ids must be distinct vocabulary ids.", _HINT)
    for name in ("language_width", "vision_width", "visual_tokens", "retrieval_width"):
        if not 1 <= getattr(config, name) <= _MOST_SIZE:
            raise AdapterError(f"{path}: {name} = {getattr(config, name)} is out of range.", _HINT)
    mapper = config.mapper
    for name in ("width", "heads", "feedforward", "queries", "output", "encoder_layers", "decoder_layers"):
        if not 1 <= getattr(mapper, name) <= (_MOST_LAYERS if name.endswith("layers") else _MOST_SIZE):
            raise AdapterError(f"{path}: mapper.{name} = {getattr(mapper, name)} is out of range.", _HINT)
    if mapper.kind not in MAPPERS:
        raise AdapterError(f'{path}: mapper.kind = "{mapper.kind}" is none of {", ".join(MAPPERS)}.', _HINT)
    if mapper.width % mapper.heads:
        raise AdapterError(f"{path}: mapper.width must be a multiple of mapper.heads.", _HINT)


def read_adapter(folder: Path) -> AdapterBundle:
    """Read the native form; names and shapes are checked against the file's header before tensors are read.

    Raises AdapterError naming the file and the tensor, with both shapes.
    """
    config = read_config(folder)
    path = folder / WEIGHTS

    def where(name: str) -> str:
        return f"{path}: the tensor {name}"

    try:
        with safe_open(path, framework="pt") as file:
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
            check_shapes(shapes, config, where)
            tensors = {name: file.get_tensor(name) for name in shapes}
    except AdapterError:
        raise
    except Exception as error:  # whatever a damaged file makes the reader raise, it is the file's fault
        raise AdapterError(f"{path} cannot be read: {error}", _HINT) from error
    return build_bundle(config, tensors, where)


def expected_shapes(config: AdapterConfig) -> dict[str, tuple[int, ...]]:
    """Names and shapes of every tensor of an adapter of these sizes, the decision module's included."""
    with torch.device("meta"):
        parts: dict[str, nn.Module] = {"": Adapter(config)}
        if config.decision is not None:
            parts[_DECISION] = DecisionModule(config.language_width, config.decision)
    return {p + n: tuple(t.shape) for p, module in parts.items() for n, t in module.state_dict().items()}


def check_shapes(shapes: Mapping[str, tuple[int, ...]], config: AdapterConfig, where: Where) -> None:
    """AdapterError naming the first tensor that is missing, of another shape, or unknown."""
    expected = expected_shapes(config)
    for name, shape in expected.items():
        if name not in shapes:
            raise AdapterError(f"{where(name)} is missing.", _HINT)
        if shapes[name] != shape:
            raise AdapterError(f"{where(name)} has shape {shapes[name]}, {shape} is expected.", _HINT)
    for name in sorted(set(shapes) - set(expected)):
        raise AdapterError(f"{where(name)} is not part of an adapter.", _HINT)


def as_float32(tensor: Tensor, name: str) -> Tensor:
    """The tensor in float32; AdapterError names it when it is not one of finite numbers, each in its own place."""
    plain = tensor.layout == torch.strided and tensor.dtype in _NUMBERS and tensor.device.type == "cpu"
    # A tensor of strides 0 may claim any size from one number; a copy of it would fill the memory.
    if not plain or tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size():
        raise AdapterError(f"{name} is not a plain tensor of floating-point numbers.", _HINT)
    tensor = tensor.to(torch.float32)
    if not bool(tensor.isfinite().all()):
        raise AdapterError(f"{name} holds values that are not numbers.", _HINT)
    return tensor


def build_bundle(config: AdapterConfig, tensors: Mapping[str, Tensor], where: Where) -> AdapterBundle:
    """An adapter (float32, on the CPU) from tensors whose names and shapes are known to fit.

    AdapterError, in which `where` names a tensor, when one holds anything but finite numbers.
    """
    with torch.device("meta"):
        adapter = Adapter(config)
        decision = DecisionModule(config.language_width, config.decision) if config.decision is not None else None
    plain = {n: as_float32(t, where(n)) for n, t in tensors.items()}
    own = {n: t for n, t in plain.items() if not n.startswith(_DECISION)}
    adapter.load_state_dict(own, assign=True)
    if decision is not None:
        beside = {n.removeprefix(_DECISION): t for n, t in plain.items() if n.startswith(_DECISION)}
        decision.load_state_dict(beside, assign=True)
    return AdapterBundle(adapter.eval(), decision.eval() if decision is not None else None)


_HINT = "The adapter is damaged or was made for another model: install it again or export it anew."
