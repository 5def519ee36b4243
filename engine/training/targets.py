"""The painter's text encoder by itself: what a trained mapper has to aim at, without a UNet or a VAE in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoTokenizer, CLIPTextModel

from engine.models.foreign import encodable, load_whole
from gill_studio.core.errors import ModelError


class TextTargets:
    """Encodings (n, L, D), float32, of texts as the painter reads them: padded, cut on the right, after the norm."""

    def __init__(self, painter: Path, device: torch.device | str = "cpu") -> None:
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(
                painter / "tokenizer", local_files_only=True, trust_remote_code=False
            )
            encoder = load_whole(CLIPTextModel, painter / "text_encoder", dtype=torch.float32)
        except Exception as error:  # whatever a foreign folder makes these libraries raise, it is the folder's fault
            raise ModelError(
                f"The text encoder in {painter} cannot be loaded: {error}", "Install the model again."
            ) from error
        self._encoder: Any = encoder.to(device).eval().requires_grad_(requires_grad=False)
        self.length = min(int(self._tokenizer.model_max_length), int(encoder.config.max_position_embeddings))
        self.width = int(encoder.config.hidden_size)

    @torch.no_grad()
    def __call__(self, texts: Sequence[str]) -> Tensor:
        """See the class."""
        tokens = self._tokenizer(
            [encodable(text) for text in texts],
            padding="max_length",
            max_length=self.length,
            truncation=True,
            return_tensors="pt",
        )
        found: Tensor = self._encoder(tokens.input_ids.to(self._encoder.device)).last_hidden_state
        return found.float().cpu()
