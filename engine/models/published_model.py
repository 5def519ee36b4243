"""The published model's sizes with random weights, written as a model folder: for measuring speed and memory."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import diffusers
import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPVisionConfig,
    CLIPVisionModel,
)

from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig, DecisionConfig, DecisionModule
from engine.models.adapter_files import save_adapter
from engine.models.random_model import random_tokenizer

IMAGE_TOKEN_IDS = tuple(range(50266, 50274))
_SHARD = "4GB"


def write_published_sizes(configs: Path, folder: Path, device: str) -> Path:
    """Write 16 GB of random weights of the sizes in `configs` (resources/models/gill-opt-6.7b) into `folder`.

    Weights are drawn on `device`, where that is quick, and stored in float16 as the published ones are.
    """
    _write_language(configs / "language", folder / "language", device)
    vision = _drawn(lambda: CLIPVisionModel(CLIPVisionConfig.from_pretrained(configs / "vision")), device)
    vision.save_pretrained(folder / "vision")
    _write_painter(configs / "painter", folder / "painter", device)
    adapter = Adapter(AdapterConfig(4096, 1024, IMAGE_TOKEN_IDS, decision=DecisionConfig()))
    save_adapter(folder / "adapter", AdapterBundle(adapter, DecisionModule(4096, DecisionConfig())))
    names = {part: part for part in ("language", "vision", "painter", "adapter")}
    record = {"format": 1, "name": "published sizes, random weights", **names}
    (folder / "model.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    return folder


def _drawn(build: Any, device: str) -> Any:  # noqa: ANN401 - transformers' and diffusers' models
    with torch.device(device):
        model: nn.Module = build()
    return model.to(torch.float16)


def _write_language(configs: Path, folder: Path, device: str) -> None:
    config = AutoConfig.from_pretrained(configs)
    model = _drawn(lambda: AutoModelForCausalLM.from_config(config, dtype=torch.float16), device)
    model.save_pretrained(folder, max_shard_size=_SHARD)
    random_tokenizer(320).save_pretrained(folder)
    del model
    if device != "cpu":
        torch.cuda.empty_cache()


def _write_painter(configs: Path, folder: Path, device: str) -> None:
    unet = diffusers.UNet2DConditionModel.load_config(configs / "unet")
    vae = diffusers.AutoencoderKL.load_config(configs / "vae")
    scheduler = diffusers.PNDMScheduler.from_pretrained(configs / "scheduler")
    pipeline = diffusers.StableDiffusionPipeline(
        vae=_drawn(lambda: diffusers.AutoencoderKL.from_config(vae), device),
        text_encoder=_drawn(lambda: CLIPTextModel(CLIPTextConfig.from_pretrained(configs / "text_encoder")), device),
        tokenizer=random_tokenizer(320),
        unet=_drawn(lambda: diffusers.UNet2DConditionModel.from_config(unet), device),
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    shutil.rmtree(folder, ignore_errors=True)
    pipeline.save_pretrained(folder)
