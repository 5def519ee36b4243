"""A model's files are moved to another disk and back, and at no moment is the model not there."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from engine.weights import move as moving
from engine.weights.find import find, is_installed, part_folder
from engine.weights.folder import FolderSource
from engine.weights.installer import Progress, install
from engine.weights.move import move
from engine.weights.remove import remove
from engine.weights.verify import verify
from gill_studio.core.errors import DownloadError, ModelError


@pytest.fixture
def installed(hub, tiny, models, tmp_path) -> Path:
    for repo, files in hub.repos.items():
        for name, content in files.items():
            path = tmp_path / "stick" / repo / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    install(tiny, models, FolderSource(tmp_path / "stick"))
    return models


def whole(entry, models: Path) -> bool:
    return all(part.whole for part in verify(entry, models))


def test_there_and_on_and_back_again(tiny, installed, tmp_path) -> None:
    seen: list[Progress] = []
    first, second = tmp_path / "large disk", tmp_path / "other"
    assert move(tiny, first, installed, seen.append) == first
    assert whole(tiny, installed)
    folder = part_folder(installed, "facebook/opt-tiny")
    assert folder.is_symlink()
    assert folder.resolve() == first / folder.name
    assert seen[-1].done == seen[-1].total == sum(part.bytes for part in verify(tiny, installed))
    move(tiny, second, installed)
    assert whole(tiny, installed)
    assert not list(first.iterdir())
    move(tiny, second, installed)
    move(tiny, installed, installed)
    assert whole(tiny, installed)
    assert not folder.is_symlink()
    assert not list(second.iterdir())
    assert sorted(path.name for path in installed.iterdir() if path.name.startswith(".")) in ([], [".lock"])


def test_what_was_moved_can_be_removed(tiny, installed, tmp_path) -> None:
    move(tiny, tmp_path / "disk", installed)
    remove(tiny, (tiny,), installed)
    assert not is_installed(tiny, installed)
    assert not [path for path in (tmp_path / "disk").rglob("*") if path.is_file()]


def test_stopped_in_the_midst_of_it_the_model_is_as_it_was(tiny, installed, tmp_path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done > progress.total // 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(tiny, tmp_path / "disk", installed, stop)
    assert whole(tiny, installed)
    assert not [path for path in (tmp_path / "disk").iterdir() if path.name.endswith(".arriving")]
    move(tiny, tmp_path / "disk", installed)
    assert whole(tiny, installed)


def test_where_no_link_can_be_made_it_stays(tiny, installed, tmp_path, monkeypatch) -> None:
    def refuse(_link: Path, _folder: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(moving, "_make_link", refuse)
    with pytest.raises(DownloadError, match="Operation not permitted"):
        move(tiny, tmp_path / "disk", installed)
    assert whole(tiny, installed)


def test_a_damaged_file_is_not_moved(tiny, installed, tmp_path) -> None:
    weights = part_folder(installed, "openai/clip-vit-tiny") / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[99] ^= 1
    weights.write_bytes(content)
    with pytest.raises(DownloadError, match="is damaged"):
        move(tiny, tmp_path / "disk", installed)
    find(tiny, installed)


def test_what_a_person_has_put_beside_it_stays(tiny, installed, tmp_path) -> None:
    (part_folder(installed, "facebook/opt-tiny") / "my notes.txt").write_text("Mine.")
    move(tiny, tmp_path / "disk", installed)
    assert [path.read_text() for path in installed.rglob("my notes.txt")] == ["Mine."]
    taken = tmp_path / "taken" / "facebook--opt-tiny"
    taken.mkdir(parents=True)
    (taken / "theirs.txt").write_text("Theirs.")
    with pytest.raises(DownloadError, match="is there already"):
        move(tiny, tmp_path / "taken", installed)
    assert (taken / "theirs.txt").is_file()
    assert whole(tiny, installed)


def test_what_is_not_there_cannot_be_moved(tiny, models, tmp_path) -> None:
    with pytest.raises(ModelError, match="is not installed"):
        move(dataclasses.replace(tiny), tmp_path / "disk", models)
