"""The adapter at the published configuration: its tensors, their names and shapes, and how they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from engine.models.adapter import Adapter, AdapterConfig, init_image_tokens
from engine.models.adapter_files import expected_shapes
from engine.models.authors_format import authors_name, our_name
from engine.models.mapper import MAPPERS, MapperConfig

if TYPE_CHECKING:
    from tests.engine.adapter.conftest import MakeConfig

PUBLISHED = AdapterConfig(language_width=4096, vision_width=1024, image_token_ids=tuple(range(50266, 50274)))
ATTENTION = {
    "in_proj_weight": (1536, 512),
    "in_proj_bias": (1536,),
    "out_proj.weight": (512, 512),
    "out_proj.bias": (512,),
}
FEEDFORWARD = {
    "linear1.weight": (2048, 512),
    "linear1.bias": (2048,),
    "linear2.weight": (512, 2048),
    "linear2.bias": (512,),
}


def norms(*names: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.{kind}": (512,) for name in names for kind in ("weight", "bias")}


def under(prefix: str, shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {prefix + name: shape for name, shape in shapes.items()}


def published_table() -> dict[str, tuple[int, ...]]:
    """Names and shapes of the authors' checkpoint, written down from their documentation, not from our code."""
    encoder = under("self_attn.", ATTENTION) | FEEDFORWARD | norms("norm1", "norm2")
    decoder = encoder | under("multihead_attn.", ATTENTION) | norms("norm3")
    transformer = norms("encoder.norm", "decoder.norm")
    for layer in range(4):
        transformer |= under(f"encoder.layers.{layer}.", encoder) | under(f"decoder.layers.{layer}.", decoder)
    assert len(transformer) == 124
    return under(
        "model.",
        {
            "visual_embeddings.weight": (16384, 1024),
            "visual_embeddings.bias": (16384,),
            "visual_fc.weight": (256, 1024),
            "visual_fc.bias": (256,),
            "ret_text_hidden_fcs.0.model.weight": (256, 4096),
            "ret_text_hidden_fcs.0.model.bias": (256,),
            "gen_text_hidden_fcs.0.fc.weight": (512, 4096),
            "gen_text_hidden_fcs.0.fc.bias": (512,),
            **under("gen_text_hidden_fcs.0.tfm.", transformer),
            "gen_text_hidden_fcs.0.model.weight": (768, 512),
            "gen_text_hidden_fcs.0.model.bias": (768,),
            "gen_text_hidden_fcs.0.query_embs": (1, 77, 512),
            "input_embeddings.weight": (8, 4096),
            "logit_scale": (),
        },
    )


def test_the_published_configuration_has_the_published_tensors() -> None:
    with torch.device("meta"):
        adapter = Adapter(PUBLISHED)
    parameters = dict(adapter.named_parameters())
    assert set(parameters) == set(adapter.state_dict()), "everything saved is trained"
    assert all(parameter.requires_grad for parameter in parameters.values())
    assert len(parameters) == 137
    assert sum(parameter.numel() for parameter in parameters.values()) == 50_096_385
    assert {authors_name(n): tuple(p.shape) for n, p in parameters.items()} == published_table()
    mapper = {n: p for n, p in parameters.items() if n.startswith("mapper.transformer.")}
    assert sum(parameter.numel() for parameter in mapper.values()) == 29_427_712


def test_names_map_onto_the_authors_and_back() -> None:
    for name in expected_shapes(PUBLISHED):
        theirs = authors_name(name)
        assert our_name(theirs) == our_name("module." + theirs) == name
    assert our_name("model.lm.decoder.embed_tokens.weight") is None


@pytest.mark.parametrize("kind", MAPPERS)
@pytest.mark.parametrize("queries", [77, 80, 3])
def test_every_map_gives_the_painters_length(kind: str, queries: int, small_config: MakeConfig) -> None:
    config = small_config(mapper=MapperConfig(kind, 16, 1, 1, 2, 32, queries, 12))
    found = Adapter(config).painter_embeddings(torch.randn(2, 3, 10))
    assert found.shape == (2, queries, 12)
    assert found.isfinite().all()


def test_logit_scale_starts_at_the_inverse_of_clips_temperature(small_config: MakeConfig) -> None:
    assert abs(float(Adapter(small_config()).logit_scale.exp().detach()) - 1 / 0.07) < 1e-4


def test_new_image_tokens_look_like_words(small_config: MakeConfig) -> None:
    adapter = Adapter(small_config(tied_output=False))
    words = torch.randn(500, 10) * 0.3 + 2.0
    init_image_tokens(adapter, words, torch.Generator().manual_seed(0))
    for rows in (adapter.image_tokens, adapter.output_rows):
        assert abs(float(rows.detach().mean()) - 2.0) < 0.3
        assert 0.1 < float(rows.detach().std()) < 0.5
    assert not torch.equal(adapter.image_tokens, adapter.output_rows)
