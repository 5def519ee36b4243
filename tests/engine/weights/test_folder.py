"""Installation from folders and USB sticks, in the layouts people have them in."""

from __future__ import annotations

import dataclasses
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from engine.weights.find import find, is_installed
from engine.weights.folder import FolderSource
from engine.weights.hub import HubSource
from engine.weights.installer import Installed, Progress, install
from engine.weights.manifest import read_manifest
from gill_studio.core.errors import DownloadError

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def plain(stick: Path, hub, helpers) -> None:
    for repo, files in hub.repos.items():
        write(stick / repo, files)


def dashed(stick: Path, hub, helpers) -> None:
    for repo, files in hub.repos.items():
        write(stick / "models" / repo.replace("/", "--"), files)


def hub_cache(stick: Path, hub, helpers) -> None:
    for repo, files in hub.repos.items():
        top = stick / "hub" / f"models--{repo.replace('/', '--')}"
        commit = hub.commit(repo)
        write(top, {"refs/main": commit.encode()})
        for name, content in files.items():
            lfs = name.endswith((".safetensors", ".tar", ".bin"))
            blob = top / "blobs" / (helpers.sha256(content) if lfs else helpers.blob_id(content))
            write(blob.parent, {blob.name: content})
            link = top / "snapshots" / commit / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(blob)


def local_dirs(stick: Path, hub, helpers) -> None:
    """As `hf download --local-dir` leaves them: with the etags it has seen."""
    plain(stick, hub, helpers)
    for repo, files in hub.repos.items():
        for name, content in files.items():
            etag = helpers.sha256(content) if name.endswith((".safetensors", ".tar")) else helpers.blob_id(content)
            record = f"{hub.commit(repo)}\n{etag}\n1700000000.0\n".encode()
            write(stick / repo / ".cache" / "huggingface" / "download", {f"{name}.metadata": record})


@pytest.mark.parametrize("layout", [plain, dashed, pytest.param(hub_cache, marks=needs_links), local_dirs])
def test_every_layout_installs_whole(hub, tiny, models, tmp_path, helpers, layout) -> None:
    layout(tmp_path / "stick", hub, helpers)
    total = sum(map(len, helpers.wanted(hub, tiny).values()))
    assert install(tiny, models, FolderSource(tmp_path / "stick")) == Installed(total, 0)
    assert helpers.on_disk(models) == helpers.wanted(hub, tiny)
    assert find(tiny, models).painter == models / "painters--sd-tiny"
    manifest = read_manifest(models / "facebook--opt-tiny")
    assert manifest is not None
    assert manifest.source == "folder"
    assert manifest.commit == (hub.commit("facebook/opt-tiny") if layout is hub_cache else "")


@pytest.mark.parametrize("layout", [pytest.param(hub_cache, marks=needs_links), local_dirs])
def test_checksums_that_the_folder_knows_are_compared(hub, tiny, models, tmp_path, helpers, layout) -> None:
    layout(tmp_path / "stick", hub, helpers)
    (bad,) = (path for path in (tmp_path / "stick").rglob("unet/weights.fp16.safetensors") if path.is_file())
    content = bytearray(bad.read_bytes())
    content[1234] ^= 4
    bad.resolve().write_bytes(content)
    with pytest.raises(DownloadError, match=r"painters/sd-tiny/unet/weights\.fp16\.safetensors has the wrong checksum"):
        install(tiny, models, FolderSource(tmp_path / "stick"))
    assert not is_installed(tiny, models)


def test_another_computers_models_are_checked_by_their_manifests(open_hub, tiny, models, tmp_path, helpers) -> None:
    theirs = tmp_path / "theirs" / "models"
    install(tiny, theirs, HubSource(endpoint=open_hub.url))
    open_hub.requests.clear()
    install(tiny, models, FolderSource(tmp_path / "theirs"))
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)
    assert is_installed(tiny, models)
    assert open_hub.requests == []

    (theirs / "facebook--opt-tiny" / "vocab.json").write_bytes(b"{}")
    shutil.rmtree(models)
    with pytest.raises(DownloadError, match=r"facebook/opt-tiny/vocab\.json has the wrong checksum"):
        install(tiny, models, FolderSource(theirs))


