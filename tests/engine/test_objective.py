"""The training objective: rows are laid out as told, losses are their formulas, gradients reach the adapter alone."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.adapter import Adapter, AdapterBundle
from engine.models.gill import Gill
from engine.training.objective import (
    Distractors,
    Losses,
    ObjectiveConfig,
    generation_loss,
    hidden_states,
    info_nce,
    objective,
    word_loss,
)
from engine.training.rows import ImageTokens, Rows, Visual, Words, assemble, captioning_rows, picture_rows

BOS, IMAGES, K, NO = 2, (90, 91, 92), 2, -100
CAPTIONS = [[40, 41, 42], [50, 51], [60, 61, 62, 63], [70]]


# Rows --------------------------------------------------------------------------------------------------------------


def test_captioning_rows_are_a_picture_and_its_caption() -> None:
    rows = assemble(captioning_rows(CAPTIONS[:2], BOS, packed=False), IMAGES, K)
    assert rows.ids.tolist() == [[0, 0, BOS, 40, 41, 42], [0, 0, BOS, 50, 51, 0]]
    assert rows.visual.tolist() == [[0, 1, -1, -1, -1, -1], [2, 3, -1, -1, -1, -1]]
    assert rows.labels.tolist() == [[NO, NO, BOS, 40, 41, 42], [NO, NO, BOS, 50, 51, NO]], "BOS is a target too"
    assert rows.states.shape == (0, 3, 2)
    assert rows.pictures.tolist() == []


def test_picture_rows_are_a_caption_and_image_tokens() -> None:
    rows = assemble(picture_rows(CAPTIONS[:2], BOS, packed=False), IMAGES, K)
    assert rows.ids.tolist() == [[BOS, 40, 41, 42, 90, 91, 92], [BOS, 50, 51, 90, 91, 92, 0]]
    assert rows.labels.tolist() == [[NO, 40, 41, 42, 90, NO, NO], [NO, 50, 51, 90, NO, NO, NO]]
    assert (rows.visual == -1).all()
    assert rows.states.tolist() == [[[0, 4], [0, 5], [0, 6]], [[1, 3], [1, 4], [1, 5]]]
    assert rows.pictures.tolist() == [0, 1]


def test_packed_captioning_rows_join_pairs_with_one_bos() -> None:
    rows = assemble(captioning_rows(CAPTIONS, BOS, packed=True), IMAGES, K)
    assert rows.ids.tolist() == [[0, 0, BOS, 40, 41, 42, 0, 0, 50, 51], [0, 0, BOS, 60, 61, 62, 63, 0, 0, 70]]
    assert rows.labels[0].tolist() == [NO, NO, BOS, 40, 41, 42, NO, NO, 50, 51]
    assert rows.visual.tolist() == [[0, 1, -1, -1, -1, -1, 2, 3, -1, -1], [4, 5, -1, -1, -1, -1, -1, 6, 7, -1]]


@pytest.mark.parametrize("label_second", [True, False])
def test_packed_picture_rows_label_both_captions_by_default(label_second: bool) -> None:
    packed = picture_rows(CAPTIONS[:2], BOS, packed=True, label_second=label_second)
    rows = assemble(packed, IMAGES, K)
    assert rows.ids.tolist() == [[BOS, 40, 41, 42, 90, 91, 92, 50, 51, 90, 91, 92]]
    second = [50, 51, 90] if label_second else [NO] * 3
    assert rows.labels.tolist() == [[NO, 40, 41, 42, 90, NO, NO, *second, NO, NO]]
    assert rows.states.tolist() == [[[0, 4], [0, 5], [0, 6]], [[0, 9], [0, 10], [0, 11]]]
    assert rows.pictures.tolist() == [0, 1]
    if label_second:
        assert packed == picture_rows(CAPTIONS[:2], BOS, packed=True)


@pytest.mark.parametrize("count", [1, 3])
def test_packing_an_odd_number_is_refused(count: int) -> None:
    for rows in (captioning_rows, picture_rows):
        with pytest.raises(ValueError, match="even number"):
            rows(CAPTIONS[:count], BOS, packed=True)
        rows(CAPTIONS[:count], BOS, packed=False)


def test_any_row_can_be_laid_out() -> None:
    row = [Visual(1), Words((5,), labelled=False), ImageTokens(2, labelled=False), Words((6, 7)), ImageTokens(0)]
    rows = assemble([row], IMAGES, K)
    assert rows.ids.tolist() == [[0, 0, 5, 90, 91, 92, 6, 7, 90, 91, 92]]
    assert rows.visual.tolist() == [[2, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1]]
    assert rows.labels.tolist() == [[NO, NO, NO, NO, NO, NO, 6, 7, 90, NO, NO]]
    assert rows.states[:, :, 1].tolist() == [[3, 4, 5], [8, 9, 10]]
    assert rows.pictures.tolist() == [2, 0]
    moved = rows.to(torch.device("cpu"))
    assert torch.equal(moved.ids, rows.ids)


# Losses ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(gill: Gill) -> Gill:
    """The random model with an adapter of its own, and with pictures and words far from zero."""
    adapter = copy.deepcopy(gill.adapter)
    with torch.no_grad():
        adapter.image_tokens.mul_(10)
    return Gill(gill.language, gill.vision, AdapterBundle(adapter))


class Batch:
    """Four pairs of random pictures and captions."""

    def __init__(self, model: Gill, *, packed: bool = False, count: int = 4) -> None:
        generator = torch.Generator().manual_seed(0)
        config, captions = model.config, CAPTIONS[:count]
        layout = (config.image_token_ids, config.visual_tokens)
        self.captioning = assemble(captioning_rows(captions, BOS, packed=packed), *layout)
        self.pictures = assemble(picture_rows(captions, BOS, packed=packed), *layout)
        self.pooled = torch.randn(count, config.vision_width, generator=generator)
        shape = (count, config.mapper.queries, config.mapper.output)
        self.targets = torch.randn(shape, generator=generator)

    def losses(self, model: Gill, config: ObjectiveConfig | None = None) -> Losses:
        return objective(model, self.captioning, self.pictures, self.pooled, self.targets, config)


@pytest.mark.parametrize("packed", [False, True])
def test_one_pass_equals_separate_passes(packed: bool, model: Gill) -> None:
    batch = Batch(model, packed=packed)
    with torch.no_grad():
        together = hidden_states(model, (batch.captioning, batch.pictures), batch.pooled)
        (first,) = hidden_states(model, (batch.captioning,), batch.pooled)
        (second,) = hidden_states(model, (batch.pictures,), batch.pooled)
    assert (together[0] - first).abs().max() < 1e-5
    assert (together[1] - second).abs().max() < 1e-5


def test_packed_rows_read_what_stands_before_them(model: Gill) -> None:
    """A second caption's states depend on the first pair: that is what packing is for."""
    with torch.no_grad():
        (alone,) = hidden_states(model, (Batch(model).pictures,), Batch(model).pooled)
        (packed,) = hidden_states(model, (Batch(model, packed=True).pictures,), Batch(model).pooled)
    length = len(CAPTIONS[0]) + 1 + model.config.image_tokens
    assert (packed[0, :length] - alone[0, :length]).abs().max() < 1e-5
    assert (packed[0, length] - alone[1, 1]).abs().max() > 1e-3


