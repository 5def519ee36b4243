"""The model that is taught: its frozen parts as they are, its adapter to go on from or a fresh one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

import torch

from engine.catalogue import ModelFolders
from engine.choice import PaintDefaults, choose_model
from engine.context import RunContext
from engine.loading import load_adapter
from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig, init_image_tokens
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.mapper import MapperConfig
from engine.models.vision import load_vision
from engine.training.processes import Team, the_team
from engine.training.targets import TextTargets
from gill_studio.core.training import TrainRequest

_SMALL = 1_000_000_000  # bytes of a language model that is read in float32 wherever it is


@dataclass
class TrainingModel:
    """The folders of a model, the model without its painter, and the processes that train it."""

    folders: ModelFolders
    gill: Gill
    team: Team
    painting: PaintDefaults

    @property
    def device(self) -> str:
        """Where it is computed."""
        return str(self.gill.language.device)


def load_for_training(request: TrainRequest, context: RunContext, team: Team | None = None) -> TrainingModel:
    """Load what is needed; ModelError names what is missing or does not fit together."""
    from engine.quiet import quiet_libraries

    quiet_libraries()
    chosen = choose_model(request.model, request.adapter)
    folders = chosen.folders
    team = team or the_team(_device())
    context.step("loading", 0, 2)
    weights = sum(path.stat().st_size for path in folders.language.rglob("*.safetensors"))
    dtype = torch.bfloat16 if team.device.startswith("cuda") and weights > _SMALL else torch.float32
    language = LanguageBackbone.load(folders.language, device=team.device, dtype=dtype)
    context.step("loading", 1, 2)
    vision = load_vision(folders.vision, device=team.device)
    context.step("loading", 2, 2)
    bundle = load_adapter(folders.adapter) if folders.adapter is not None else None
    if bundle is None or request.from_scratch:
        config = _fresh_config(folders, language, vision.width) if bundle is None else bundle.adapter.config
        bundle = AdapterBundle(
            fresh_adapter(replace(config, decision=None, training={}), language, request.recipe.seed)
        )
    elif request.recipe.keep_words:
        bundle = AdapterBundle(with_output_rows(bundle.adapter), bundle.decision)
    gill = Gill(language, vision, bundle)
    gill.adapter.requires_grad_(requires_grad=True)
    if folders.adapter is not None and not request.from_scratch:
        # What pictures are found by stays, so that collections' indexes do, and old queries mean what they did.
        gill.adapter.picture_head.requires_grad_(requires_grad=False)
        gill.adapter.logit_scale.requires_grad = False
        if request.recipe.keep_words and gill.adapter.output_tokens is not None:
            gill.adapter.output_tokens.requires_grad = False
    if folders.painter is None:
        gill.adapter.mapper.requires_grad_(requires_grad=False)
    return TrainingModel(folders, gill, team, chosen.painting)


def with_output_rows(adapter: Adapter) -> Adapter:
    """The same adapter with [IMG] output rows of its own, equal to the input rows where these served as both.

    Tied rows would move as inputs, for pictures' sake, and as outputs with them: the words of stories share their
    probability with [IMG] tokens, and would become more or less likely without a reason.
    """
    if adapter.output_tokens is not None:
        return adapter
    untied = Adapter(replace(adapter.config, tied_output=False))
    untied.load_state_dict({**adapter.state_dict(), "output_tokens": adapter.image_tokens.detach().clone()})
    return untied.train(adapter.training)


def fresh_adapter(config: AdapterConfig, language: LanguageBackbone, seed: int) -> Adapter:
    """An adapter that knows nothing: random maps, [IMG] rows like random words. The seed alone decides it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapter = Adapter(config)
        init_image_tokens(adapter, language.input_matrix.weight.float().cpu(), torch.default_generator)
    return adapter


def _fresh_config(folders: ModelFolders, language: LanguageBackbone, vision_width: int) -> AdapterConfig:
    """The published sizes, as far as the parts allow: for a model without any adapter."""
    first = max(len(language.tokenizer), 1)
    mapper = MapperConfig()
    if folders.painter is not None:
        targets = TextTargets(folders.painter)
        mapper = MapperConfig(queries=targets.length, output=targets.width)
    return AdapterConfig(
        language_width=language.width,
        vision_width=vision_width,
        image_token_ids=tuple(range(first, first + 8)),
        mapper=mapper,
        tied_output=language.tied,
    )


def _device() -> str:
    if os.environ.get("ACCELERATE_USE_CPU", "").lower() in {"1", "true", "yes"}:
        return "cpu"
    from engine.device.probe import probe

    return probe().best.device
