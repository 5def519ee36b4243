"""What is installed is found, verified and removed without any source."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.weights.find import find, is_installed
from engine.weights.folder import FolderSource
from engine.weights.installer import install
from engine.weights.manifest import read_manifest
from engine.weights.names import folder_name, is_safe_path, matches
from engine.weights.remove import remove
from engine.weights.sentences import amount
from engine.weights.verify import verify
from gill_studio.core.errors import DownloadError, ModelError


@pytest.fixture
def stick(hub, tmp_path) -> FolderSource:
    for repo, files in hub.repos.items():
        for name, content in files.items():
            path = tmp_path / "stick" / repo / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return FolderSource(tmp_path / "stick")


@pytest.fixture
def installed(tiny, models, stick) -> Path:
    install(tiny, models, stick)
    return models


def test_a_flipped_bit_a_missing_and_a_longer_file_are_found(tiny, installed) -> None:
    assert [part.whole for part in verify(tiny, installed)] == [True] * 4
    weights = installed / "openai--clip-vit-tiny" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 0x10
    weights.write_bytes(content)
    (installed / "facebook--opt-tiny" / "merges.txt").unlink()
    with (installed / "authors--gill-tiny" / "model_args.json").open("ab") as stream:
        stream.write(b"\n")

    language, vision, painter, adapter = verify(tiny, installed)
    assert (language.missing, language.damaged) == (("merges.txt",), ())
    assert (vision.missing, vision.damaged) == ((), ("model.safetensors",))
    assert painter.whole
    assert (adapter.missing, adapter.damaged) == ((), ("model_args.json",))


def test_find_names_the_part_and_the_command(tiny, installed) -> None:
    (installed / "facebook--opt-tiny" / "merges.txt").unlink()
    with pytest.raises(
        ModelError, match=r"language part of tiny, facebook/opt-tiny, is incomplete: merges\.txt"
    ) as caught:
        find(tiny, installed)
    assert caught.value.hint == "Run: gill-studio models install tiny"
    adapter = dataclasses.replace(tiny.parts[3], repo="others/gill-tiny")
    entry = dataclasses.replace(tiny, parts=(*tiny.parts[1:3], adapter))
    with pytest.raises(ModelError, match="adapter part of tiny, others/gill-tiny, is not installed"):
        find(entry, installed)


def test_a_file_the_catalogue_has_come_to_want_is_missed(tiny, installed) -> None:
    more = dataclasses.replace(tiny.parts[0], files=(*tiny.parts[0].files, "new.json", "tokenizer/*"))
    with pytest.raises(ModelError, match=r"is incomplete: new\.json is missing"):
        find(dataclasses.replace(tiny, parts=(more, *tiny.parts[1:])), installed)


def test_removal_keeps_what_another_installed_model_needs(tiny, other, installed, stick, helpers) -> None:
    install(other, installed, stick)
    shared = sum(
        len(content) for name, content in helpers.tree(installed).items() if name.startswith(("facebook", "openai"))
    )
    before = sum(map(len, helpers.on_disk(installed).values()))

    result = remove(tiny, [tiny, other], installed)
    assert result.repos == ("painters/sd-tiny", "authors/gill-tiny")
    assert result.kept == ("facebook/opt-tiny", "openai/clip-vit-tiny")
    assert result.bytes == before - sum(map(len, helpers.on_disk(installed).values())) > 500_000
    assert is_installed(other, installed)
    assert not is_installed(tiny, installed)
    assert {path.name for path in installed.glob("*--*")} == {
        "facebook--opt-tiny",
        "openai--clip-vit-tiny",
        "others--gill-tiny",
    }

    result = remove(other, [tiny, other], installed)  # tiny is no installed model any more
    assert result.kept == ()
    assert result.bytes < shared + 100_000
    assert list(installed.glob("*--*")) == []
    with pytest.raises(ModelError, match="other is not installed"):
        remove(other, [tiny, other], installed)


def test_removal_leaves_files_that_are_not_ours(tiny, installed) -> None:
    note = installed / "facebook--opt-tiny" / "my notes.txt"
    note.write_text("mine")
    (installed / "facebook--opt-tiny" / ".incoming").mkdir()
    (installed / "facebook--opt-tiny" / ".incoming" / "x.part").write_bytes(bytes(1000))
    size = sum(part.bytes for part in verify(tiny, installed))
    assert remove(tiny, [tiny], installed).bytes == size + 1000
    assert list(installed.rglob("*.*")) in ([note], [installed / ".lock", note])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_removal_of_a_linked_part_takes_the_link_away(tiny, installed, tmp_path) -> None:
    elsewhere = tmp_path / "large disk"
    (installed / "openai--clip-vit-tiny").rename(elsewhere)
    (installed / "openai--clip-vit-tiny").symlink_to(elsewhere)
    assert is_installed(tiny, installed)
    remove(tiny, [tiny], installed)
    assert list(installed.glob("*--*")) == []
    assert list(elsewhere.iterdir()) == []


def test_removal_waits_for_no_installation(tiny, installed) -> None:
    from engine.weights.installer import exclusive

    with exclusive(installed), pytest.raises(DownloadError, match="Another installation is going on"):
        remove(tiny, [tiny], installed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 2, "repo": "a/b", "revision": "", "commit": "", "source": "", "patterns": [], "files": []}',
        b'{"repo": "a/b", "revision": "", "commit": "", "source": "", "patterns": [],'
        b' "files": [{"path": "../../x", "size": 1, "sha256": "' + b"0" * 64 + b'"}]}',
        b'{"repo": "a/b", "revision": "", "commit": "", "source": "", "patterns": [],'
        b' "files": [{"path": "x", "size": -1, "sha256": "' + b"0" * 64 + b'"}]}',
    ],
)
def test_a_damaged_manifest_is_no_installation_and_no_crash(tiny, installed, stick, content) -> None:
    (installed / "facebook--opt-tiny" / "gill-studio.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"facebook--opt-tiny.gill-studio\.json") as caught:
        find(tiny, installed)
    assert caught.value.hint
    install(tiny, installed, stick)
    assert is_installed(tiny, installed)


@given(st.binary(max_size=200))
def test_any_bytes_as_a_manifest_are_a_model_error(tmp_path_factory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-manifest"
    folder.mkdir(exist_ok=True)
    (folder / "gill-studio.json").write_bytes(content)
    with pytest.raises(ModelError):
        read_manifest(folder)


UNSAFE = [
    *("", "/", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "C:/x", "a\\b", "con", "a/NUL.txt", "x.", "x "),
    *("a\nb", "gill-studio.json", ".incoming/x", "GILL-studio.json", "lpt1.bin", "a*b", "x" * 401, "…/\u202ea"),
]


@pytest.mark.parametrize("path", UNSAFE)
def test_paths_that_could_leave_the_folder_are_not_safe(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize(
    "path", ["a", "a/b.c", "unet/model.fp16.safetensors", ".gitattributes", "é (1)", "a/gill-studio.json"]
)
def test_names_of_real_files_are_safe(path: str) -> None:
    assert is_safe_path(path)


def test_patterns_stay_in_their_folder() -> None:
    assert matches("config.json", "*.json")
    assert not matches("unet/config.json", "*.json")
    assert matches("unet/config.json", "*/config.json")
    assert not matches("Config.json", "config.json")
    assert folder_name("facebook/opt-6.7b") == "facebook--opt-6.7b"


def test_amounts_read_well() -> None:
    sizes = (0, 999, 1000, 1_710_540_580, 13_318_600_000, 250_000_000_000, 99_950, 10**15)
    words = ["0 bytes", "999 bytes", "1.00 kB", "1.71 GB", "13.3 GB", "250 GB", "100 kB", "1000 TB"]
    assert [amount(size) for size in sizes] == words