def test_word_losses_are_the_cross_entropy_of_the_whole_model(model: Gill) -> None:
    """Computed here the slow way: all scores at all positions, then transformers' own shift."""
    batch = Batch(model)
    losses = batch.losses(model)
    hidden = hidden_states(model, (batch.captioning, batch.pictures), batch.pooled)
    for states, rows, loss in zip(
        hidden, (batch.captioning, batch.pictures), (losses.captioning, losses.picture_words), strict=True
    ):
        scores = model.logits(states)
        expected = F.cross_entropy(scores[:, :-1].flatten(0, 1), rows.labels[:, 1:].flatten(), ignore_index=NO)
        assert abs(float(loss.detach() - expected.detach())) < 1e-5


def test_rows_without_labels_have_no_loss(model: Gill) -> None:
    hidden = torch.randn(2, 5, model.language.width)
    assert float(word_loss(model, hidden, torch.full((2, 5), NO))) == 0.0


def test_info_nce_is_symmetric_cross_entropy_of_scaled_cosines(model: Gill) -> None:
    states, pooled = torch.randn(3, model.config.image_tokens, model.language.width), torch.randn(3, 64)
    with torch.no_grad():
        found = info_nce(model, states, pooled)
        texts = F.normalize(model.adapter.text_embeddings(states), dim=-1)
        images = F.normalize(model.adapter.retrieval_embeddings(pooled), dim=-1)
        scores = math.exp(float(model.adapter.logit_scale)) * texts @ images.T
    for loss, matrix in zip(found, (scores, scores.T), strict=True):
        expected = -(matrix.log_softmax(-1).diagonal().mean())
        assert abs(float(loss - expected)) < 1e-5


