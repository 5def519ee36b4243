"""Stage sight: the vision tower and the painter's text encoder, trained together contrastively, as CLIP is."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from open_clip.transform import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoTokenizer, CLIPTextConfig, CLIPTextModel

from engine.starter.recipe.config import Recipe
from engine.starter.recipe.library import training_pictures
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.recipe.tokens import BOS, EOS, PAD, SPECIAL, train_tokenizer
from engine.starter.story.describe import EVERYTHING, STYLES, describe
from engine.starter.story.model import Detail
from engine.starter.world.facts import Animal, Fact, Feeling, Place, Prop, Scarf, Scene, Time

_TOLD_WHOLE, _TOLD = 0.4, 0.75  # how often everything is told; otherwise how likely each fact is
_COLUMNS: dict[StrEnum, tuple[Any, ...]] = {
    Fact.ANIMAL: tuple(Animal),
    Fact.SCARF: tuple(Scarf),
    Fact.PLACE: tuple(Place),
    Fact.TIME: tuple(Time),
    Fact.PROP: (None, *Prop),
    Detail.FRIEND: (None, *Animal),
    Detail.FEELING: tuple(Feeling),
}
_WEIGHTS = (0.2, 0.2, 0.2, 0.2, 0.2, 0.5, 1.0)
"""Of the columns' losses: a face's feeling is a few pixels, which at even weights nearly went unseen."""


def classes(scene: Scene) -> list[int]:
    """The class number of each fact and detail, in the order of the heads."""
    values = (*scene.combination, scene.friend.animal if scene.friend else None, scene.feeling)
    return [column.index(value) for column, value in zip(_COLUMNS.values(), values, strict=True)]


def some_facts(rng: random.Random) -> frozenset[StrEnum]:
    """What a description tells: everything, or each fact at random."""
    if rng.random() < _TOLD_WHOLE:
        return EVERYTHING
    return frozenset(fact for fact in (*Fact, *Detail) if rng.random() < _TOLD)


def vision_config(recipe: Recipe) -> dict[str, Any]:
    """The open_clip model config; its own text tower is the smallest there is and stays unused."""
    sight = recipe.sight
    return {
        "embed_dim": sight.text_width,
        "vision_cfg": {
            "image_size": sight.image_size,
            "layers": sight.vision_layers,
            "width": sight.vision_width,
            "head_width": 32,
            "patch_size": sight.patch,
        },
        "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 1, "layers": 1},
    }


def build_text_encoder(recipe: Recipe, vocabulary: int) -> Any:  # noqa: ANN401 - transformers is untyped
    """A CLIPTextModel of the recipe's sizes."""
    sight = recipe.sight
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=vocabulary,
            hidden_size=sight.text_width,
            intermediate_size=4 * sight.text_width,
            num_hidden_layers=sight.text_layers,
            num_attention_heads=sight.text_width // 32,
            max_position_embeddings=sight.text_window,
            hidden_act="gelu",
            pad_token_id=SPECIAL.index(PAD),
            bos_token_id=SPECIAL.index(BOS),
            eos_token_id=SPECIAL.index(EOS),
        )
    )