@needs_links
def test_a_stopped_copy_goes_on_where_it_was(open_hub, tiny, models, tmp_path, helpers) -> None:
    hub_cache(tmp_path / "stick", open_hub, helpers)

    class Stop(Exception):  # noqa: N818
        pass

    def stop(progress: Progress) -> None:
        if progress.repo == "openai/clip-vit-tiny" and progress.done > 1_900_000:
            raise Stop

    with pytest.raises(Stop):
        install(tiny, models, FolderSource(tmp_path / "stick"), stop)
    assert not is_installed(tiny, models)
    result = install(tiny, models, FolderSource(tmp_path / "stick"))
    assert result.kept > 1_600_000
    assert result.fetched + result.kept == sum(map(len, helpers.wanted(open_hub, tiny).values()))
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


def test_a_file_that_ends_before_its_size_is_truncated(hub, tiny, models, tmp_path, helpers) -> None:
    plain(tmp_path / "stick", hub, helpers)
    weights = tmp_path / "stick" / "authors" / "gill-tiny" / "pretrained_ckpt.pth.tar"

    def tear(progress: Progress) -> None:  # as when somebody else writes to the stick meanwhile
        if progress.repo == "facebook/opt-tiny":
            weights.write_bytes(weights.read_bytes()[:200_000])

    with pytest.raises(DownloadError, match=r"pretrained_ckpt\.pth\.tar is truncated: 200000 of 300000 bytes came"):
        install(tiny, models, FolderSource(tmp_path / "stick"), tear)


def test_a_stick_without_another_models_files_leaves_them_alone(hub, tiny, models, tmp_path, helpers) -> None:
    plain(tmp_path / "stick", hub, helpers)
    install(tiny, models, FolderSource(tmp_path / "stick"))
    (tmp_path / "stick" / "painters" / "sd-tiny" / "unet" / "weights.fp16.safetensors").unlink()
    painter = dataclasses.replace(tiny.parts[2], files=("model_index.json", "unet/weights.safetensors"))
    second = dataclasses.replace(tiny, id="second", parts=(*tiny.parts[:2], painter))
    install(second, models, FolderSource(tmp_path / "stick"))
    assert is_installed(second, models)
    assert is_installed(tiny, models)


def test_without_checksums_one_stick_does_not_go_on_where_another_ended(hub, tiny, models, tmp_path, helpers) -> None:
    plain(tmp_path / "stick", hub, helpers)
    plain(tmp_path / "other", hub, helpers)
    different = helpers.safetensors(bytes(200_000))
    (tmp_path / "other" / "painters" / "sd-tiny" / "unet" / "weights.fp16.safetensors").write_bytes(different)
    for stick, index in (("stick", b"{"), ("other", b"{}")):
        (tmp_path / stick / "painters" / "sd-tiny" / "unet" / "zzz.json").write_bytes(index)
    painter = dataclasses.replace(tiny.parts[2], files=("unet/weights.fp16.safetensors", "unet/zzz.json"))
    entry = dataclasses.replace(tiny, parts=(*tiny.parts[:2], painter))

    with pytest.raises(DownloadError, match=r"zzz\.json is damaged"):
        install(entry, models, FolderSource(tmp_path / "stick"))
    assert list((models / "painters--sd-tiny" / ".incoming").glob("*.done"))  # the weights have come
    install(entry, models, FolderSource(tmp_path / "other"))
    assert (models / "painters--sd-tiny" / "unet" / "weights.fp16.safetensors").read_bytes() == different


