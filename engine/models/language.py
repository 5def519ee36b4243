"""The frozen language model: any dense decoder-only causal LM of transformers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer

from engine.models.foreign import encodable, load_whole
from engine.models.key_values import KeyValues, collected, growing_cache
from gill_studio.core.errors import ModelError

_BYTE_NEWLINE, _PIECE_NEWLINE = "Ċ", "<0x0A>"  # how byte-level and SentencePiece vocabularies spell it
_PROBE_TOLERANCE = 2e-2  # of the largest logit; 16-bit rounding stays well below, a missing scale far above


class LanguageBackbone:
    """A causal LM and its tokenizer, read as vectors in, hidden states out.

    `width` is the size e of input embeddings and of last hidden states; `rows` the rows of the vocabulary
    matrix (which may be more than the tokenizer knows).
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:  # noqa: ANN401 - transformers' duck types
        self.model = model.eval().requires_grad_(requires_grad=False)
        self.tokenizer = tokenizer
        self._body: nn.Module = model.base_model
        self.input_matrix: nn.Embedding = model.get_input_embeddings()
        self.head: nn.Linear = model.get_output_embeddings()
        self.config: Any = model.config
        self._layers = int(self.config.get_text_config(decoder=True).num_hidden_layers)
        self.width: int = self.input_matrix.embedding_dim
        self.rows: int = self.head.out_features
        self.bos: int = self._start_token()
        self.eos: frozenset[int] = self._end_tokens()

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        quantization: Any = None,  # noqa: ANN401 - a transformers quantization config
    ) -> LanguageBackbone:
        """Load from a local folder in transformers' format; ModelError names the folder when that fails."""
        options: dict[str, Any] = {"dtype": dtype, "trust_remote_code": False}
        if quantization is not None:
            options |= {"quantization_config": quantization, "device_map": {"": device}}
        try:
            model = load_whole(AutoModelForCausalLM, folder, **options)
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            backbone = cls(model if quantization is not None else model.to(device), tokenizer)
        except Exception as error:  # whatever a foreign folder makes these libraries raise, it is the folder's fault
            raise ModelError(
                f"The language model in {folder} cannot be loaded: {error}",
                "It needs config.json, a tokenizer and the weights of a causal language model; "
                "install it again or choose another folder.",
            ) from error
        backbone.check()
        return backbone

    def to(self, device: torch.device | str) -> LanguageBackbone:
        """Move the weights, quantised ones too (transformers' own `to` refuses some that torch can move)."""
        nn.Module.to(self.model, device)
        return self

    @property
    def device(self) -> torch.device:
        """Where the vocabulary matrix lies, and so where inputs belong."""
        return self.input_matrix.weight.device

    @property
    def dtype(self) -> torch.dtype:
        """The precision of embeddings and hidden states."""
        return self.input_matrix.weight.dtype

    @property
    def tied(self) -> bool:
        """Whether the output head is the input matrix."""
        return self.head.weight is self.input_matrix.weight

    @property
    def window(self) -> int:
        """The most positions the model reads at once."""
        return int(getattr(self.config, "max_position_embeddings", None) or 2048)

    def encode(self, text: str) -> list[int]:
        """Token ids of plain text: no BOS, and a typed "</s>" or "[IMG0]" is text like any other."""
        ids = self.tokenizer.encode(encodable(text), add_special_tokens=False, split_special_tokens=True)
        return [int(i) for i in ids]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of token ids; ids the tokenizer does not know are left out."""
        known = [i for i in ids if i < len(self.tokenizer)]
        return str(self.tokenizer.decode(known, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    @cached_property
    def newline_ids(self) -> frozenset[int]:
        """Every token that holds a line break."""
        vocabulary: dict[str, int] = self.tokenizer.get_vocab()
        found = (i for t, i in vocabulary.items() if _BYTE_NEWLINE in t or "\n" in t or t == _PIECE_NEWLINE)
        return frozenset(i for i in found if i < self.rows)

    def embed(self, ids: Tensor) -> Tensor:
        """Input embeddings (..., e) of vocabulary ids (...) of this model."""
        return self.input_matrix(ids)  # type: ignore[no-any-return]

    def read(self, embeddings: Tensor, past: KeyValues | None = None, *, keep: bool = True) -> tuple[Tensor, KeyValues]:
        """Last hidden states (B, T, e), after the final norm, of embeddings (B, T, e) that follow `past`.

        Returns with them the keys and values of past and present positions; with `keep=False` they are not to be
        used further, and none are made where there is no past.
        """
        past = past or KeyValues()
        if not keep and not past.length:
            return self._body(inputs_embeds=embeddings, use_cache=False).last_hidden_state, past
        cache = growing_cache(past, self._layers)
        hidden = self._body(inputs_embeds=embeddings, past_key_values=cache, use_cache=True).last_hidden_state
        return hidden, collected(cache)

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores (..., rows) over this model's own vocabulary of hidden states (..., e)."""
        return self.head(hidden)  # type: ignore[no-any-return]

    def check(self) -> None:
        """Refuse models that GILL cannot join, and tokenizers that are another model's; see `_why_not`."""
        known = max(set(self.tokenizer.get_vocab().values()) - set(self.tokenizer.all_special_ids), default=0)
        if max(known, self.bos) >= self.rows:
            raise ModelError(
                f"The tokenizer of the language model counts to {max(known, self.bos)}, but the model has "
                f"{self.rows} rows.",
                "They are not of one model: install it again.",
            )
        kind, hint = self.config.model_type, "Choose a model such as OPT, Llama, Qwen or Mistral."
        try:
            why_not = self._why_not()
        except Exception as error:  # models of other kinds fail in as many ways as there are kinds
            raise ModelError(f"The language model of type {kind} cannot be read as vectors: {error}.", hint) from error
        if why_not:
            raise ModelError(f"The language model of type {kind} {why_not}.", hint)

    @torch.no_grad()
    def _why_not(self) -> str:
        """What keeps GILL from this model; empty where nothing does.

        Its scores must be a matrix product with the hidden state (no soft caps, no multipliers), or [IMG] tokens
        cannot join them; what it remembers must be keys and values (no recurrent state), or no prefix can be kept.
        """
        ids = torch.tensor([[self.bos]], device=self.device)
        expected = self.model(input_ids=ids, use_cache=False).logits.float()
        got = self.logits(self.read(self.embed(ids), keep=False)[0]).float()
        if not bool(expected.isfinite().all()):
            return "returns values that are not numbers: its weights are damaged or overflow in this precision"
        scale = expected.abs().max().clamp(min=1e-6)
        capped = getattr(self.config, "final_logit_softcapping", None)  # next to nothing on small scores
        if capped or not bool(((got - expected).abs().max() / scale) < _PROBE_TOLERANCE):
            return "computes its scores in a way that GILL's added [IMG] tokens cannot join"
        kept = self.read(self.embed(ids))[1]
        if kept.length != 1 or len(kept.buffers) != self._layers:
            return "keeps a state of its own between words, which GILL's prefix cache cannot hold"
        return ""

    def _start_token(self) -> int:
        candidates = (self.tokenizer.bos_token_id, getattr(self.config, "bos_token_id", None))
        for token in (*candidates, self.tokenizer.eos_token_id):
            if token is not None:
                return int(token)
        return 0

    def _end_tokens(self) -> frozenset[int]:
        found: set[int] = set()
        generation = getattr(self.model, "generation_config", None)
        for source in (self.tokenizer, self.config, generation):
            value = getattr(source, "eos_token_id", None)
            found |= set(value) if isinstance(value, list) else {value} if value is not None else set()
        return frozenset(i for i in found if i < self.rows)
