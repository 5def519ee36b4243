"""The adapter as the training loop's task: from a draw of examples to losses and gradients."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor, nn

from engine.models.gill import Gill
from engine.training.division import Comparison, Piece, Precision, Totals, backward, losses, read, total
from engine.training.examples import Context, Example
from engine.training.features import Features
from engine.training.layout import Layout, cheapest_cuts
from engine.training.memory import is_out_of_memory
from engine.training.objective import ObjectiveConfig
from engine.training.processes import Alone, Team
from engine.training.rows import PAD_LABEL, ImageTokens, Row, Rows, Visual, assemble
from engine.training.sampler import Draw, Sampler
from gill_studio.core.training import TrainingError, TrainingRecipe

_FEWEST = 1
_PASS, _PASS_ON_GPU = 24, 512  # rows' positions that another pass of the language model costs


@dataclass
class _Item:
    """What stays together in one pass: an example's (or two packed ones') rows, or a story's.

    Pictures are numbered from 0 within the item; `asked` are those that are asked for, in order: the picture's
    group, what is to be painted, and whether the collection's other pictures are to be told from it.
    """

    captioning: Row | None
    asking: Row
    keys: list[str]
    asked: list[tuple[int, str, str, bool]]
    length: int
    replayed: bool = False

    @property
    def is_story(self) -> bool:
        """Stories are read apart from pairs, being longer."""
        return not self.asked[0][3]


@dataclass
class _Numbered:
    """Gives pictures their numbers in an item."""

    keys: list[str] = field(default_factory=list)
    painted: list[str] = field(default_factory=list)

    def __call__(self, key: str, painted: str) -> int:
        self.keys.append(key)
        self.painted.append(painted)
        return len(self.keys) - 1


class AdapterTask:
    """Trains an adapter on a lesson. Its gradients do not depend on how the batch is divided.

    With `before`, the model as it was, what is replayed is to be painted, looked for and seen as that one does: its
    own answers tell more of what must not be forgotten than the right ones (Li and Hoiem, "Learning without
    Forgetting", 2016).
    """

    name = "adapter"

    def __init__(
        self,
        gill: Gill,
        features: Features,
        sampler: Sampler,
        recipe: TrainingRecipe,
        team: Team | None = None,
        before: Gill | None = None,
    ) -> None:
        self.gill, self.features, self.recipe, self._before = gill, features, recipe, before
        self.module: nn.Module = gill.adapter.train()
        self.team = team or Alone(str(gill.language.device))
        self.micro_batch = recipe.micro_batch or recipe.batch
        self.precision = Precision(str(gill.language.device), recipe.precision == "bfloat16")
        self.objective = objective_of(recipe, features, before)
        self._sampler = sampler
        self._layout = Layout(gill, end_captions=recipe.end_captions, label_second=recipe.label_second)
        self._norm = float(gill.language.input_matrix.weight.float().norm(dim=-1).mean()) if recipe.renormalise else 0.0

    def backward(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The loss of step `step` and its parts; gradients, of all processes together, are added to the adapter's.

        When the memory does not suffice, the step is done again in smaller pieces. Raises TrainingError when even
        one example at a time is too much.
        """
        draw = self._sampler.draw(step)
        while True:
            try:
                parts = self._backward(draw)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or self.team.size > 1:
                    raise
                self._shrink(error)
        self.team.summed(p.grad for p in self.module.parameters() if p.grad is not None)
        told = dict(parts)
        told["generation"] = parts["generation"] * self.objective.generation_weight / self._told_weight
        return total(parts, self.objective), told

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The loop asks `backward`."""
        raise NotImplementedError

    def after_step(self, step: int) -> None:
        """The published recipe's constraint: [IMG] rows as long as the vocabulary's mean."""
        del step
        adapter = self.gill.adapter
        if self._norm:
            trained = {id(rows): rows for rows in (adapter.image_tokens, adapter.output_rows) if rows.requires_grad}
            with torch.no_grad():
                for rows in trained.values():
                    rows.mul_(self._norm / rows.norm(dim=-1, keepdim=True))

    @torch.no_grad()
    def held_out_losses(self, examples: Sequence[Example]) -> dict[str, float]:
        """The losses on examples that are not trained on; retrieval is among all of them."""
        parts = [
            self._losses(Draw(tuple((one,) for one in examples[start : start + self.recipe.batch])))
            for start in range(0, len(examples), self.recipe.batch)
        ]
        weights = [
            min(self.recipe.batch, len(examples) - start) for start in range(0, len(examples), self.recipe.batch)
        ]
        found = {
            name: sum(part[name] * weight for part, weight in zip(parts, weights, strict=True)) / sum(weights)
            for name in parts[0]
        }
        whole = float(total({name: torch.tensor(value) for name, value in found.items()}, self.objective))
        found["generation"] *= self.objective.generation_weight / self._told_weight
        return {"loss": whole, **found}

    @torch.no_grad()
    def asked_states(self, draw: Draw) -> Tensor:
        """Hidden states (m, r, e), float32, at the [IMG] tokens of a draw, in an order that is the draw's own."""
        pieces = self._divided(draw, alone=True)[0]
        return torch.cat([read(self.gill, piece).states for piece in pieces])

    @property
    def _told_weight(self) -> float:
        """What the generation loss is told in: for "mse" the encodings' variance."""
        return self.recipe.generation_weight or 1.0

    def _losses(self, draw: Draw) -> dict[str, float]:
        pieces, comparison, totals = self._divided(draw, alone=True)
        with self.precision.passes():
            return losses(self.gill, pieces, comparison, totals, self.objective, Alone())

    def _backward(self, draw: Draw) -> dict[str, Tensor]:
        for parameter in self.module.parameters():
            parameter.grad = torch.zeros_like(parameter) if parameter.requires_grad else None
        pieces, comparison, totals = self._divided(draw)
        return backward(self.gill, pieces, comparison, totals, self.objective, self.team, self.precision)

    def _shrink(self, error: BaseException) -> None:
        if self.micro_batch <= _FEWEST:
            raise TrainingError(
                "There is not enough memory to train this model, even one example at a time.",
                "Close other programs, or choose a smaller model.",
            ) from error
        self.micro_batch = max(_FEWEST, min(self.micro_batch, self.recipe.batch) // 2)
        if self.precision.device.startswith("cuda"):
            torch.cuda.empty_cache()

    def _divided(self, draw: Draw, *, alone: bool = False) -> tuple[list[Piece], Comparison, Totals]:
        """This process's pieces, and what the whole batch is about."""
        items = sorted(self._items(draw), key=lambda item: (item.is_story, item.length))
        size = 1 if alone else self.team.size
        parts = [items[rank::size] for rank in range(size)]
        mine = parts[0 if alone else self.team.rank]
        pieces = [self._piece(mine[i : i + self.micro_batch]) for i in range(0, len(mine), self.micro_batch)]
        ordered = [item for part in parts for item in part]
        counts = tuple(sum(len(item.asked) for item in part) for part in parts)
        return pieces, self._comparison(ordered, draw.others, counts), self._totals(ordered)

    def _items(self, draw: Draw) -> list[_Item]:
        own = [*map(self._pairs, draw.rows), *map(self._story, draw.stories)]
        again = [*map(self._pairs, draw.replayed_rows), *map(self._story, draw.replayed_stories)]
        return own + [replace(item, replayed=self._before is not None) for item in again]

    def _pairs(self, row: tuple[Example, ...]) -> _Item:
        pairs = [(number, self.features.ids(example.caption)) for number, example in enumerate(row)]
        asked = [(number, example.group or example.key, example.caption, True) for number, example in enumerate(row)]
        captioning = self._layout.captioning(pairs) if self.recipe.captioning_weight else None
        asking = self._layout.asking(pairs)
        length = max(self._layout.positions(captioning or asking), self._layout.positions(asking))
        return _Item(captioning, asking, [example.key for example in row], asked, length)

    def _story(self, story: Context) -> _Item:
        place = _Numbered()
        row = self._layout.story(story.panels, story.shown, self.features.ids, place)
        number = len(place.keys) - 1
        asked = [(number, place.keys[number], place.painted[number], False)]
        return _Item(None, row, place.keys, asked, self._layout.positions(row))

    def _piece(self, items: Sequence[_Item]) -> Piece:
        """Rows of similar length are read in one pass: padding costs as much as words do."""
        told = [item for item in items if not item.is_story]
        groups = [*self._grouped(told), *self._grouped([item for item in items if item.is_story])]
        keys: list[str] = []
        reads: list[tuple[Rows, ...]] = []
        flags: list[tuple[bool, ...]] = []
        again: list[tuple[Rows, ...]] = []
        for group in groups:
            rows: dict[str, list[Row]] = {"captioning": [], "asking": [], "replayed": []}
            for item in group:
                if item.captioning:
                    rows["captioning"].append(_shifted(item.captioning, len(keys)))
                rows["asking"].append(_shifted(item.asking, len(keys)))
                if item.replayed:
                    rows["replayed"].append(rows["asking"][-1])
                keys += item.keys
            laid = {name: self._assembled(some) for name, some in rows.items() if some}
            again += [(laid.pop("replayed"),)] if "replayed" in laid else []
            reads.append(tuple(laid.values()))
            flags.append(tuple(name == "captioning" for name in laid))
        device = self.gill.language.device
        asked = [(text, item.replayed) for group in groups for item in group for _, _, text, _ in item.asked]
        pooled = self.features.pooled(keys).to(device)
        targets = self.features.targets([text for text, _ in asked]).to(device)
        replayed = torch.tensor([one for _, one in asked], device=device)
        vectors = torch.zeros(len(asked), self.gill.config.retrieval_width, device=device)
        if again and self._before is not None:
            targets[replayed], vectors[replayed] = self._given(self._before, again, pooled)
        anew = torch.tensor([item.replayed for group in groups for item in group for _ in item.keys], device=device)
        seen = self._seen(pooled[anew])
        return Piece(tuple(reads), tuple(flags), pooled, targets, replayed, vectors, anew, seen)

    def _assembled(self, rows: Sequence[Row]) -> Rows:
        config = self.gill.config
        return assemble(rows, config.image_token_ids, config.visual_tokens).to(self.gill.language.device)

    @torch.no_grad()
    def _given(self, before: Gill, reads: Sequence[tuple[Rows, ...]], pooled: Tensor) -> tuple[Tensor, Tensor]:
        """What the model as it was gives for these rows: what is to be painted (n, L, D), and its queries (n, p)."""
        empty = torch.zeros(0, device=pooled.device)
        rows = Piece(tuple(reads), ((False,),) * len(reads), pooled, *(empty,) * 5)
        with self.precision.passes():
            found = read(before, rows)
            return before.adapter.painter_embeddings(found.states).float(), found.texts

    @torch.no_grad()
    def _seen(self, pooled: Tensor) -> Tensor:
        """What the model as it was sees (n, w) in pictures (n, d)."""
        with self.precision.passes():
            seen: Tensor = (self._before or self.gill).adapter.caption_head(pooled)
            return seen.float()

    def _grouped(self, items: Sequence[_Item]) -> list[Sequence[_Item]]:
        """Items, sorted by length, in passes."""
        pass_costs = _PASS_ON_GPU if self.precision.device.startswith("cuda") else _PASS
        cuts = cheapest_cuts([item.length for item in items], pass_costs)
        return [items[start:end] for start, end in itertools.pairwise(cuts)]

    def _comparison(self, items: Sequence[_Item], others: Sequence[Example], counts: tuple[int, ...]) -> Comparison:
        asked = [(item.keys[n], group, text.casefold(), far) for item in items for n, group, text, far in item.asked]
        pool = [example for example in others if example.key in self.features]
        groups = _codes([group for _, group, _, _ in asked] + [example.group or example.key for example in pool])
        texts = _codes([text for _, _, text, _ in asked] + [example.caption.casefold() for example in pool])
        count = len(asked)
        alike = (groups[:count, None] == groups[None]) | (texts[:count, None] == texts[None])
        alike[:, :count].fill_diagonal_(fill_value=False)
        near = torch.tensor([not far for *_, far in asked])
        alike[:, count:] |= near[:, None]
        device = self.gill.language.device
        pooled = self.features.pooled([key for key, *_ in asked] + [example.key for example in pool]).to(device)
        replayed = torch.tensor([item.replayed for item in items for _ in item.asked], device=device)
        return Comparison(pooled[:count], pooled[count:], alike.to(device), counts, replayed)

    def _totals(self, items: Sequence[_Item]) -> Totals:
        layout = (self.gill.config.image_token_ids, self.gill.config.visual_tokens)
        told = [item.captioning for item in items if item.captioning]
        captions = _labelled(assemble(told, *layout)) if told else 0
        own, again = (_asked([item for item in items if item.replayed is which]) for which in (False, True))
        seen = sum(len(item.keys) for item in items if item.replayed)
        return Totals(captions, _labelled(assemble([item.asking for item in items], *layout)), own, again, seen)


def objective_of(recipe: TrainingRecipe, features: Features, before: Gill | None = None) -> ObjectiveConfig:
    """The recipe's weights; squared errors are taken relative to the variance of what they are errors of."""
    weight = recipe.generation_weight if features.paints else 0.0
    sight = recipe.captioning_weight / _variance_of_sight(before, features.some_pooled()) if before else 0.0
    return ObjectiveConfig(
        captioning_weight=recipe.captioning_weight,
        picture_word_weight=recipe.picture_word_weight,
        retrieval_weight=recipe.retrieval_weight,
        generation_weight=weight / (features.variance if recipe.generation == "mse" else 1.0),
        keeping_weight=recipe.keeping,
        sight_weight=sight,
        generation=recipe.generation,
    )


@torch.no_grad()
def _variance_of_sight(gill: Gill, pooled: Tensor) -> float:
    """Mean variance of the visual vectors of pictures (n, d); 1 of a single one."""
    if len(pooled) < 2:
        return 1.0
    seen = gill.adapter.caption_head(pooled.to(gill.language.device))
    return max(float(seen.var(0).mean()), 1e-8)


def _shifted(row: Row, by: int) -> Row:
    return [
        replace(part, picture=part.picture + by) if isinstance(part, Visual | ImageTokens) else part for part in row
    ]


def _labelled(rows: Rows) -> int:
    return int((rows.labels[:, 1:] != PAD_LABEL).sum())


def _asked(items: Sequence[_Item]) -> int:
    return sum(len(item.asked) for item in items)


def _codes(values: Sequence[str]) -> Tensor:
    seen: dict[str, int] = {}
    return torch.tensor([seen.setdefault(value, len(seen)) for value in values], dtype=torch.int64)
