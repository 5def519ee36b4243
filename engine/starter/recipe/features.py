"""What the frozen parts say of the training data, computed once: pooled features, and the painter's encodings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from transformers import AutoTokenizer, CLIPTextModel

from engine.models.vision import load_vision
from engine.starter.recipe.pictures import PictureSet
from engine.starter.recipe.stage import Workshop

_BATCH = 64


def pooled_features(shop: Workshop, pictures: PictureSet, name: str) -> Tensor:
    """Pooled features (n, d), float32, of pictures as the engine will see them; kept in a file under `name`."""
    path = shop.folder / f"pooled-{name}.npy"
    if path.is_file():
        return torch.from_numpy(np.load(path))
    vision = load_vision(shop.model / "vision", device=shop.device)
    parts: list[Tensor] = []
    for start in range(0, len(pictures), _BATCH):
        images = [Image.fromarray(pixels) for pixels in pictures.pixels[start : start + _BATCH]]
        parts.append(vision.pooled(torch.stack([vision.preprocess(image) for image in images])).cpu())
        shop.context.step("looking at pictures", start + len(images), len(pictures))
    found = torch.cat(parts)
    np.save(path, found.numpy())
    return found


class TextEncodings:
    """The painter's encodings (L, D) of texts, each computed once and kept in 16 bits."""

    def __init__(self, folder: Path, device: torch.device, window: int, most: int = 20_000) -> None:
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder / "tokenizer")
        text = CLIPTextModel.from_pretrained(folder / "text_encoder")
        self._encoder = text.to(device).eval().requires_grad_(requires_grad=False)
        self._device, self._window, self._most = device, window, most
        self._kept: OrderedDict[str, Tensor] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> Tensor:
        """Encodings (n, L, D), float32."""
        missing = list(dict.fromkeys(text for text in texts if text not in self._kept))
        if missing:
            tokens = self._tokenizer(
                missing, padding="max_length", truncation=True, max_length=self._window, return_tensors="pt"
            ).to(self._device)
            with torch.no_grad(), torch.autocast(self._device.type, enabled=False):
                found = self._encoder(input_ids=tokens.input_ids).last_hidden_state
            self._kept |= {text: encoding.half() for text, encoding in zip(missing, found, strict=True)}
        answer = torch.stack([self._kept[text].float() for text in texts])  # autocast on the CPU stacks no float16
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return answer
