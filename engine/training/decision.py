"""The decision module from labels: prompts of which people said whether to paint or to retrieve.

GILL 3.4: a linear head on h[IMG1], with dropout, by cross-entropy on all labels at once. Labels are a TSV as the
authors' PartiPrompts annotations are, or the writer's own log of proposals accepted and rejected.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.adapters import backbone_records, check_free, install_adapter
from engine.context import RunContext
from engine.facade import Engine
from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule
from engine.models.adapter_files import save_adapter
from engine.prompting.prompt import ContextPanel
from gill_studio.core.decisions import DecisionLabel, read_log
from gill_studio.core.training import DecisionReport, DecisionRequest, TrainingError

TRAIN_ROWS = 600  # of the authors' 911 confident prompts, in file order; the other 311 test
_DROPOUT = 0.5
_LEAST = 1e-6  # of a deviation
_FEWEST = 10
_HINT = "It needs a header and the columns Prompt and Decision (gen, ret or same), separated by tabs."


@dataclass(frozen=True)
class DecisionOptions:
    """How the head is trained; the authors' numbers."""

    steps: int = 2000
    rate: float = 1e-3
    dropout: float = _DROPOUT
    weight_decay: float = 0.0
    seed: int = 1337
    check_every: int = 50


def read_labels(path: Path) -> tuple[list[DecisionLabel], list[DecisionLabel]]:
    """(train, test) labels of a TSV or of a log (JSON lines); those that people could not decide are left out.

    Of a TSV the first 600 train, as the authors have it, or two thirds of a shorter one; of a log, a hash decides.
    Raises TrainingError naming the file and what it lacks.
    """
    labels = read_log(path) if path.suffix == ".jsonl" else list(_rows(path))
    if path.suffix == ".jsonl":
        random.Random("decision log").shuffle(labels)  # noqa: S311 - examples, not secrets
    confident = [label for label in labels if label.retrieve is not None]
    kinds = {label.retrieve for label in confident}
    if len(confident) < _FEWEST or len(kinds) < 2:
        raise TrainingError(
            f"{path} has {len(confident)} decisions of {len(kinds)} kinds; {_FEWEST} of both kinds are the least.",
            "Label more prompts, or accept and reject more proposals first.",
        )
    count = TRAIN_ROWS if len(confident) > TRAIN_ROWS + _FEWEST else 2 * len(confident) // 3
    return confident[:count], confident[count:]


def train_decision(
    engine: Engine, path: Path, options: DecisionOptions | None = None, context: RunContext | None = None
) -> tuple[AdapterBundle, DecisionReport]:
    """The engine's adapter with a decision module trained on these labels, and how it does on those kept apart.

    The module with the best macro-F1 on the training labels' last fifth is kept, so that the test labels decide
    nothing. Similarities are weighed where the engine retrieves from a collection.
    """
    options, context = options or DecisionOptions(), context or RunContext()
    train, test = read_labels(path)
    similarity = engine.collection is not None and len(engine.collection) > 0
    config = DecisionConfig("cosine" if similarity else "none")
    inputs = _inputs(engine, [*train, *test], similarity, context)
    labels = torch.tensor([int(bool(label.retrieve)) for label in (*train, *test)])
    count = len(train)
    module = _fitted(inputs[:count], labels[:count], engine.gill.config.language_width, config, options)
    with torch.no_grad():
        answers = module(inputs).argmax(1)
    report = DecisionReport(
        trained=count,
        tested=len(test),
        train_f1=macro_f1(labels[:count], answers[:count]),
        test_f1=macro_f1(labels[count:], answers[count:]),
        retrieve_share=float(labels[count:].float().mean()),
        similarity=similarity,
    )
    return AdapterBundle(engine.gill.adapter, module), report


