"""Stage tokenizer: one byte-level BPE for the language model and the painter's text encoder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tokenizers
from transformers import PreTrainedTokenizerFast

from engine.starter.recipe.config import Recipe
from engine.starter.recipe.stage import Workshop
from engine.starter.story.corpus import SINGLE_TOKENS, corpus
from engine.starter.story.describe import STYLES, describe
from gill_studio.core.errors import StudioError

PAD, BOS, UNKNOWN, EOS = "<pad>", "<s>", "<unk>", "</s>"
SPECIAL = (PAD, BOS, UNKNOWN, EOS)
"""In the order of their ids. </s> must not have id 2: transformers' CLIP takes that for an old convention."""


def train_tokenizer(shop: Workshop) -> None:
    """Train both tokenizers, which differ only in that the painter's frames its texts, and save them."""
    if (shop.model / "language" / "tokenizer.json").is_file():
        return
    bpe = _train(shop.recipe)
    save_language_tokenizer(bpe, shop.model / "language")
    framed = tokenizers.Tokenizer.from_str(bpe.to_str())
    framed.post_processor = tokenizers.processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", special_tokens=[(token, SPECIAL.index(token)) for token in (BOS, EOS)]
    )
    window = shop.recipe.sight.text_window
    wrap(framed, window).save_pretrained(shop.model / "painter" / "tokenizer")


def save_language_tokenizer(bpe: tokenizers.Tokenizer, folder: Path) -> None:
    """Save it for the language model, which places BOS itself."""
    wrap(bpe, 100_000).save_pretrained(folder)


def wrap(bpe: tokenizers.Tokenizer, window: int) -> PreTrainedTokenizerFast:
    """A tokenizer of transformers around `bpe`."""
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token=PAD,
        bos_token=BOS,
        unk_token=UNKNOWN,
        eos_token=EOS,
        model_max_length=window,
        padding_side="right",
    )


def _train(recipe: Recipe) -> tokenizers.Tokenizer:
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=recipe.tokenizer.vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    bpe.train_from_iterator(_texts(recipe), trainer)
    for piece in SINGLE_TOKENS:
        if len(bpe.encode(piece).ids) != 1:
            raise StudioError(f"The tokenizer cuts “{piece}” in pieces.", "Give it a larger vocabulary.")
    return bpe


def _texts(recipe: Recipe) -> Iterator[str]:
    """The corpus, and the reserved parts' words often enough to become tokens."""
    from engine.starter.recipe.library import training_scenes

    for text in corpus(recipe.world.seed, recipe.tokenizer.texts):
        yield text.whole
    for number, scene in enumerate(training_scenes(recipe.world)[: recipe.world.scenes]):
        yield describe(scene, style=number % STYLES)
        yield f" {scene.animal} {scene.place} {scene.prop}"
