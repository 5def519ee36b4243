"""The catalogue that comes with the application, the user's own, and model folders: read strictly, never crashing."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue import ModelFolders, catalogue, check_together, entry_named, read_entries
from gill_studio.core import locations
from gill_studio.core.errors import ModelError

VALID = """
format = 1
[[models]]
id = "mine"
title = "Mine"
description = "A model of my own."
licence = "Do as you like."
[[models.parts]]
role = "language"
repo = "me/words"
revision = "main"
licence = { name = "MIT", link = "https://example.org/mit" }
files = ["config.json", "*.safetensors"]
bytes = 1000
does = "Writes."
[[models.parts]]
role = "vision"
repo = "me/eyes"
revision = "refs/pr/3"
licence = { name = "MIT", link = "https://example.org/mit" }
files = ["config.json"]
bytes = 0
does = "Looks."
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GILL_STUDIO_CONFIG", str(tmp_path))
    return tmp_path / "models.toml"


def refuses(file: Path, text: str | bytes) -> str:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ModelError) as caught:
        catalogue()
    assert str(file) in caught.value.message
    assert caught.value.hint
    return caught.value.message


def test_the_published_model_is_in_the_catalogue(own: Path) -> None:
    (entry,) = catalogue()
    assert entry.id == "gill-opt-6.7b"
    assert {part.role: part.repo for part in entry.parts} == {
        "language": "facebook/opt-6.7b",
        "vision": "openai/clip-vit-large-patch14",
        "painter": "stable-diffusion-v1-5/stable-diffusion-v1-5",
        "adapter": "jykoh/gill",
    }
    assert [part.pinned for part in entry.parts] == [True, True, True, False]
    assert 17e9 < sum(part.bytes for part in entry.parts) < 18e9
    assert not [name for part in entry.parts for name in part.files if name.endswith((".ckpt", ".h5", ".msgpack"))]
    painter = entry.parts[2].files
    assert [name for name in painter if name.endswith(".safetensors")] == [name for name in painter if ".fp16." in name]
    assert (locations.resources_dir() / "models.toml").is_file()


def test_a_users_entries_come_after_ours(own: Path) -> None:
    own.write_text(VALID, "utf-8")
    assert [entry.id for entry in catalogue()] == ["gill-opt-6.7b", "mine"]
    mine = entry_named(catalogue(), "mine")
    assert mine.parts[0].files == ("config.json", "*.safetensors")
    assert not mine.parts[1].pinned
    with pytest.raises(ModelError, match="no model 'yours'") as caught:
        entry_named(catalogue(), "yours")
    assert "gill-opt-6.7b, mine" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("format = 1", "", "format must be 1"),
        ("format = 1", "format = true", "format must be 1"),
        ("format = 1", "format = 2", "newer GILL Studio"),
        ("format = 1", "format = 1\nextra = 3", "unknown field 'extra'"),
        ('title = "Mine"', "", "missing required field `title` - at `models[0]`"),
        ('title = "Mine"', "title = 3", "models[0].title"),
        ('title = "Mine"', 'title = "M\\u001b[2J"', "models[0].title"),
        ('title = "Mine"', 'title = "M"\ncolour = "red"', "unknown field 'models[0].colour'"),
        ('id = "mine"', 'id = "../mine"', "models[0].id"),
        ('id = "mine"', 'id = "gill-opt-6.7b"', "'gill-opt-6.7b' is there twice"),
        ('role = "vision"', 'role = "sound"', "models[0].parts[1].role"),
        ('role = "vision"', 'role = "language"', "models[0].parts has more than one language part"),
        ('role = "vision"', 'role = "painter"', "models[0].parts has no vision part"),
        ('repo = "me/eyes"', 'repo = "eyes"', "models[0].parts[1].repo"),
        ('repo = "me/eyes"', 'repo = "../eyes"', "models[0].parts[1].repo"),
        ('repo = "me/eyes"', 'repo = "me/a--b"', "models[0].parts[1].repo"),
        ('repo = "me/eyes"', 'repo = "me/words"', "parts.revision: me/words at refs/pr/3 is elsewhere"),
        ('repo = "me/eyes"', 'repo = "Me/Words"', "parts.revision: Me/Words at refs/pr/3 is elsewhere"),
        ('revision = "refs/pr/3"', 'revision = "../3"', "models[0].parts[1].revision"),
        ('name = "MIT"', 'nom = "MIT"', "parts[0].licence"),
        ('{ name = "MIT",', '{ text = "", name = "MIT",', "unknown field 'models[0].parts[0].licence.text'"),
        ("https://example.org", "file:///etc", "parts[0].licence.link"),
        ('"*.safetensors"', '"../*.safetensors"', "models[0].parts[0].files: '../*.safetensors' is no path"),
        ('"*.safetensors"', "7", "models[0].parts[0].files[1]"),
        ('["config.json"]', "[]", "models[0].parts[1].files"),
        ("bytes = 1000", "bytes = -1", "models[0].parts[0].bytes"),
        ("bytes = 1000", "bytes = 1e3", "models[0].parts[0].bytes"),
        ("bytes = 1000", f"bytes = {'9' * 5000}", "not a TOML file"),
        ("bytes = 1000", "bytes = 1000\nsize = 1", "unknown field 'models[0].parts[0].size'"),
        ("bytes = 1000", f"bytes = {'[' * 50_000}", "not a TOML file"),
        ("bytes = 1000", "bytes = 1000\nbytes = 1", "not a TOML file"),
    ],
)
def test_a_wrong_entry_is_said_with_file_and_field(own: Path, old: str, new: str, field: str) -> None:
    assert field in refuses(own, VALID.replace(old, new, 1))


