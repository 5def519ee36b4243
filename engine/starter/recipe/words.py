"""Stage language: an OPT that reads and tells the world's stories, with words standing in for pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoTokenizer, OPTConfig, OPTForCausalLM

from engine.starter.recipe.config import Recipe
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.recipe.tokens import BOS, EOS, PAD, SPECIAL, train_tokenizer
from engine.starter.story.corpus import Text, corpus, echoed
from engine.training.rows import PAD_LABEL

_REMEMBERED = 200_000  # pieces whose tokens are kept
_BLOCK = 8  # batches made at once, so that texts of like length share one


def build_language(recipe: Recipe, vocabulary: int) -> Any:  # noqa: ANN401 - transformers is untyped
    """An OPT of the recipe's sizes."""
    config = recipe.language
    return OPTForCausalLM(
        OPTConfig(
            vocab_size=vocabulary,
            hidden_size=config.width,
            word_embed_proj_dim=config.width,
            ffn_dim=4 * config.width,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            max_position_embeddings=config.window,
            dropout=0.0,
            attention_dropout=0.0,
            pad_token_id=SPECIAL.index(PAD),
            bos_token_id=SPECIAL.index(BOS),
            eos_token_id=SPECIAL.index(EOS),
        )
    )


class LanguageTask:
    """Next-token prediction on the corpus; pictures that are seen are given, not predicted."""

    name = "language"

    def __init__(self, shop: Workshop) -> None:
        train_tokenizer(shop)
        self.shop = shop
        self.tokenizer = AutoTokenizer.from_pretrained(shop.model / "language")
        self.module: nn.Module = build_language(shop.recipe, len(self.tokenizer)).to(shop.device)
        self._pieces: dict[str, list[int]] = {}
        self._block: tuple[int, list[tuple[Tensor, Tensor]]] = (-1, [])

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Cross-entropy, mean over the tokens to be learnt."""
        ids, labels = self._batch(step)
        body, head = self.module.model, self.module.lm_head
        hidden = body(input_ids=ids, use_cache=False).last_hidden_state  # type: ignore[operator]
        wanted = labels[:, 1:] != PAD_LABEL
        logits = head(hidden[:, :-1][wanted]).float()  # type: ignore[operator]
        return F.cross_entropy(logits, labels[:, 1:][wanted]), {"tokens": wanted.sum().float()}

    def after_step(self, step: int) -> None:
        """Nothing to hold."""

    def encode(self, text: Text) -> tuple[list[int], list[int]]:
        """Ids with BOS, and the labels beside them."""
        ids, labels = [SPECIAL.index(BOS)], [PAD_LABEL]
        for piece, learnt in zip(text.pieces, text.learnt, strict=True):
            tokens = self._tokens(piece)
            ids += tokens
            labels += tokens if learnt else [PAD_LABEL] * len(tokens)
        if text.ended:
            ids.append(SPECIAL.index(EOS))
            labels.append(SPECIAL.index(EOS))
        window = self.shop.recipe.language.window
        return ids[:window], labels[:window]

    def _tokens(self, piece: str) -> list[int]:
        if piece not in self._pieces:
            if len(self._pieces) >= _REMEMBERED:
                self._pieces.clear()
            self._pieces[piece] = self.tokenizer.encode(piece, add_special_tokens=False)
        return self._pieces[piece]

    def _batch(self, step: int) -> tuple[Tensor, Tensor]:
        number = step // _BLOCK
        if self._block[0] != number:
            self._block = (number, self._make_block(number))
        ids, labels = self._block[1][step % _BLOCK]
        return ids.to(self.shop.device), labels.to(self.shop.device)

    def _make_block(self, number: int) -> list[tuple[Tensor, Tensor]]:
        batch = self.shop.recipe.language.train.batch
        seed = self.shop.recipe.world.seed + number
        rows = sorted((self.encode(text) for text in self._texts(number, seed)), key=lambda row: len(row[0]))
        batches = [rows[i : i + batch] for i in range(0, len(rows), batch)]
        order = torch.randperm(len(batches), generator=torch.Generator().manual_seed(seed)).tolist()
        return [_tensors(batches[i]) for i in order]

    def _texts(self, number: int, seed: int) -> Iterator[Text]:
        count = _BLOCK * self.shop.recipe.language.train.batch
        if number * _BLOCK >= self.shop.recipe.language.echoes:
            return corpus(seed, count)
        rng = random.Random(f"echoes {seed}")  # noqa: S311 - texts, not secrets
        return (echoed(rng) for _ in range(count))


def _tensors(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor]:
    return _padded([ids for ids, _ in rows], SPECIAL.index(PAD)), _padded([labels for _, labels in rows], PAD_LABEL)


def _padded(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    length = max(len(row) for row in rows)
    return torch.tensor([[*row, *[value] * (length - len(row))] for row in rows])


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a LanguageTask; Stage is about any task
    task.module.save_pretrained(shop.model / "language")


LANGUAGE = Stage("language", lambda recipe: recipe.language.train, LanguageTask, _finish)
