"""The authors' three files: pretrained_ckpt.pth.tar, model_args.json, decision_model.pth.tar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.models.adapter import AdapterBundle, AdapterConfig, BackboneRecord, DecisionConfig, PromptFormat
from engine.models.adapter_files import as_float32, build_bundle, check_config, check_shapes
from engine.models.mapper import MapperConfig
from gill_studio.core.errors import ModelError

CHECKPOINT, ARGS, DECISION = "pretrained_ckpt.pth.tar", "model_args.json", "decision_model.pth.tar"
_MAPPER_HEADS = 4  # not readable from shapes; fixed in the authors' code
_PREFIXES = {
    "visual_embeddings.": "caption_head.",
    "visual_fc.": "picture_head.",
    "ret_text_hidden_fcs.0.model.": "text_head.",
    "gen_text_hidden_fcs.0.fc.": "mapper.fc.",
    "gen_text_hidden_fcs.0.tfm.": "mapper.transformer.",
    "gen_text_hidden_fcs.0.model.": "mapper.out.",
}
_NAMES = {
    "gen_text_hidden_fcs.0.query_embs": "mapper.queries",
    "input_embeddings.weight": "image_tokens",
    "logit_scale": "logit_scale",
}
_HINT = "It should be a checkpoint of the authors' GILL; download it again."


def our_name(name: str) -> str | None:
    """Our name of a tensor of the authors' checkpoint (with or without `module.`); None if it is not GILL's."""
    plain = name.removeprefix("module.").removeprefix("model.")
    if plain in _NAMES:
        return _NAMES[plain]
    for theirs, ours in _PREFIXES.items():
        if plain.startswith(theirs):
            return ours + plain.removeprefix(theirs)
    return None


def authors_name(name: str) -> str:
    """The authors' name of one of our tensors, prefixed `model.`."""
    for theirs, ours in _NAMES.items():
        if name == ours:
            return "model." + theirs
    for theirs, ours in _PREFIXES.items():
        if name.startswith(ours):
            return "model." + theirs + name.removeprefix(ours)
    raise KeyError(name)


def authors_state(bundle: AdapterBundle) -> dict[str, Tensor]:
    """The adapter's tensors under the authors' names, sorted as they save them."""
    state = {authors_name(name): t.detach().cpu() for name, t in bundle.adapter.state_dict().items()}
    return dict(sorted(state.items()))


def read_authors_adapter(folder: Path) -> AdapterBundle:
    """Read the authors' files, unpickling tensors only; ModelError names file, tensor and both shapes."""
    path = folder / CHECKPOINT
    args = _read_args(folder / ARGS)
    tensors: dict[str, Tensor] = {}
    for name, tensor in _load_tensors(path).items():
        ours = our_name(name)
        if ours is None:
            raise ModelError(f"{path}: the tensor {name} is not part of GILL's adapter.", _HINT)
        tensors[ours] = tensor
    config = _config(args, tensors, path)
    if "image_tokens" in tensors:  # as trained, the whole vocabulary matrix is kept: [IMG] rows come last
        tensors["image_tokens"] = tensors["image_tokens"][-config.image_tokens :].clone()
    decision_path = folder / DECISION
    if decision_path.is_file():
        beside = _load_tensors(decision_path)
        config = replace(config, decision=_decision_config(beside, config, decision_path))
        tensors |= {"decision." + n.removeprefix("1."): t for n, t in beside.items()}
    check_config(config, path)

    def where(name: str) -> str:
        if name.startswith("decision."):
            return f"{decision_path}: the tensor 1.{name.removeprefix('decision.')}"
        return f"{path}: the tensor {authors_name(name)}"

    check_shapes({n: tuple(t.shape) for n, t in tensors.items()}, config, where)
    return build_bundle(config, tensors, where)


def write_authors_adapter(folder: Path, bundle: AdapterBundle, *, module_prefix: bool = False) -> None:
    """Write the authors' files into `folder`; `module_prefix` names tensors as a data-parallel run does.

    Raises ModelError where their format has no place for what this adapter has.
    """
    config = bundle.adapter.config
    for holds, what in (
        (config.tied_output, "output rows of its own"),
        (config.mapper.kind == "gill_mapper" and config.mapper.heads == _MAPPER_HEADS, "a map of another kind"),
        (config.prompt == PromptFormat(), "marks around captions and pictures"),
        (bundle.decision is None or bundle.decision.config.similarity != "cosine", "a decision by plain similarity"),
    ):
        if not holds:
            raise ModelError(
                f"The authors' format has no place for what this adapter has: {what}.",
                "Save this adapter in the native format.",
            )
    folder.mkdir(parents=True, exist_ok=True)
    prefix = "module." if module_prefix else ""
    torch.save({"state_dict": {prefix + n: t for n, t in authors_state(bundle).items()}}, folder / CHECKPOINT)
    (folder / ARGS).write_text(json.dumps(_authors_args(config), indent=4), encoding="utf-8")
    (folder / DECISION).unlink(missing_ok=True)  # of an adapter that was here before
    if bundle.decision is not None:
        state = {"1." + n: t.detach().cpu() for n, t in bundle.decision.state_dict().items()}
        torch.save({"state_dict": state}, folder / DECISION)