class SightTask:
    """InfoNCE between pictures and descriptions, and the facts read off the pooled feature by linear heads."""

    name = "sight"

    def __init__(self, shop: Workshop) -> None:
        train_tokenizer(shop)
        recipe = shop.recipe
        self.shop = shop
        self.tokenizer = AutoTokenizer.from_pretrained(shop.model / "painter" / "tokenizer")
        clip = open_clip.CLIP(**vision_config(recipe))
        heads = nn.ModuleList(nn.Linear(recipe.sight.vision_width, len(c)) for c in _COLUMNS.values())
        self.module: nn.Module = nn.ModuleDict(
            {
                "clip": clip,
                "text": build_text_encoder(recipe, len(self.tokenizer)),
                "heads": heads,
                "scale": _Scale(),
            }
        ).to(shop.device)
        for name, parameter in clip.named_parameters():
            parameter.requires_grad_(name.startswith("visual."))
        self.pictures = training_pictures(shop)
        self.classes = torch.tensor([classes(scene) for scene in self.pictures.scenes])

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Contrastive loss with every fitting text as a positive, plus the heads' cross-entropy."""
        rng = random.Random(f"sight {step}")  # noqa: S311 - batches, not secrets
        chosen = sorted(rng.randrange(len(self.pictures)) for _ in range(self.shop.recipe.sight.train.batch))
        told = [some_facts(rng) for _ in chosen]
        texts = [
            describe(self.pictures.scenes[i], facts, rng.randrange(STYLES))
            for i, facts in zip(chosen, told, strict=True)
        ]
        pooled, image = self._see(self._augmented(chosen, step))
        scores = self.module["scale"]() * image @ self._read(texts).T  # type: ignore[index]
        fits = self._fits(chosen, told).to(scores)
        contrastive = 0.5 * (_soft(scores, fits.T) + _soft(scores.T, fits))
        labels = self.classes[chosen].to(pooled.device)
        heads = self.module["heads"]  # type: ignore[index]
        read = [F.cross_entropy(head(pooled).float(), labels[:, i]) for i, head in enumerate(heads)]
        facts = (torch.stack(read) * torch.tensor(_WEIGHTS).to(pooled)).sum()
        return contrastive + facts, {"contrastive": contrastive.detach(), "facts": facts.detach()}

    def after_step(self, step: int) -> None:
        """Nothing to hold."""

    def _see(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Pooled features, and their normalised projections."""
        tower = self.module["clip"].visual  # type: ignore[index]
        projection, tower.proj = tower.proj, None
        pooled = tower(pixels)
        tower.proj = projection
        return pooled, F.normalize((pooled @ projection).float(), dim=-1)

    def _read(self, texts: list[str]) -> Tensor:
        tokens = self.tokenizer(texts, padding=True, truncation=True, return_tensors="pt").to(self.shop.device)
        pooled = self.module["text"](input_ids=tokens.input_ids).pooler_output  # type: ignore[index]
        return F.normalize(pooled.float(), dim=-1)

    def _fits(self, chosen: list[int], told: list[frozenset[StrEnum]]) -> Tensor:
        """(texts, pictures): whether all that the text tells is true of the picture."""
        labels = self.classes[chosen]
        mask = torch.tensor([[fact in facts for fact in _COLUMNS] for facts in told])
        same = labels[:, None] == labels[None]
        return (same | ~mask[:, None]).all(-1)

    def _augmented(self, chosen: list[int], step: int) -> Tensor:
        """Pixels as open_clip's preprocessing gives them, shifted a little, some blurred, noisy or tinted."""
        rng = np.random.default_rng([self.shop.recipe.world.seed, 3, step])
        pixels = torch.from_numpy(self.pictures.pixels[chosen]).permute(0, 3, 1, 2).float() / 255
        pixels = pixels + torch.from_numpy(rng.normal(0, 0.03, (len(chosen), 3, 1, 1))).float()
        noise = torch.from_numpy(rng.standard_normal(pixels.shape, dtype=np.float32))
        pixels = pixels + noise * torch.from_numpy(rng.uniform(0, 0.05, (len(chosen), 1, 1, 1))).float()
        down, up = rng.integers(0, 9, 2)
        padded = F.pad(pixels, (4, 4, 4, 4), mode="replicate")
        size = pixels.shape[-1]
        pixels = padded[..., down : down + size, up : up + size]
        if rng.random() < 0.5:  # what a painter's decoder does to a picture
            pixels = F.avg_pool2d(F.pad(pixels, (1, 1, 1, 1), mode="replicate"), 3, 1)
        mean, std = torch.tensor(OPENAI_DATASET_MEAN), torch.tensor(OPENAI_DATASET_STD)
        return ((pixels - mean[:, None, None]) / std[:, None, None]).to(self.shop.device)


class _Scale(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.log = nn.Parameter(torch.tensor(2.66))

    def forward(self) -> Tensor:
        return self.log.clamp(max=4.6).exp()


def _soft(scores: Tensor, fits: Tensor) -> Tensor:
    """Cross-entropy of rows against even odds over everything that fits."""
    return F.cross_entropy(scores, fits / fits.sum(-1, keepdim=True))


def save_vision(clip: nn.Module, recipe: Recipe, folder: Path) -> None:
    """Write an open_clip folder."""
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "model_cfg": vision_config(recipe),
        "preprocess_cfg": {"size": [recipe.sight.image_size] * 2, "interpolation": "bicubic"},
    }
    (folder / "open_clip_config.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    save_file({n: t.contiguous() for n, t in clip.state_dict().items()}, folder / "open_clip_model.safetensors")


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a SightTask; Stage is about any task
    save_vision(task.module["clip"], shop.recipe, shop.model / "vision")
    task.module["text"].save_pretrained(shop.model / "painter" / "text_encoder")


SIGHT = Stage("sight", lambda recipe: recipe.sight.train, SightTask, _finish)