@needs_links
def test_the_catalogues_commit_is_not_replaced_by_another(hub, tiny, models, tmp_path, helpers) -> None:
    hub_cache(tmp_path / "stick", hub, helpers)
    pinned = dataclasses.replace(tiny.parts[0], revision="1" * 40)
    entry = dataclasses.replace(tiny, parts=(pinned, *tiny.parts[1:]))
    with pytest.raises(DownloadError, match=rf"holds commit {hub.commit('facebook/opt-tiny')}.* asks for 1111"):
        install(entry, models, FolderSource(tmp_path / "stick"))


@needs_links
def test_several_snapshots_need_a_reference(hub, tiny, models, tmp_path, helpers) -> None:
    hub_cache(tmp_path / "stick", hub, helpers)
    top = tmp_path / "stick" / "hub" / "models--openai--clip-vit-tiny"
    (top / "snapshots" / ("2" * 40)).mkdir()
    install(tiny, models, FolderSource(tmp_path / "stick"))
    shutil.rmtree(models)
    (top / "refs" / "main").unlink()
    with pytest.raises(DownloadError, match="has no snapshot of main"):
        install(tiny, models, FolderSource(tmp_path / "stick"))


def test_what_is_not_there_is_named(hub, tiny, models, tmp_path, helpers) -> None:
    plain(tmp_path / "stick", hub, helpers)
    shutil.rmtree(tmp_path / "stick" / "authors")
    with pytest.raises(DownloadError, match="stick holds no authors/gill-tiny") as caught:
        install(tiny, models, FolderSource(tmp_path / "stick"))
    assert "OWNER/NAME" in caught.value.hint
    assert not list(models.glob("*--*"))  # nothing was copied before all was found
    with pytest.raises(DownloadError, match="There is no folder"):
        FolderSource(tmp_path / "nowhere")


def zipped(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("archive/data.pkl", b"x" * 5000)
    return (folder / "x.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", None),
        ("model.safetensors", b"\xff" * 9),
        ("model.safetensors", (2).to_bytes(8, "little") + b"[]"),
        ("config.json", b'{"hidden_size": 48'),
        ("config.json", b"[" * 100_000),
        ("pytorch_model.bin", None),
        ("merges.txt", b""),
    ],
)
def test_torn_files_without_checksums_are_found_by_their_form(
    hub, tiny, models, tmp_path, helpers, name, content
) -> None:
    plain(tmp_path / "stick", hub, helpers)
    whole = {
        "model.safetensors": helpers.safetensors(bytes(1000)),
        "pytorch_model.bin": zipped(tmp_path),
        "config.json": b"{}",
        "merges.txt": b"#",
    }[name]
    torn = whole[:-1] if content is None else content
    (tmp_path / "stick" / "facebook" / "opt-tiny" / name).write_bytes(torn)
    language = dataclasses.replace(tiny.parts[0], files=(name,))
    entry = dataclasses.replace(tiny, parts=(language, *tiny.parts[1:]))
    with pytest.raises(DownloadError, match=f"{name} is damaged or was not copied to its end"):
        install(entry, models, FolderSource(tmp_path / "stick"))
    (tmp_path / "stick" / "facebook" / "opt-tiny" / name).write_bytes(whole)
    install(entry, models, FolderSource(tmp_path / "stick"))


@needs_links
def test_links_that_lead_out_of_the_stick_are_not_followed(hub, tiny, models, tmp_path, helpers) -> None:
    plain(tmp_path / "stick", hub, helpers)
    (tmp_path / "secret.json").write_bytes(b'{"secret": 1}')
    victim = tmp_path / "stick" / "facebook" / "opt-tiny" / "config.json"
    victim.unlink()
    victim.symlink_to(tmp_path / "secret.json")
    language = dataclasses.replace(tiny.parts[0], files=("config.json",))
    entry = dataclasses.replace(tiny, parts=(language, *tiny.parts[1:]))
    with pytest.raises(DownloadError, match=r"has no file 'config\.json'"):
        install(entry, models, FolderSource(tmp_path / "stick"))