def test_distractors_that_would_not_do_make_finding_harder(model: Gill) -> None:
    states, pooled = torch.randn(3, model.config.image_tokens, model.language.width), torch.randn(3, 64)
    others = torch.randn(5, 64)
    fitting = torch.tensor([[True] * 5, [False] * 5, [True, False, True, False, True]])
    with torch.no_grad():
        plain = info_nce(model, states, pooled)
        found = info_nce(model, states, pooled, Distractors(others, fitting))
        texts = F.normalize(model.adapter.text_embeddings(states), dim=-1)
        images = F.normalize(model.adapter.retrieval_embeddings(torch.cat([pooled, others])), dim=-1)
        scores = math.exp(float(model.adapter.logit_scale)) * texts @ images.T
    compared = [[0, 1, 2], list(range(8)), [0, 1, 2, 4, 6]]
    asked_for = -sum(scores[i, row].log_softmax(-1)[i] for i, row in enumerate(compared)) / 3
    alike = -sum(scores[2, [3 + fit, 4, 6]].log_softmax(-1)[0] for fit in (0, 2, 4)) / 8  # row 0 has none to beat
    assert abs(float(found[0] - (asked_for + alike) / 2)) < 1e-5
    assert asked_for > plain[0]
    assert found[1] == plain[1], "a text is not looked for among them"


def test_only_the_first_image_token_finds_a_picture(model: Gill) -> None:
    states = torch.randn(2, model.config.image_tokens, model.language.width)
    changed = states.clone()
    changed[:, 1:] = 0
    pooled = torch.randn(2, 64)
    with torch.no_grad():
        assert info_nce(model, states, pooled)[0] == info_nce(model, changed, pooled)[0]


def test_generation_loss_is_the_authors_norm_or_the_papers_square() -> None:
    mapped, targets = torch.zeros(2, 3, 4), torch.full((2, 3, 4), 3.0)
    assert float(generation_loss(mapped, targets, "norm")) == 6.0, "sqrt(4 * 9)"
    assert float(generation_loss(mapped, targets, "mse")) == 9.0
    exact = torch.zeros(1, 2, 3, requires_grad=True)
    generation_loss(exact, torch.zeros(1, 2, 3), "norm").backward()  # type: ignore[no-untyped-call]
    assert exact.grad is not None
    assert exact.grad.isfinite().all(), "a perfect map does not break training"


def test_the_total_is_the_weighted_sum(model: Gill) -> None:
    batch = Batch(model)
    losses = batch.losses(model)
    values = losses.values()
    contrastive = 0.5 * (values["text_to_image"] + values["image_to_text"])
    plain = values["captioning"] + values["picture_words"] + contrastive + values["generation"]
    assert abs(float(losses.total(ObjectiveConfig()).detach()) - plain) < 1e-4
    config = ObjectiveConfig(2.0, 3.0, 5.0, 7.0, "mse")
    weighted = batch.losses(model, config)
    squared = weighted.values()["generation"]
    assert abs(squared - values["generation"]) > 1e-3
    expected = 2 * values["captioning"] + 3 * values["picture_words"] + 5 * contrastive + 7 * squared
    assert abs(float(weighted.total(config).detach()) - expected) < 1e-3
    zero = ObjectiveConfig(0.0, 0.0, 0.0, 0.0)
    assert float(losses.total(zero).detach()) == 0.0


def test_pictures_are_asked_for_by_their_number(model: Gill) -> None:
    """Rows in another order ask for the same pictures: losses do not change."""
    batch = Batch(model)
    captions = list(reversed(list(enumerate(CAPTIONS))))
    rows = [[Words((BOS,), labelled=False), Words(tuple(ids)), ImageTokens(i)] for i, ids in captions]
    batch.pictures, before = assemble(rows, model.config.image_token_ids, K), batch.pictures
    reversed_values = batch.losses(model).values()
    batch.pictures = before
    for name, value in batch.losses(model).values().items():
        assert abs(reversed_values[name] - value) < 1e-5, name


# Gradients ---------------------------------------------------------------------------------------------------------


def gradients(model: Gill, batch: Batch, part: Callable[[Losses], Tensor]) -> dict[str, Tensor | None]:
    model.adapter.zero_grad()
    part(batch.losses(model)).backward()  # type: ignore[no-untyped-call]
    return {name: parameter.grad for name, parameter in model.adapter.named_parameters()}


@pytest.mark.parametrize("packed", [False, True])
def test_gradients_reach_the_whole_adapter_and_nothing_else(packed: bool, model: Gill) -> None:
    found = gradients(model, Batch(model, packed=packed), lambda losses: losses.total(ObjectiveConfig()))
    for name, gradient in found.items():
        assert gradient is not None, name
        assert gradient.isfinite().all(), name
        assert gradient.abs().sum() > 0, name
    for parameter in (*model.language.model.parameters(), *model.vision.tower.parameters()):  # type: ignore[attr-defined]
        assert parameter.grad is None


