"""A training step of ours against one written as the authors' code does it: samples a second, and peak memory.

OPT-125M's and ViT-B/32's sizes with random weights, GILL's adapter at the published sizes for them, on the CPU, batch
16, captions as long as those of the PartiPrompts TSV (sixteen quantiles of its word counts, 1.25 tokens a word).

The authors' step runs the vision tower and the language model three times (captioning, retrieval, generation), pads
captions to 32 tokens, scores the whole vocabulary at every position, and has a gradient and moments for the whole
vocabulary matrix, of which all but [IMG]'s rows are masked. Ours reads precomputed features and trains [IMG]'s rows
alone. What computing the features costs is printed beside it, and counted in, spread over ten epochs.

    python benchmarks/train.py --steps 6
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import psutil
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import CLIPVisionConfig, CLIPVisionModel, OPTConfig, OPTForCausalLM

from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.mapper import MapperConfig
from engine.models.random_model import random_tokenizer
from engine.training.examples import Example, Lesson
from engine.training.features import Features
from engine.training.sampler import Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core.training import TrainingRecipe

WORDS = (1, 2, 3, 4, 5, 6, 7, 7, 8, 8, 9, 10, 11, 14, 19, 27)
"""Sixteen quantiles of the word counts of the 1,632 prompts."""
BATCH, EPOCHS = len(WORDS), 10
WIDTH, VOCABULARY, IMAGES, K = 768, 50272, 8, 4
QUERIES, OUTPUT = 77, 768
_LONGEST = 32
_IDS = tuple(range(VOCABULARY - IMAGES, VOCABULARY))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=6, help="steps timed, after two of warming up")
    parser.add_argument("--threads", type=int, default=0, help="default: as many as torch takes")
    parser.add_argument("--only", choices=["ours", "authors"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.only:
        print(json.dumps(_ours(options.steps) if options.only == "ours" else _authors(options.steps)))
        return
    found = {name: _measured(name, options) for name in ("authors", "ours")}
    authors, ours = found["authors"], found["ours"]
    spread = BATCH / ours["step"], BATCH / (ours["step"] + ours["features"] / EPOCHS)
    print(f"the authors' step   {BATCH / authors['step']:8.2f} samples/s   peak {authors['peak'] / 1e9:.2f} GB")
    print(f"ours                {spread[0]:8.2f} samples/s   peak {ours['peak'] / 1e9:.2f} GB")
    print(f"features, once      {BATCH / ours['features']:8.2f} samples/s")
    print(f"ours with features  {spread[1]:8.2f} samples/s, over {EPOCHS} epochs")
    times, memory = spread[1] * authors["step"] / BATCH, ours["peak"] / authors["peak"]
    print(
        f"faster {times:.2f} times (at least 3: {_met(times >= 3)}), memory {memory:.0%} (60 %: {_met(memory <= 0.6)})"
    )


def _met(holds: bool) -> str:  # noqa: FBT001
    return "met" if holds else "missed"


def _measured(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Each in a process of its own, so that its peak is its own."""
    command = [sys.executable, __file__, "--only", name, "--steps", str(options.steps)]
    command += ["--threads", str(options.threads)] if options.threads else []
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return cast("dict[str, float]", json.loads(done.stdout.splitlines()[-1]))


def _ours(steps: int) -> dict[str, float]:
    features = _seconds_of_features()
    language = _language().requires_grad_(requires_grad=False)
    backbone = LanguageBackbone(language, random_tokenizer(320))
    mapper = MapperConfig(queries=QUERIES, output=OUTPUT)
    adapter = Adapter(AdapterConfig(WIDTH, WIDTH, _IDS, visual_tokens=K, mapper=mapper))
    gill = Gill(backbone, cast("Any", _NoVision()), AdapterBundle(adapter))
    examples = tuple(Example(str(i), f"{count} {i}", str(i)) for i, count in enumerate(WORDS))
    recipe = TrainingRecipe(
        batch=BATCH, packing=0.0, replay=0.0, distractors=0, precision="float32", end_captions=False
    )
    sampler = Sampler(Lesson(examples, ()), Mixture(BATCH, 0.0, 0.0, 0))
    task = AdapterTask(gill, cast("Features", _Made(examples)), sampler, recipe)
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=1e-4, fused=True)

    def step() -> None:
        task.backward(0)
        nn.utils.clip_grad_norm_(adapter.parameters(), 1.0)
        optimizer.step()

    return {"step": _seconds(step, steps), "features": features, "peak": _peak()}


def _seconds_of_features() -> float:
    vision, pixels = _vision(), torch.randn(BATCH, 3, 224, 224)
    return _seconds(lambda: _looked(vision, pixels), 3)


class _NoVision:
    """Features are at hand: no tower is needed."""

    width = WIDTH


class _Made:
    """Features as they would come from the disk."""

    paints, variance = True, 1.0

    def __init__(self, examples: Sequence[Example]) -> None:
        generator = torch.Generator().manual_seed(0)
        self._pooled = {one.key: torch.randn(WIDTH, generator=generator) for one in examples}
        self._targets = {one.caption: torch.randn(QUERIES, OUTPUT, generator=generator).half() for one in examples}

    def __contains__(self, key: str) -> bool:
        return key in self._pooled

    def pooled(self, keys: Sequence[str]) -> Tensor:
        return torch.stack([self._pooled[key] for key in keys])

    def ids(self, text: str) -> tuple[int, ...]:
        return _tokens(int(text.split(maxsplit=1)[0]))

    def targets(self, texts: Sequence[str]) -> Tensor:
        return torch.stack([self._targets[text].float() for text in texts])