def _load_tensors(path: Path) -> dict[str, Tensor]:
    try:
        record = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a foreign file makes the unpickler raise, it is the file's fault
        raise ModelError(f"{path} cannot be read: {error}", _HINT) from error
    state = record.get("state_dict") if isinstance(record, dict) else None
    if not isinstance(state, dict) or not all(isinstance(n, str) and isinstance(t, Tensor) for n, t in state.items()):
        raise ModelError(f'{path} holds no "state_dict" of named tensors.', _HINT)
    return {name: as_float32(tensor, f"{path}: the tensor {name}") for name, tensor in state.items()}


def _read_args(path: Path) -> dict[str, Any]:
    try:
        args: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read: {error}", _HINT) from error
    ids = args.get("retrieval_token_idx") if isinstance(args, dict) else None
    if not isinstance(ids, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in ids):
        raise ModelError(f'{path}: "retrieval_token_idx" must be a list of token ids.', _HINT)
    if args.get("gen_token_idx", ids) != ids:
        raise ModelError(f'{path}: "gen_token_idx" must be as "retrieval_token_idx".', _HINT)
    visual = args.get("n_visual_tokens")
    if not isinstance(visual, int) or isinstance(visual, bool) or visual < 1:
        raise ModelError(f'{path}: "n_visual_tokens" must be a whole number above 0.', _HINT)
    return args


def _config(args: Mapping[str, Any], tensors: Mapping[str, Tensor], path: Path) -> AdapterConfig:
    """Sizes as the tensors have them; the authors' arguments do not name all."""

    def shape(name: str, dims: int) -> tuple[int, ...]:
        if name not in tensors:
            raise ModelError(f"{path}: the tensor {authors_name(name)} is missing.", _HINT)
        if tensors[name].dim() != dims:
            raise ModelError(
                f"{path}: the tensor {authors_name(name)} has shape {tuple(tensors[name].shape)}, "
                f"{dims} dimensions are expected.",
                _HINT,
            )
        return tuple(tensors[name].shape)

    def layers(part: str) -> int:
        start = f"mapper.transformer.{part}.layers."
        return len({n.removeprefix(start).split(".")[0] for n in tensors if n.startswith(start)})

    mapper = MapperConfig(
        width=shape("mapper.fc.weight", 2)[0],
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
        heads=_MAPPER_HEADS,
        feedforward=shape("mapper.transformer.encoder.layers.0.linear1.weight", 2)[0],
        queries=shape("mapper.queries", 3)[1],
        output=shape("mapper.out.weight", 2)[0],
    )
    return AdapterConfig(
        language_width=shape("image_tokens", 2)[1],
        vision_width=shape("caption_head.weight", 2)[1],
        image_token_ids=tuple(args["retrieval_token_idx"]),
        visual_tokens=args["n_visual_tokens"],
        retrieval_width=shape("text_head.weight", 2)[0],
        mapper=mapper,
        backbones={
            "language": BackboneRecord(str(args.get("opt_version", ""))),
            "vision": BackboneRecord(str(args.get("visual_encoder", ""))),
        },
    )


def _decision_config(state: Mapping[str, Tensor], config: AdapterConfig, path: Path) -> DecisionConfig:
    weight = state.get("1.weight")
    width = tuple(weight.shape)[-1] if weight is not None and weight.dim() == 2 else -1
    if width == config.language_width:
        return DecisionConfig("none")
    if width == config.language_width + 1:
        return DecisionConfig("scaled")
    raise ModelError(
        f"{path}: the tensor 1.weight does not fit a language model of width {config.language_width}.", _HINT
    )


def _authors_args(config: AdapterConfig) -> dict[str, Any]:
    ids = list(config.image_token_ids)
    names = {part: config.backbones.get(part, BackboneRecord()).id for part in ("language", "vision")}
    return {
        "opt_version": names["language"],
        "freeze_lm": True,
        "visual_encoder": names["vision"],
        "freeze_vm": True,
        "n_visual_tokens": config.visual_tokens,
        "ret_emb_dim": config.retrieval_width,
        "gen_emb_dim": config.mapper.output,
        "text_emb_layers": [-1],
        "text_fc_mode": "gill_mapper",
        "ret_text_fc_mode": "linear",
        "num_tokens": config.image_tokens,
        "num_clip_tokens": config.mapper.queries,
        "share_ret_gen": True,
        "norm_image_embed": "none",
        "retrieval_token_idx": ids,
        "gen_token_idx": ids,
    }
