"""The stages in the order in which they need one another."""

from __future__ import annotations

from engine.starter.recipe.brush import PAINTER
from engine.starter.recipe.choose import DECISION
from engine.starter.recipe.join import GILL
from engine.starter.recipe.sight import SIGHT
from engine.starter.recipe.vae import DECODER, VAE
from engine.starter.recipe.words import LANGUAGE

STAGES = (LANGUAGE, SIGHT, VAE, DECODER, PAINTER, GILL, DECISION)