def teach_decision(request: DecisionRequest, context: RunContext | None = None) -> DecisionReport:
    """Train a decision module for a model, and keep it as a named adapter.

    Raises StudioError for whatever is not there or cannot be written.
    """
    from engine.choice import choose_model, load_chosen
    from engine.quiet import quiet_libraries

    context = context or RunContext()
    check_free(request.name, may_replace=request.replace)
    read_labels(request.labels)  # first: what is wrong with them is told at once
    quiet_libraries()
    chosen = choose_model(request.model, request.adapter)
    engine = load_chosen(chosen, context)
    if request.collection:
        _retrieve_from(engine, request.collection, context)
    bundle, report = train_decision(engine, request.labels, context=context)
    config = bundle.adapter.config
    record = {**config.training, "decisions": report.trained}
    bundle.adapter.config = replace(config, training=record, backbones=backbone_records(chosen.folders))
    with tempfile.TemporaryDirectory(prefix="decision-") as folder:
        save_adapter(Path(folder), bundle)
        install_adapter(Path(folder), request.name, may_replace=request.replace)
    return report


def _retrieve_from(engine: Engine, collection: str, context: RunContext) -> None:
    from engine.collections import index_collection
    from engine.training.gathering import opened

    with opened(collection, context) as store:
        engine.collection = index_collection(engine, store, context).index


def macro_f1(truth: Tensor, answers: Tensor) -> float:
    """Mean of both classes' F1; a class that is neither there nor answered counts 0."""
    found = []
    for kind in (0, 1):
        hits = int(((truth == kind) & (answers == kind)).sum())
        misses = int(((truth == kind) ^ (answers == kind)).sum())
        found.append(2 * hits / (2 * hits + misses) if hits + misses else 0.0)
    return sum(found) / 2


def _fitted(
    inputs: Tensor, labels: Tensor, width: int, config: DecisionConfig, options: DecisionOptions
) -> DecisionModule:
    """The module for inputs as they are; it is trained on standardised ones."""
    mean, deviation = inputs.mean(0), inputs.std(0) + _LEAST
    standard = (inputs - mean) / deviation
    held = np.arange(len(labels)) % 5 == 4
    fit, check = torch.from_numpy(~held), torch.from_numpy(held)
    generator = torch.Generator().manual_seed(options.seed)
    head = nn.Linear(inputs.shape[1], 2)
    with torch.no_grad():
        head.weight.normal_(std=0.01, generator=generator)
        head.bias.zero_()
    optimizer = torch.optim.AdamW(head.parameters(), lr=options.rate, weight_decay=options.weight_decay)
    best, kept = -1.0, (head.weight.detach().clone(), head.bias.detach().clone())
    for step in range(options.steps):
        keep = torch.rand(standard[fit].shape, generator=generator) >= options.dropout
        optimizer.zero_grad()
        F.cross_entropy(head(standard[fit] * keep / (1 - options.dropout)), labels[fit]).backward()
        optimizer.step()
        if step % options.check_every == options.check_every - 1:
            with torch.no_grad():
                score = macro_f1(labels[check], head(standard[check]).argmax(1))
            if score > best:
                best, kept = score, (head.weight.detach().clone(), head.bias.detach().clone())
    module = DecisionModule(width, config)
    with torch.no_grad():
        module.weight.copy_(kept[0] / deviation)
        module.bias.copy_(kept[1] - module.weight @ mean)
    return module.eval()


@torch.no_grad()
def _inputs(engine: Engine, labels: Sequence[DecisionLabel], similarity: bool, context: RunContext) -> Tensor:  # noqa: FBT001
    """(n, e), or with similarities (n, e + 1), on the CPU."""
    rows = []
    for number, label in enumerate(labels):
        context.step("reading prompts", number, len(labels))
        states = engine.image_states([ContextPanel(text) for text in label.captions])
        row = states[0].float().cpu()
        if similarity and engine.collection is not None:
            hits = engine.collection.search(engine.gill.query_vector(states).cpu().numpy(), 1)
            best = hits[0].score if label.similarity is None and hits else label.similarity
            row = torch.cat([row, torch.tensor([-1.0 if best is None else best])])
        rows.append(row)
    return torch.stack(rows)


def _rows(path: Path) -> Iterator[DecisionLabel]:
    decided = {"ret": True, "gen": False}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if not {"Prompt", "Decision"} <= set(reader.fieldnames or ()):
                raise TrainingError(f"{path} has no columns Prompt and Decision.", _HINT)
            for row in reader:
                if row["Prompt"] and row["Decision"]:
                    yield DecisionLabel((row["Prompt"].strip(),), decided.get(row["Decision"].strip()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingError(f"{path} cannot be read: {error}.", _HINT) from error
