"""What the KV cache, the prefix cache and batched candidates save: OPT-125M's size, random weights, CPU, float32.

usage: uv run python benchmarks/decode.py [--rounds 3]
Prints ratios from one run, each the median of its rounds; exits with 1 when one misses what is promised.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from PIL import Image
from transformers import AutoModelForCausalLM

from engine.decoding.loop import decode
from engine.decoding.options import DecodeOptions, StopRules
from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.mapper import MapperConfig
from engine.models.random_model import RandomSizes, language_config, random_tokenizer
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import Prompter
from engine.quiet import quiet_libraries

NEW_TOKENS = 32
CAPTION_TOKENS = 20
FREE_RUN = StopRules(eos=False, newline=False, sentence=False, picture=False)
OPTIONS = DecodeOptions(max_tokens=NEW_TOKENS, picture_bias=0.0, stop=FREE_RUN)


class NoVision:
    """The stories of this benchmark show no pictures."""

    width = 64

    @staticmethod
    def preprocess(picture: Image.Image) -> torch.Tensor:
        """Never called."""
        raise NotImplementedError

    @staticmethod
    def pooled(pixels: torch.Tensor) -> torch.Tensor:
        """Never called."""
        raise NotImplementedError

    def to(self, device: torch.device | str) -> NoVision:
        """Nothing to move."""
        del device
        return self


def build() -> Gill:
    """GILL over an OPT-125M of random weights."""
    torch.manual_seed(0)
    sizes = RandomSizes(width=768, layers=12, heads=12, window=2048)
    model = AutoModelForCausalLM.from_config(language_config(sizes, 50272))
    mapper = MapperConfig(width=64, encoder_layers=1, decoder_layers=1, feedforward=64)
    config = AdapterConfig(768, NoVision.width, tuple(range(50266, 50274)), mapper=mapper)
    language = LanguageBackbone(model, random_tokenizer(320))
    return Gill(language, NoVision(), AdapterBundle(Adapter(config)))


@torch.no_grad()
def recompute(gill: Gill, pieces: list[int], *, all_logits: bool) -> list[int]:
    """Greedy decoding as the authors' code does it: the whole prefix at each step, nothing kept.

    With `all_logits` it scores every position too, as theirs does; without, only the last one.
    """
    embeddings = gill.embed(gill.tokens(pieces))[None]
    found: list[int] = []
    for _ in range(NEW_TOKENS):
        hidden, _ = gill.read(embeddings, keep=False)
        logits = gill.logits(hidden if all_logits else hidden[:, -1:])[:, -1]
        logits[:, gill.image_ids] = float("-inf")
        found.append(int(logits.argmax()))
        embeddings = torch.cat([embeddings, gill.embed(gill.tokens([found[-1:]]))], 1)
    return found


def cached(gill: Gill, pieces: list[int], candidates: int = 1) -> list[int]:
    """The engine's way: one prefill, then one position a step."""
    hidden, past = PrefixCache(Prompter(gill)).read(pieces, ())
    ids: list[int] = []
    for _, candidate in decode(gill, hidden, past, OPTIONS, range(candidates)):
        ids = candidate.ids
    return ids


def first_token(gill: Gill, cache: PrefixCache, pieces: list[int]) -> None:
    """From a story to its first proposed token."""
    hidden, past = cache.read(pieces, ())
    next(decode(gill, hidden, past, OPTIONS, [0]))


def median_seconds(action: Callable[[], object], rounds: int) -> float:
    """Median wall time of `rounds` runs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def report(name: str, ratio: float, limit: float, *, at_least: bool, detail: str) -> bool:
    """One line of the table; whether the promise is kept."""
    kept = ratio >= limit if at_least else ratio <= limit
    bound = f"{'at least' if at_least else 'at most'} {limit:g}"
    print(f"{name:<44} {ratio:>7.3f}  ({bound}){'' if kept else '   MISSED'}\n    {detail}")
    return kept


def main() -> int:
    """Print the table; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    quiet_libraries()
    gill = build()
    generator = torch.Generator().manual_seed(1)
    words = torch.randint(4, 50000, (1100,), generator=generator).tolist()
    context = words[:512]
    assert cached(gill, context) == recompute(gill, context, all_logits=False), "the two ways must agree"

    ours = median_seconds(lambda: cached(gill, context), rounds)
    theirs = median_seconds(lambda: recompute(gill, context, all_logits=True), 1)
    bare = median_seconds(lambda: recompute(gill, context, all_logits=False), 1)
    four = median_seconds(lambda: cached(gill, context, 4), rounds)
    detail = f"{NEW_TOKENS} tokens after 512: {theirs:.2f} s ({bare:.2f} s scoring only the last) against {ours:.2f} s"
    kept = [report("recomputing everything / cached", theirs / ours, 15, at_least=True, detail=detail)]

    story = words[:1000]
    grown = story + words[:CAPTION_TOKENS]
    cold = median_seconds(lambda: first_token(gill, PrefixCache(Prompter(gill)), grown), rounds)
    warm_times = []
    for i in range(rounds):
        cache = PrefixCache(Prompter(gill))
        first_token(gill, cache, story)
        appended = story + words[i : i + CAPTION_TOKENS]
        warm_times.append(median_seconds(lambda c=cache, a=appended: first_token(gill, c, a), 1))  # type: ignore[misc]
    warm = statistics.median(warm_times)
    detail = f"a caption of {CAPTION_TOKENS} tokens after 1,000: {warm:.3f} s against {cold:.3f} s"
    kept.append(report("first token after an edit / from cold", warm / cold, 0.10, at_least=False, detail=detail))

    detail = f"4 candidates: {four:.2f} s against 4 x {ours:.2f} s"
    kept.append(report("4 candidates in a batch / 4 runs", four / (4 * ours), 0.45, at_least=False, detail=detail))
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