@pytest.mark.parametrize(
    ("part", "reached"),
    [
        ("captioning", {"caption_head", "image_tokens"}),
        ("picture_words", {"image_tokens"}),
        ("text_to_image", {"text_head", "picture_head", "logit_scale", "image_tokens"}),
        ("image_to_text", {"text_head", "picture_head", "logit_scale", "image_tokens"}),
        ("generation", {"mapper", "image_tokens"}),
    ],
)
def test_each_loss_trains_its_own_part(part: str, reached: set[str], model: Gill) -> None:
    found = gradients(model, Batch(model), lambda losses: getattr(losses, part))
    trained = {name.split(".")[0] for name, gradient in found.items() if gradient is not None and gradient.any()}
    assert trained == reached


def test_an_untied_head_gets_its_own_gradient(gill: Gill) -> None:
    adapter = Adapter(replace(gill.config, tied_output=False))
    model = Gill(gill.language, gill.vision, AdapterBundle(adapter))
    found = gradients(model, Batch(model), lambda losses: losses.picture_words)
    inputs, outputs = found["image_tokens"], found["output_tokens"]
    assert outputs is not None
    assert (outputs.abs().sum(-1) > 0).all(), "every [IMG] row stands in every softmax"
    assert inputs is None or not inputs.any(), "no [IMG] token is read before the last label"


@pytest.mark.parametrize(
    "name",
    ["logit_scale", "text_head.weight", "picture_head.bias", "image_tokens", "caption_head.weight", "mapper.out.bias"],
)
def test_gradients_agree_with_finite_differences(name: str, model: Gill) -> None:
    batch, step = Batch(model, packed=True), 2e-3
    parameter = dict(model.adapter.named_parameters())[name]
    gradient = gradients(model, batch, lambda losses: losses.total(ObjectiveConfig()))[name]
    assert gradient is not None
    direction = gradient / gradient.norm()

    def total(shift: float) -> float:
        with torch.no_grad():
            parameter.add_(direction, alpha=shift)
            value = float(batch.losses(model).total(ObjectiveConfig()).double())
            parameter.sub_(direction, alpha=shift)
        return value

    slope = (total(step) - total(-step)) / (2 * step)
    assert abs(slope - float(gradient.norm())) < 0.02 * float(gradient.norm()) + 1e-3


def test_training_lowers_the_loss(model: Gill) -> None:
    batch = Batch(model)
    optimizer = torch.optim.AdamW(model.adapter.parameters(), lr=1e-3)
    totals = []
    for _ in range(12):
        optimizer.zero_grad()
        total = batch.losses(model).total(ObjectiveConfig())
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        totals.append(float(total.detach()))
    assert totals[-1] < totals[0] - 1


# Stories -----------------------------------------------------------------------------------------------------------


def story_rows(model: Gill) -> Rows:
    """Two contexts: a caption, its picture, another caption; then the tokens that ask for the next picture."""
    rows = [
        [Words((BOS, 40, 41)), Visual(0), Words((42, 43)), ImageTokens(1)],
        [Words((BOS, 60)), Visual(2), Words((61,)), Visual(3), ImageTokens(0)],
    ]
    return assemble(rows, model.config.image_token_ids, model.config.visual_tokens)


def test_stories_ask_for_pictures_beside_the_pairs(model: Gill) -> None:
    batch, stories = Batch(model), story_rows(model)
    losses = objective(model, batch.captioning, batch.pictures, batch.pooled, batch.targets, stories=stories)
    hidden = [hidden_states(model, (rows,), batch.pooled)[0] for rows in (batch.pictures, stories)]
    states = torch.cat(
        [h[rows.states[..., 0], rows.states[..., 1]] for h, rows in zip(hidden, (batch.pictures, stories), strict=True)]
    )
    asked = torch.tensor([0, 1, 2, 3, 1, 0])
    with torch.no_grad():
        expected = generation_loss(model.adapter.painter_embeddings(states), batch.targets[asked], "norm")
    assert abs(float(losses.generation.detach() - expected)) < 1e-5
    words = [word_loss(model, h, r.labels) for h, r in zip(hidden, (batch.pictures, stories), strict=True)]
    assert abs(float(losses.picture_words.detach() - torch.stack(words).mean().detach())) < 1e-5
    losses.total(ObjectiveConfig()).backward()  # type: ignore[no-untyped-call]
    gradient = model.adapter.caption_head.weight.grad
    assert gradient is not None
