"""A starter model of the recipe's own classes, tiny and untrained, and a bench to measure it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import open_clip
import pytest
import tokenizers
import torch
from transformers import AutoTokenizer

from engine.catalogue import ModelFolders
from engine.context import RunContext
from engine.models.adapter import Adapter, AdapterBundle, DecisionConfig, DecisionModule, init_image_tokens
from engine.models.adapter_files import save_adapter
from engine.models.language import LanguageBackbone
from engine.starter.evaluate.bench import Bench, EvaluationConfig
from engine.starter.evaluate.reader import ReaderConfig
from engine.starter.recipe import brush
from engine.starter.recipe.config import Recipe, load_recipe
from engine.starter.recipe.join import adapter_config
from engine.starter.recipe.sight import build_text_encoder, save_vision, vision_config
from engine.starter.recipe.stage import Workshop
from engine.starter.recipe.tokens import BOS, EOS, SPECIAL, wrap
from engine.starter.recipe.vae import build_vae
from engine.starter.recipe.words import build_language
from engine.starter.story.corpus import SINGLE_TOKENS, corpus

TINY_READER = ReaderConfig(side=32, widths=(8, 16, 24), pictures=40, steps=4, batch=8)
TINY = EvaluationConfig(stories=4, seeds=2, steps=2, candidates=6, pool=24, exam=12, batch=3, reader=TINY_READER)


def tiny_recipe() -> Recipe:
    recipe = load_recipe()
    return replace(
        recipe,
        world=replace(recipe.world, picture_size=32),
        language=replace(recipe.language, width=32, layers=1, heads=2, window=512),
        sight=replace(
            recipe.sight, image_size=32, patch=16, vision_width=32, vision_layers=1, text_width=32, text_layers=1
        ),
        vae=replace(recipe.vae, channels=(16, 16), latent_channels=4),
        painter=replace(recipe.painter, channels=(16, 32), attention=(False, True), head_width=16),
        gill=replace(recipe.gill, retrieval_width=16, mapper_width=32, mapper_layers=1),
    )


def _write_tokenizers(model: Path, window: int) -> None:
    """Like the recipe's, from fewer texts."""
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=700,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    bpe.train_from_iterator((text.whole for text in corpus(0, 400)), trainer)
    assert all(len(bpe.encode(piece).ids) == 1 for piece in SINGLE_TOKENS)
    wrap(bpe, 100_000).save_pretrained(model / "language")
    bpe.post_processor = tokenizers.processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", special_tokens=[(token, SPECIAL.index(token)) for token in (BOS, EOS)]
    )
    wrap(bpe, window).save_pretrained(model / "painter" / "tokenizer")


def write_starter(folder: Path, seed: int = 0, *, decision: bool = True) -> Path:
    """An untrained starter model's folder."""
    recipe = tiny_recipe()
    shop = Workshop(recipe, folder, torch.device("cpu"), 0.0, RunContext())
    model = shop.model
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        _write_tokenizers(model, recipe.sight.text_window)
        tokenizer = AutoTokenizer.from_pretrained(model / "painter" / "tokenizer")
        build_language(recipe, len(tokenizer)).save_pretrained(model / "language")
        save_vision(open_clip.CLIP(**vision_config(recipe)), recipe, model / "vision")
        build_text_encoder(recipe, len(tokenizer)).save_pretrained(model / "painter" / "text_encoder")
        build_vae(recipe).save_pretrained(model / "painter" / "vae")
        brush._finish(shop, SimpleNamespace(module=brush.build_unet(recipe), tokenizer=tokenizer))
        write_adapter(shop, model / "adapter", decision=decision)
    parts = ("language", "vision", "painter", "adapter")
    record = {"format": 1, "name": "tiny starter", **{part: part for part in parts}}
    (model / "model.json").write_text(json.dumps(record), encoding="utf-8")
    return model


def write_adapter(shop: Workshop, folder: Path, *, kind: str = "gill_mapper", decision: bool = False) -> Path:
    language = LanguageBackbone.load(shop.model / "language")
    config = adapter_config(shop, language, shop.recipe.sight.vision_width)
    config = replace(config, mapper=replace(config.mapper, kind=kind))
    adapter = Adapter(config)
    init_image_tokens(adapter, language.input_matrix.weight, torch.default_generator)
    module = DecisionModule(config.language_width, DecisionConfig("cosine")) if decision else None
    save_adapter(folder, AdapterBundle(adapter, module))
    return folder


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an untrained starter model."""
    return write_starter(tmp_path_factory.mktemp("starter"))


@pytest.fixture(scope="session")
def tiny_adapter(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`tiny_adapter("linear")`: an adapter folder for the same backbones with another map."""
    shop = Workshop(tiny_recipe(), starter.parent, torch.device("cpu"), 0.0, RunContext())

    def write(kind: str) -> Path:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(3)
            return write_adapter(shop, tmp_path_factory.mktemp(kind), kind=kind)

    return write


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder shared by the tests: the reader is schooled once."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="session")
def bench(starter: Path, work: Path) -> Bench:
    """A bench for the untrained model, four stories of each part."""
    return Bench(ModelFolders.of(starter), work, TINY)
