"""Adapter files with any bytes and any values in them give an adapter or a sentence, quickly."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.models.adapter import AdapterConfig
from engine.models.adapter_files import CONFIG, WEIGHTS, read_adapter, save_adapter
from engine.models.authors_format import ARGS, CHECKPOINT, DECISION, read_authors_adapter, write_authors_adapter
from engine.models.mapper import MapperConfig
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from tests.engine.adapter.conftest import MakeBundle, Tensors

Sound = dict[str, bytes]


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory, small_bundle: MakeBundle) -> Iterator[tuple[Path, Sound]]:
    """A folder with both formats, and what its files hold when they are sound."""
    folder = tmp_path_factory.mktemp("mutated")
    save_adapter(folder, small_bundle())
    write_authors_adapter(folder, small_bundle(training={}))
    yield folder, {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), min_size=1, max_size=4)


def mutated(data: bytes, edits: list[tuple[float, bytes]], cut: float) -> bytes:
    """Bytes written over `data` at relative places (most at its start, where the structure is), its end cut off."""
    found = bytearray(data)
    for place, value in edits:
        at = int(place**3 * len(found))
        found[at : at + len(value)] = value
    return bytes(found[: len(found) - int(cut**4 * len(found))])


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from([CONFIG, WEIGHTS, ARGS, CHECKPOINT, DECISION]),
    edits=EDITS,
    cut=st.floats(0, 1),
)
def test_mutated_bytes_give_an_adapter_or_a_model_error(
    sound_files: tuple[Path, Sound], name: str, edits: list[tuple[float, bytes]], cut: float, tensors_of: Tensors
) -> None:
    folder, sound = sound_files
    (folder / name).write_bytes(mutated(sound[name], edits, cut))
    read = read_adapter if name in (CONFIG, WEIGHTS) else read_authors_adapter
    start = time.monotonic()
    try:
        bundle = read(folder)
    except ModelError as error:
        assert error.message  # noqa: PT017 - either outcome is right
    else:
        assert all(tensor.isfinite().all() for tensor in tensors_of(bundle).values())
    finally:
        (folder / name).write_bytes(sound[name])
    assert time.monotonic() - start < 10


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NATIVE_FIELDS = [
    ("format",),
    ("adapter",),
    *(("adapter", name) for name in AdapterConfig.__dataclass_fields__),
    *(("adapter", "mapper", name) for name in MapperConfig.__dataclass_fields__),
    ("adapter", "decision", "similarity"),
]
AUTHORS_FIELDS = [(name,) for name in ("retrieval_token_idx", "gen_token_idx", "n_visual_tokens", "opt_version")]


@given(
    case=st.sampled_from([(CONFIG, field) for field in NATIVE_FIELDS] + [(ARGS, field) for field in AUTHORS_FIELDS]),
    value=JSON_VALUES,
)
def test_any_value_in_any_field_gives_an_adapter_or_a_model_error(
    sound_files: tuple[Path, Sound], case: tuple[str, tuple[str, ...]], value: object
) -> None:
    folder, sound = sound_files
    name, (*parents, field) = case
    record = json.loads(sound[name])
    place = record
    for parent in parents:
        place = place[parent]
    place[field] = value
    (folder / name).write_text(json.dumps(record))
    read = read_adapter if name == CONFIG else read_authors_adapter
    try:
        read(folder)
    except ModelError as error:
        assert str(folder) in error.message  # noqa: PT017 - either outcome is right
    finally:
        (folder / name).write_bytes(sound[name])
