"""What the recipe trains on: scenes with all parts of the world, and the panels of its training stories."""

from __future__ import annotations

import random
from functools import lru_cache

from engine.starter.recipe.config import WorldConfig
from engine.starter.recipe.pictures import PictureSet, picture_set
from engine.starter.recipe.stage import Workshop
from engine.starter.story.model import Story
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import Part, may_be_trained_on, stories_of
from engine.starter.world.facts import Scene


@lru_cache(maxsize=2)
def training_stories(world: WorldConfig) -> tuple[Story, ...]:
    """The stories whose pictures are drawn; no combination that is held out occurs in them."""
    return tuple(stories_of(Part.TRAIN, world.stories))


@lru_cache(maxsize=2)
def training_scenes(world: WorldConfig) -> tuple[Scene, ...]:
    """Scenes outside stories, reserved parts among them, and then every panel of the training stories in order."""
    rng = random.Random(f"scenes {world.seed}")  # noqa: S311 - pictures, not secrets
    alone = tuple(sample_scene(rng, reserved=True, allowed=may_be_trained_on) for _ in range(world.scenes))
    told = tuple(panel.scene for story in training_stories(world) for panel in story.panels)
    return alone + told


def training_pictures(shop: Workshop) -> PictureSet:
    """The pictures of the training scenes."""
    world = shop.recipe.world
    return picture_set(shop.folder, training_scenes(world), world.picture_size, shop.context)


def training_captions(world: WorldConfig) -> tuple[str, ...]:
    """What the stories say to each training scene; empty for those outside stories."""
    told = tuple(panel.caption for story in training_stories(world) for panel in story.panels)
    return ("",) * world.scenes + told
