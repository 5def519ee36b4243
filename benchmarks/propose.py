"""A whole proposal against the bare sum of its model calls, both in one run, the engine loaded.

usage: uv run python benchmarks/propose.py [--model FOLDER] [--sample luna-cannot-sleep] [--rounds 5] [--threads N]

A proposal writes 3 sentences, finds 3 pictures of the sample collection and paints 2 in 12 steps, from a story that
the engine has not read before. The bare calls have the same shapes and come in the same number, in plain loops on
random numbers: no prompts, no sampling, no scheduler, no files. Medians of the rounds; exits with 1 when the
proposal takes more than 1.2 times the bare calls.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import DynamicCache

from engine.choice import choose_model
from engine.collections import index_collection
from engine.facade import Engine
from engine.loading import LoadedModel, load_model
from engine.models.key_values import KeyValues
from engine.quiet import quiet_libraries
from engine.starter.samples import sample_collection
from gill_studio.core.protocol import PaintSettings, ProposeRequest, TextSettings
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.samples import sample_folder

LIMIT = 1.2
STEPS = 12
PARTS = ("looking", "reading", "writing", "asking", "mapping", "telling", "denoising", "decoding")
MEANING = {
    "looking": "vision tower",
    "reading": "language model, the story",
    "writing": "language model, candidates",
    "asking": "language model, [IMG] tokens",
    "mapping": "GILLMapper",
    "telling": "text encoder, nothing told",
    "denoising": "UNet",
    "decoding": "VAE decoder",
}
Shape = tuple[int, ...]


@dataclass
class Calls:
    """What a proposal asked of its models: seconds by part, and the shapes of every call in order."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    shapes: list[tuple[str, Shape, int]] = field(default_factory=list)

    def timed(self, part: str, shape: Shape, past: int, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Run a call, and take it down."""
        start = time.perf_counter()
        answer = call()
        self.seconds[part] += time.perf_counter() - start
        self.shapes.append((part, shape, past))
        return answer


@contextmanager
def watched(model: LoadedModel) -> Iterator[Calls]:
    """Time every call of a model's parts while this lasts."""
    calls, gill, painter = Calls(), model.gill, model.painter
    assert painter is not None, "this benchmark needs a model that paints"
    pipeline = painter.pipeline
    read, pooled, mapped = gill.language.read, gill.vision.pooled, gill.painter_embeddings

    def watched_read(embeddings: torch.Tensor, past: KeyValues | None = None, *, keep: bool = True) -> Any:  # noqa: ANN401
        length = past.length if past is not None else 0
        part = "asking" if not keep else "reading" if len(embeddings) == 1 and embeddings.shape[1] > 1 else "writing"
        return calls.timed(part, tuple(embeddings.shape), length, lambda: read(embeddings, past, keep=keep))

    gill.language.read = watched_read  # type: ignore[method-assign]
    gill.vision.pooled = lambda pixels: calls.timed("looking", tuple(pixels.shape), 0, lambda: pooled(pixels))  # type: ignore[method-assign]
    gill.painter_embeddings = lambda states: calls.timed("mapping", tuple(states.shape), 0, lambda: mapped(states))  # type: ignore[method-assign]
    restore = [
        _watch_forward(calls, "denoising", pipeline.unet, lambda unet: unet.forward, "forward"),
        _watch_forward(calls, "telling", pipeline.text_encoder, lambda encoder: encoder.forward, "forward"),
        _watch_forward(calls, "decoding", pipeline.vae, lambda vae: vae.decode, "decode"),
    ]
    try:
        yield calls
    finally:
        for owner, name in ((gill.language, "read"), (gill.vision, "pooled"), (gill, "painter_embeddings")):
            del owner.__dict__[name]
        for undo in restore:
            undo()


def _watch_forward(
    calls: Calls,
    part: str,
    module: Any,  # noqa: ANN401 - diffusers and transformers are untyped
    method: Callable[[Any], Callable[..., Any]],
    name: str,
) -> Callable[[], None]:
    plain = method(module)

    def run(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        first = args[0] if args else options["input_ids"]
        told = options.get("encoder_hidden_states")
        past = 0 if told is None else told.shape[1]
        return calls.timed(part, tuple(first.shape), past, lambda: plain(*args, **options))

    setattr(module, name, run)
    return lambda: delattr(module, name)


class Bare:
    """The same calls on random numbers, in plain loops."""

    def __init__(self, model: LoadedModel) -> None:
        assert model.painter is not None
        self.gill, self.pipeline, self.width = model.gill, model.painter.pipeline, model.painter.width
        language = model.gill.language
        self._body, self._head, self._config = language.model.base_model, language.head, language.config
        self._cache: Any = None
        self._rows = 0

    @torch.no_grad()
    def run(self, shapes: list[tuple[str, Shape, int]]) -> dict[str, float]:
        """Seconds by part of all calls, one after the other."""
        seconds: dict[str, float] = defaultdict(float)
        for part, shape, past in shapes:
            call = self._prepared(part, shape, past)
            start = time.perf_counter()
            call()
            seconds[part] += time.perf_counter() - start
        return seconds

    def _prepared(self, part: str, shape: Shape, past: int) -> Callable[[], object]:
        if part in ("reading", "writing", "asking"):
            return self._language(part, shape, past)
        if part == "telling":
            ids = torch.ones(shape, dtype=torch.int64)
            return lambda: self.pipeline.text_encoder(input_ids=ids)
        values = torch.randn(shape)
        if part == "denoising":
            told, when = torch.randn(shape[0], past, self.width), torch.tensor(500)
            return lambda: self.pipeline.unet(values, when, encoder_hidden_states=told)
        plain: dict[str, Callable[[torch.Tensor], object]] = {
            "looking": self.gill.vision.pooled,
            "mapping": self.gill.painter_embeddings,
            "decoding": self.pipeline.vae.decode,
        }
        return lambda: plain[part](values)

    def _language(self, part: str, shape: Shape, past: int) -> Callable[[], object]:
        """A pass of the language model; its cache goes on where it can, else it is made up beforehand."""
        if self._cache is None or self._rows != shape[0] or self._cache.get_seq_length() != past:
            self._cache, self._rows = self._made_up_cache(shape[0], past), shape[0]
        cache, embeddings = self._cache, torch.randn(shape)

        def call() -> object:
            hidden = self._body(inputs_embeds=embeddings, past_key_values=cache, use_cache=True).last_hidden_state
            return self._head(hidden[:, -1]) if part == "writing" else hidden

        return call

    def _made_up_cache(self, rows: int, past: int) -> Any:  # noqa: ANN401 - transformers is untyped
        cache = DynamicCache()
        heads = self._config.num_attention_heads
        for layer in range(self._config.num_hidden_layers if past else 0):
            shape = (rows, heads, past, self._config.hidden_size // heads)
            cache.update(torch.randn(shape), torch.randn(shape), layer)
        return cache


def main() -> int:
    """Print seconds by part and the ratio; 1 when it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model folder, or an installed model's name (default: the starter)")
    parser.add_argument("--sample", default="luna-cannot-sleep")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    quiet_libraries()
    torch.set_num_threads(options.threads)
    chosen = choose_model(options.model)
    model = load_model(chosen.folders)
    with tempfile.TemporaryDirectory() as folder, sample_collection() as store:
        collection = index_collection(Engine(model), store).index
        request = ProposeRequest(
            read_story(sample_folder(options.sample)).engine_panels(),
            text=TextSettings(count=3),
            retrieve=3,
            paint=PaintSettings(count=2, steps=STEPS, guidance=chosen.painting.guidance),
            output=Path(folder),
        )
        return measure(model, collection, request, options.rounds)


def measure(model: LoadedModel, collection: Any, request: ProposeRequest, rounds: int) -> int:  # noqa: ANN401
    """One round that does not count, then `rounds` of both ways in turn."""
    bare, totals, ours, theirs = Bare(model), [], [], []
    for number in range(rounds + 1):
        engine = Engine(model)  # nothing read, nothing looked at; the weights are shared
        engine.collection = collection
        with watched(model) as calls:
            start = time.perf_counter()
            engine.propose(request)
            total = time.perf_counter() - start
        parts = bare.run(calls.shapes)
        if number:
            totals.append(total)
            ours.append(dict(calls.seconds))
            theirs.append(parts)
    return report(totals, ours, theirs, [part for part, _, _ in calls.shapes])


def report(totals: list[float], ours: list[dict[str, float]], theirs: list[dict[str, float]], calls: list[str]) -> int:
    """The table; 1 when the ratio is over the limit."""
    print(f"{'':<34}{'calls':>7}{'proposal':>12}{'bare':>12}")
    for part in PARTS:
        a, b = (statistics.median(run.get(part, 0.0) for run in runs) for runs in (ours, theirs))
        print(f"{MEANING[part]:<34}{calls.count(part):>7}{a:>10.3f} s{b:>10.3f} s")
    rest = statistics.median(total - sum(run.values()) for total, run in zip(totals, ours, strict=True))
    print(f"{'everything else':<34}{'':>7}{rest:>10.3f} s")
    ratio = statistics.median(total / sum(run.values()) for total, run in zip(totals, theirs, strict=True))
    total, sum_of_calls = statistics.median(totals), statistics.median(sum(run.values()) for run in theirs)
    print(f"{'together':<34}{'':>7}{total:>10.3f} s{sum_of_calls:>10.3f} s")
    painting = statistics.median(run["denoising"] + run["decoding"] for run in ours) / 2
    print(f"one painted picture: {painting:.3f} s")
    print(f"proposal / bare calls: {ratio:.3f}  (at most {LIMIT}){'' if ratio <= LIMIT else '   MISSED'}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