def test_files_that_are_no_text_or_too_large_are_refused(own: Path) -> None:
    refuses(own, b"\xff\xfe")
    assert "larger than" in refuses(own, "# " + "x" * 1_000_001)
    own.unlink()
    own.mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        catalogue()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["language", "me/words"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["format", "models", "id", "parts", "role", "repo", "licence", "files", "bytes"])
            | st.text(),
            inner,
        )
    ),
    max_leaves=12,
)


def inline(value: object) -> str:
    """A value as TOML writes it inline; what TOML cannot say is left to be an error."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


def never_anything_but_a_model_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with suppress(ModelError):
        check_together(read_entries(file), file)


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_garbage_is_a_model_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    never_anything_but_a_model_error(tmp_path_factory.getbasetemp() / "garbage.toml", content)


@given(st.dictionaries(st.sampled_from(["models", "extra"]), VALUES))
def test_any_values_are_a_model_error(tmp_path_factory: pytest.TempPathFactory, table: dict) -> None:
    lines = ["format = 1", *(f"{key} = {inline(value)}" for key, value in table.items())]
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    never_anything_but_a_model_error(tmp_path_factory.getbasetemp() / "values.toml", content)


@settings(max_examples=200)
@given(
    st.integers(0, len(VALID) - 1),
    st.integers(0, 30),
    st.text(max_size=5) | st.sampled_from(['"', "[[models]]\n", "]"]),
)
def test_a_torn_entry_is_a_model_error(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, text: str
) -> None:
    content = (VALID[:start] + text + VALID[start + length :]).encode("utf-8", "surrogatepass")
    never_anything_but_a_model_error(tmp_path_factory.getbasetemp() / "torn.toml", content)


def model_folder(folder: Path, **changes: object) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("language", "vision", "painter", "adapter"):
        (folder / name).mkdir(exist_ok=True)
    record = {"format": 1, "name": "Tiny", "language": "language", "vision": "vision"} | changes
    (folder / "model.json").write_text(json.dumps(record), "utf-8")
    return folder


def test_a_model_folder_names_its_parts(tmp_path: Path) -> None:
    assert ModelFolders.of(model_folder(tmp_path)) == ModelFolders(
        "Tiny", tmp_path / "language", tmp_path / "vision", None, None
    )
    whole = ModelFolders.of(model_folder(tmp_path, painter="painter", adapter="adapter"))
    assert (whole.painter, whole.adapter) == (tmp_path / "painter", tmp_path / "adapter")
    assert ModelFolders.of(model_folder(tmp_path, painter=None)).painter is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": "../elsewhere"}, "language: '../elsewhere' is no folder inside"),
        ({"vision": "/etc"}, "vision: '/etc' is no folder inside"),
        ({"painter": "C:\\Windows"}, "painter"),
        ({"adapter": "nowhere"}, "adapter: there is no folder 'nowhere'"),
        ({"adapter": "model.json"}, "adapter: there is no folder"),
        ({"language": None}, "language"),
        ({"name": ["Tiny"]}, "name"),
        ({"name": "\x1b[2J"}, "name"),
        ({"format": 2}, "newer GILL Studio"),
        ({"format": "1"}, "format"),
    ],
)
def test_a_wrong_model_file_is_said_with_file_and_field(tmp_path: Path, changes: dict, field: str) -> None:
    with pytest.raises(ModelError) as caught:
        ModelFolders.of(model_folder(tmp_path, **changes))
    assert str(tmp_path / "model.json") in caught.value.message
    assert field in caught.value.message
    assert caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_out_of_a_model_folder_are_not_followed(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", painter="linked")
    (folder / "linked").symlink_to(tmp_path)
    with pytest.raises(ModelError, match="painter: 'linked' is no folder inside"):
        ModelFolders.of(folder)
    (folder / "linked").unlink()
    (folder / "linked").symlink_to(folder / "linked")
    with pytest.raises(ModelError, match="painter"):
        ModelFolders.of(folder)


@given(st.binary(max_size=300) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_model_file_is_a_model_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-model"
    folder.mkdir(exist_ok=True)
    (folder / "model.json").write_bytes(content)
    with pytest.raises(ModelError):
        ModelFolders.of(folder)
    (folder / "model.json").unlink()
    with pytest.raises(ModelError, match=r"model\.json cannot be read"):
        ModelFolders.of(folder)