def _authors(steps: int) -> dict[str, float]:
    """The shape of the authors' training step; see reference/gill.md §3, §4 and §8 for what it is made of."""
    vision, language = _vision(), _language().requires_grad_(requires_grad=False)
    matrix = language.get_input_embeddings().weight.requires_grad_()
    mapper = MapperConfig(queries=QUERIES, output=OUTPUT)
    adapter = Adapter(AdapterConfig(WIDTH, WIDTH, _IDS, visual_tokens=K, mapper=mapper))
    adapter.image_tokens.requires_grad_(requires_grad=False)
    trained = [matrix, *(p for p in adapter.parameters() if p.requires_grad)]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    mask = torch.zeros(VOCABULARY, 1)
    mask[list(_IDS)] = 1
    ids, lengths = _padded()
    pixels, targets = torch.randn(BATCH, 3, 224, 224), torch.randn(BATCH, QUERIES, OUTPUT)

    def step() -> None:
        losses = []
        for mode in ("captioning", "retrieval", "generation"):
            pooled = _looked(vision, pixels)
            words = F.embedding(ids, matrix)
            visual = adapter.caption_embeddings(pooled)
            inputs = torch.cat([visual, words], 1) if mode == "captioning" else words
            before = K if mode == "captioning" else 0
            out = language(inputs_embeds=inputs, labels=_labels(ids, lengths, before), output_hidden_states=True)
            losses.append(out.loss * (1.0 if mode == "captioning" else 0.5))
            if mode != "captioning":
                at = (lengths - IMAGES)[:, None] + torch.arange(IMAGES)
                states = out.hidden_states[-1][torch.arange(BATCH)[:, None], at]
            if mode == "retrieval":
                texts = F.normalize(adapter.text_embeddings(states), dim=-1)
                images = F.normalize(adapter.retrieval_embeddings(pooled), dim=-1)
                scores = adapter.logit_scale.exp() * texts @ images.T
                own = torch.arange(BATCH)
                losses.append(0.5 * (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)))
            if mode == "generation":
                mapped = adapter.mapper(states, F.embedding(torch.tensor(_IDS), matrix))
                losses.append(torch.linalg.vector_norm(mapped - targets, dim=-1).mean())
        optimizer.zero_grad()
        torch.stack(losses).sum().backward()
        matrix.grad.mul_(mask)
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        with torch.no_grad():
            norm = matrix[:-IMAGES].norm(dim=-1).mean()
            matrix[-IMAGES:] *= norm / matrix[-IMAGES:].norm(dim=-1, keepdim=True)

    return {"step": _seconds(step, steps), "peak": _peak()}


def _padded() -> tuple[Tensor, Tensor]:
    """Captions with [IMG] ids as the authors lay them out: 32 positions, the last eight overwritten where cut."""
    ids = torch.ones(BATCH, _LONGEST, dtype=torch.int64)
    lengths = []
    for row, count in enumerate(WORDS):
        whole = [2, *_tokens(count), *_IDS][:_LONGEST]
        whole[-IMAGES:] = _IDS
        ids[row, : len(whole)] = torch.tensor(whole)
        lengths.append(len(whole))
    return ids, torch.tensor(lengths)


def _labels(ids: Tensor, lengths: Tensor, before: int) -> Tensor:
    """What is predicted: captions, and outside captioning [IMG1]."""
    last = lengths - IMAGES + (before == 0)
    wanted = torch.arange(ids.shape[1])[None] < last[:, None]
    labels = torch.where(wanted, ids, -100)
    return torch.cat([torch.full((len(ids), before), -100), labels], 1)


def _tokens(words: int) -> tuple[int, ...]:
    return tuple(100 + (words * 31 + i * 17) % 40000 for i in range(round(1.25 * words)))


def _language() -> OPTForCausalLM:
    torch.manual_seed(0)
    config = OPTConfig(
        vocab_size=VOCABULARY, hidden_size=WIDTH, ffn_dim=4 * WIDTH, word_embed_proj_dim=WIDTH,
        num_hidden_layers=12, num_attention_heads=12, dropout=0.0,
    )  # fmt: skip
    return OPTForCausalLM(config).eval()


def _vision() -> CLIPVisionModel:
    torch.manual_seed(0)
    config = CLIPVisionConfig(
        hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=12, num_attention_heads=12, patch_size=32
    )
    return CLIPVisionModel(config).eval().requires_grad_(requires_grad=False)


@torch.no_grad()
def _looked(vision: CLIPVisionModel, pixels: Tensor) -> Tensor:
    return cast("Tensor", vision(pixel_values=pixels).pooler_output)


def _seconds(work: Callable[[], object], count: int) -> float:
    """Median of `count` times, after two that warm up."""
    times = []
    for _ in range(count + 2):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times[2:])[count // 2]


def _peak() -> float:
    """Bytes this process had in memory at most."""
    info = psutil.Process().memory_info()
    if hasattr(info, "peak_wset"):
        return float(info.peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


if __name__ == "__main__":
    main()
