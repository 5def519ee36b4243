"""A whole model with random weights: for trying the engine, for tests and for measuring speed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import open_clip
import tokenizers
import torch
from safetensors.torch import save_file
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    CLIPTextConfig,
    CLIPTextModel,
    PreTrainedTokenizerFast,
)

from engine.models.adapter import (
    Adapter,
    AdapterBundle,
    AdapterConfig,
    DecisionConfig,
    DecisionModule,
    init_image_tokens,
)
from engine.models.adapter_files import save_adapter
from engine.models.mapper import MapperConfig

_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
_WORDS = (
    "A fox finds a red balloon in the forest. The wind takes it over the village. Snow falls on the mountain "
    "while the owl sleeps in a tree. At night the little boat comes home, and they look at the stars. "
)


@dataclass(frozen=True)
class RandomSizes:
    """Sizes of a random model; the defaults load in a second."""

    language: str = "opt"
    """A model type of transformers, such as "opt", "qwen3" or "llama"."""
    tied: bool = True
    width: int = 32
    layers: int = 2
    heads: int = 4
    vocabulary: int = 320
    window: int = 512
    picture_size: int = 32
    painter: bool = True
    seed: int = 0


def write_random_model(folder: Path, sizes: RandomSizes | None = None) -> Path:
    """Write a model folder (model.json and four parts) and return it. Its answers mean nothing."""
    sizes = sizes or RandomSizes()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(sizes.seed)
        tokenizer = random_tokenizer(sizes.vocabulary)
        _write_language(folder / "language", tokenizer, sizes)
        _write_vision(folder / "vision", sizes)
        if sizes.painter:
            _write_painter(folder / "painter", tokenizer, sizes)
        _write_adapter(folder / "adapter", len(tokenizer), sizes)
    record = {
        "format": 1,
        "name": f"random {sizes.language}",
        "language": "language",
        "vision": "vision",
        "painter": "painter" if sizes.painter else None,
        "adapter": "adapter",
    }
    (folder / "model.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    return folder


def random_tokenizer(vocabulary: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE: any text survives it."""
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=_SPECIAL,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator([_WORDS], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token="</s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=77,
    )


def language_config(sizes: RandomSizes, vocabulary: int) -> Any:  # noqa: ANN401 - transformers' config type
    """A transformers config of that model type with `vocabulary` rows."""
    options: dict[str, Any] = {
        "vocab_size": vocabulary,
        "hidden_size": sizes.width,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "max_position_embeddings": sizes.window,
        "tie_word_embeddings": sizes.tied,
        "bos_token_id": 2,
        "eos_token_id": 2,
        "pad_token_id": 1,
    }
    if sizes.language == "opt":
        options |= {"ffn_dim": 4 * sizes.width, "word_embed_proj_dim": sizes.width, "dropout": 0.0}
    else:
        options |= {
            "intermediate_size": 4 * sizes.width,
            "num_key_value_heads": max(1, sizes.heads // 2),
            "head_dim": sizes.width // sizes.heads,
        }
    return AutoConfig.for_model(sizes.language, **options)


def _write_language(folder: Path, tokenizer: PreTrainedTokenizerFast, sizes: RandomSizes) -> None:
    model = AutoModelForCausalLM.from_config(language_config(sizes, len(tokenizer) + 3))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _write_vision(folder: Path, sizes: RandomSizes) -> None:
    config = {
        "embed_dim": 16,
        "vision_cfg": {
            "image_size": sizes.picture_size,
            "layers": 2,
            "width": 64,
            "head_width": 32,
            "patch_size": 16,
        },
        "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 1, "layers": 1},
    }
    model = open_clip.CLIP(**config, quick_gelu=True)
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "model_cfg": {**config, "quick_gelu": True},
        "preprocess_cfg": {"size": [sizes.picture_size, sizes.picture_size]},
    }
    (folder / "open_clip_config.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")


def _write_painter(folder: Path, tokenizer: PreTrainedTokenizerFast, sizes: RandomSizes) -> None:
    text_encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=sizes.width,
            intermediate_size=2 * sizes.width,
            num_hidden_layers=1,
            num_attention_heads=2,
            max_position_embeddings=77,
            bos_token_id=2,
            eos_token_id=2,
            pad_token_id=1,
        )
    )
    channels = (32, 64)
    unet = diffusers.UNet2DConditionModel(
        sample_size=sizes.picture_size // 2,
        block_out_channels=channels,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=sizes.width,
        attention_head_dim=8,
        norm_num_groups=8,
    )
    vae = diffusers.AutoencoderKL(
        block_out_channels=(16, 32),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=8,
        sample_size=sizes.picture_size,
    )
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
    )
    pipeline = diffusers.StableDiffusionPipeline(
        vae,
        text_encoder,
        tokenizer,
        unet,
        scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)


def _write_adapter(folder: Path, tokens: int, sizes: RandomSizes) -> None:
    config = AdapterConfig(
        language_width=sizes.width,
        vision_width=64,
        image_token_ids=tuple(range(tokens + 1, tokens + 9)),
        retrieval_width=16,
        mapper=MapperConfig(width=32, encoder_layers=1, decoder_layers=1, feedforward=64, output=sizes.width),
        tied_output=sizes.tied,
        decision=DecisionConfig("cosine"),
    )
    adapter = Adapter(config)
    init_image_tokens(adapter, torch.randn(tokens, sizes.width) * 0.02, torch.default_generator)
    decision = DecisionModule(sizes.width, config.decision or DecisionConfig())
    save_adapter(folder, AdapterBundle(adapter, decision))
