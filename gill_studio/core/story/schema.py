"""The JSON form of a story, field by field: what `story.json` may hold. `json_form` reads and writes it.

The JSON Schema made from these types is `resources/story.schema.json`; docs/story-format.md explains it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gill_studio.core.story.model import Authorship, Origin

FORMAT = 1
SCHEMA_FILE = "story.schema.json"
_END = r"$(?!\n)"  # in Python `$` also stands before a last line break; JSON Schema knows no `\Z`

Id = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_.-]{{1,64}}{_END}", description="unique in the story, never shown")]
Line = Annotated[str, Meta(max_length=10_000)]
Text = Annotated[str, Meta(max_length=10_000_000)]
Sha256 = Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{_END}", description="of the file's bytes, in hexadecimal")]
MediaType = Annotated[str, Meta(pattern=rf"^image/[a-z0-9][a-z0-9.+-]{{0,63}}{_END}")]
Side = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Seed = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
FilePath = Annotated[
    str, Meta(max_length=400, description="from the folder of story.json, with forward slashes, inside that folder")
]


class PictureJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture that takes show or contexts saw. Without `file` it is known, but not there."""

    sha256: Sha256
    media_type: MediaType
    width: Annotated[Side, Meta(description="upright, in pixels")]
    height: Side
    file: FilePath | None = None


class SeenJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One panel as the model saw it."""

    caption: Text = ""
    picture: Sha256 | None = None


class PaintingJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a generated picture was painted."""

    seed: Seed
    steps: Annotated[int, Meta(ge=1, le=10_000)]
    guidance: float
    conditioner: Line
    size: tuple[Side, Side] | None = None
    scheduler: Line | None = None


class SamplingJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How an offered text was written."""

    seed: Seed
    temperature: float
    top_p: float
    top_k: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    repetition_penalty: float = 1.0
    max_tokens: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    min_words: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    beginning: Text = ""


class RecipeJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that made a take or an offered text; `context` is a place in the story's `contexts`, from 0."""

    model: Line
    model_fingerprint: Line = ""
    adapter_fingerprint: Line = ""
    context: Annotated[int, Meta(ge=0)] | None = None
    painting: PaintingJson | None = None
    sampling: SamplingJson | None = None


class TakeJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One picture offered for a panel; `picture` is one of the story's `pictures`."""

    id: Id
    picture: Sha256
    origin: Origin = Origin.IMPORTED
    recipe: RecipeJson | None = None
    score: float | None = None
    decision: float | None = None
    collection: Line | None = None
    name: Line = ""


class OfferedTextJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One text offered for a panel's caption, taken or not."""

    id: Id
    text: Text
    recipe: RecipeJson | None = None
    score: float | None = None


class PanelJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One panel: either `picture`, the path of a file, or `takes` and which of them is `chosen`."""

    id: Id | None = None
    caption: Text = ""
    picture: FilePath | None = None
    authorship: Authorship = Authorship.WRITER
    notes: Text = ""
    alt_text: Text = ""
    tags: tuple[Line, ...] = ()
    takes: tuple[TakeJson, ...] = ()
    chosen: Id | None = None
    offered: tuple[OfferedTextJson, ...] = ()


class ProfileJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Options of an export, saved under a name."""

    name: Line
    format: Line
    options: dict[Line, str | int | float | bool] = {}


class SettingsJson(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings that belong to the story."""

    word_target: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    collections: tuple[Line, ...] = ()
    export_profiles: tuple[ProfileJson, ...] = ()


class StoryJson(Struct, frozen=True, forbid_unknown_fields=True):
    """A story; of all its fields only `panels` must be there."""

    panels: tuple[PanelJson, ...]
    format: Annotated[int, Meta(ge=FORMAT, le=FORMAT)] = FORMAT
    id: Id | None = None
    title: Line = ""
    author: Line = ""
    language: Annotated[str, Meta(max_length=100, description="a BCP 47 tag such as en or pt-BR")] = ""
    settings: SettingsJson = SettingsJson()
    pictures: tuple[PictureJson, ...] = ()
    contexts: tuple[tuple[SeenJson, ...], ...] = ()


class AnyVersion(Struct):
    """What every version of the format has."""

    format: int = FORMAT


def json_schema() -> bytes:
    """The JSON Schema of a story, as `resources/story.schema.json` holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(StoryJson)
    return msgspec.json.format(msgspec.json.encode(schema), indent=1) + b"\n"
