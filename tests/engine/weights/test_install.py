"""Installations from the loopback hub, inside the test's process: what arrives, and all that can go wrong."""

from __future__ import annotations

import dataclasses
import threading
import time
from pathlib import Path

import pytest

from engine.catalogue import Entry
from engine.weights.find import find, is_installed
from engine.weights.hub import HubSource, Patience
from engine.weights.installer import Installed, Progress, install
from engine.weights.manifest import read_manifest
from engine.weights.source import Source
from engine.weights.verify import verify
from gill_studio.core.errors import DownloadError, ModelError

LANGUAGE = "facebook/opt-tiny/model.safetensors"
VISION = "openai/clip-vit-tiny/model.safetensors"


class Stop(Exception):  # noqa: N818 - it is how a listener says stop, no error
    pass


@pytest.fixture
def source(open_hub) -> Source:
    return HubSource(Patience(attempts=3, first_pause=0.01, timeout=5), endpoint=open_hub.url)


def size_of(hub, path: str) -> int:
    owner, repo, name = path.split("/", 2)
    return len(hub.repos[f"{owner}/{repo}"][name])


def fails(entry: Entry, models: Path, source: Source) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        install(entry, models, source)
    assert caught.value.hint
    assert not is_installed(entry, models)
    return caught.value


def test_all_wanted_files_arrive_and_nothing_else(open_hub, tiny, models, source, helpers) -> None:
    seen: list[Progress] = []
    expected = helpers.wanted(open_hub, tiny)
    total = sum(map(len, expected.values()))

    assert install(tiny, models, source, seen.append) == Installed(fetched=total, kept=0)

    assert helpers.on_disk(models) == expected
    assert sum(open_hub.served.values()) == total
    folders = find(tiny, models)
    assert folders.language == models / "facebook--opt-tiny"
    assert folders.painter == models / "painters--sd-tiny"
    assert {progress.total for progress in seen} == {total}
    assert seen[-1].done == total
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert all(part.whole for part in verify(tiny, models))
    manifest = read_manifest(folders.language)
    assert manifest is not None
    assert manifest.commit == open_hub.commit("facebook/opt-tiny")


def test_only_what_an_installation_needs_is_asked(open_hub, tiny, models, source, monkeypatch) -> None:
    monkeypatch.setenv("AI_AGENT", "somebody")
    install(tiny, models, source)
    assert all(path.startswith(("/api/models/", "/cdn/")) or "/resolve/" in path for path in open_hub.paths())
    assert len([path for path in open_hub.paths() if path.startswith("/api/")]) == len(tiny.parts)
    agents = {headers.get("user-agent", "") for _, _, headers in open_hub.requests}
    assert all("torch" not in agent and "agent/" not in agent for agent in agents)


def test_a_cut_connection_goes_on_where_it_was(open_hub, tiny, models, source, helpers) -> None:
    open_hub.faults[LANGUAGE] = helpers.Fault(stop_after=200_000, times=2)
    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)
    assert open_hub.served[LANGUAGE] == size_of(open_hub, LANGUAGE)
    ranges = [
        headers["Range"] for _, path, headers in open_hub.requests if "cdn/facebook" in path and "Range" in headers
    ]
    assert ranges == ["bytes=200000-", "bytes=400000-"]


def test_a_stopped_installation_goes_on_where_it_was(open_hub, tiny, models, source, helpers) -> None:
    def stop(progress: Progress) -> None:
        if progress.file == "model.safetensors" and progress.repo.startswith("openai") and progress.done > 1_200_000:
            raise Stop

    with pytest.raises(Stop):
        install(tiny, models, source, stop)
    assert not is_installed(tiny, models)
    with pytest.raises(ModelError, match=r"The vision part of tiny, openai/clip-vit-tiny, is not installed\."):
        find(tiny, models)
    kept = (models / "openai--clip-vit-tiny" / ".incoming").glob("*.part")
    (there,) = (path.stat().st_size for path in kept)
    assert there > 400_000
    open_hub.served.clear()

    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)
    assert open_hub.served[VISION] == size_of(open_hub, VISION) - there
    assert LANGUAGE not in open_hub.served


def test_a_server_without_ranges_sends_all_again_and_it_is_still_right(open_hub, tiny, models, source, helpers) -> None:
    open_hub.faults[LANGUAGE] = helpers.Fault(stop_after=200_000, times=1)
    with pytest.raises(Stop):
        install(tiny, models, source, stop_at(LANGUAGE, 150_000))
    open_hub.faults[LANGUAGE] = helpers.Fault(no_ranges=True)
    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


def stop_at(path: str, count: int):
    def listen(progress: Progress) -> None:
        if path == f"{progress.repo}/{progress.file}" and progress.done > count:
            raise Stop

    return listen


def test_a_torn_partial_file_is_fetched_again_from_its_start(open_hub, tiny, models, source, helpers) -> None:
    with pytest.raises(Stop):
        install(tiny, models, source, stop_at(LANGUAGE, 200_000))
    (partial,) = (models / "facebook--opt-tiny" / ".incoming").glob("*.part")
    content = partial.read_bytes()
    partial.write_bytes(content[:-4096] + bytes(4096))  # as after a power cut

    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


@pytest.mark.parametrize("announce", [True, False], ids=["announced", "unannounced"])
def test_a_truncated_file_is_an_error(open_hub, tiny, models, source, helpers, announce: bool) -> None:
    whole = open_hub.repos["facebook/opt-tiny"]["model.safetensors"]
    if announce:
        open_hub.faults[LANGUAGE] = helpers.Fault(content=whole[:-1000])
    else:  # a promise of all bytes, and a connection that ends before: again and again at the same place
        open_hub.faults[LANGUAGE] = helpers.Fault(stop_after=0)
    error = fails(tiny, models, source)
    assert LANGUAGE in error.message
    if announce:
        assert f"truncated: it ends after {len(whole) - 1000} of {len(whole)} bytes" in error.message
    open_hub.faults.clear()
    open_hub.served.clear()
    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)
    assert open_hub.served[LANGUAGE] == (1000 if announce else len(whole))


@pytest.mark.parametrize("path", [LANGUAGE, "facebook/opt-tiny/merges.txt"], ids=["sha256", "git blob"])
def test_a_wrong_checksum_is_an_error_and_leaves_nothing(open_hub, tiny, models, source, helpers, path: str) -> None:
    owner, repo, name = path.split("/", 2)
    content = bytearray(open_hub.repos[f"{owner}/{repo}"][name])
    content[len(content) // 2] ^= 1
    open_hub.faults[path] = helpers.Fault(content=bytes(content))
    assert f"{path} has the wrong checksum" in fails(tiny, models, source).message
    assert not (models / "facebook--opt-tiny" / name).exists()
    assert not list((models / "facebook--opt-tiny" / ".incoming").glob("*.part"))
    open_hub.faults.clear()
    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


def test_a_file_longer_than_announced_is_an_error(open_hub, tiny, models, source, helpers) -> None:
    whole = open_hub.repos["facebook/opt-tiny"]["model.safetensors"]
    open_hub.faults[LANGUAGE] = helpers.Fault(content=whole + b"more")
    assert "is longer than" in fails(tiny, models, source).message


@pytest.mark.parametrize(
    ("where", "fault", "message"),
    [
        (
            "facebook/opt-tiny",
            {"status": 404, "code": "RepoNotFound"},
            "no repository facebook/opt-tiny, or it is private",
        ),
        (
            "facebook/opt-tiny",
            {"status": 401, "code": "RepoNotFound"},
            "no repository facebook/opt-tiny, or it is private",
        ),
        ("facebook/opt-tiny", {"status": 403, "code": "GatedRepo"}, "facebook/opt-tiny is gated"),
        ("facebook/opt-tiny", {"status": 200, "content": b"<html>Log in"}, "is not the hub"),
        ("facebook/opt-tiny", {"status": 200, "content": b"[" * 100_000}, "is not the hub"),
        ("facebook/opt-tiny", {"status": 200, "content": b'{"id": "x"}'}, "makes no sense: it names no commit"),
        ("facebook/opt-tiny", {"status": 500}, "error 500"),
        (LANGUAGE, {"status": 404, "code": "EntryNotFound"}, "no facebook/opt-tiny/model.safetensors"),
        (LANGUAGE, {"status": 403, "code": "GatedRepo"}, "facebook/opt-tiny is gated"),
        (LANGUAGE, {"status": 401}, "denies access to facebook/opt-tiny/model.safetensors"),
        (LANGUAGE, {"status": 503}, "error 503"),
        (LANGUAGE, {"status": 418}, "error 418"),
    ],
)
def test_what_the_hub_refuses_is_said_in_words(
    open_hub, tiny, models, source, helpers, where: str, fault: dict, message: str
) -> None:
    open_hub.faults[where] = helpers.Fault(**fault)
    assert message in fails(tiny, models, source).message


def test_a_revision_or_a_file_that_does_not_exist_is_said(open_hub, tiny, models, source, helpers) -> None:
    gone = dataclasses.replace(tiny.parts[0], revision="0" * 40)
    entry = dataclasses.replace(tiny, parts=(gone, *tiny.parts[1:]))
    assert f"no facebook/opt-tiny at {'0' * 40}" in fails(entry, models, source).message
    renamed = dataclasses.replace(tiny.parts[0], files=("config.json", "weights.gguf"))
    entry = dataclasses.replace(tiny, parts=(renamed, *tiny.parts[1:]))
    assert "facebook/opt-tiny has no file 'weights.gguf'" in fails(entry, models, source).message
    assert not open_hub.served


def test_a_busy_server_is_asked_again(open_hub, tiny, models, source, helpers) -> None:
    open_hub.faults["facebook/opt-tiny"] = helpers.Fault(status=503, times=2)
    open_hub.faults[LANGUAGE] = helpers.Fault(status=429, times=2)
    install(tiny, models, source)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


def test_a_silent_server_is_given_up_after_the_timeout(open_hub, tiny, models, helpers) -> None:
    open_hub.faults[LANGUAGE] = helpers.Fault(hold_after=0)
    source = HubSource(Patience(attempts=2, first_pause=0.01, timeout=0.2), endpoint=open_hub.url)
    began = time.monotonic()
    error = fails(tiny, models, source)
    assert "There is no connection to the hub for facebook/opt-tiny/model.safetensors" in error.message
    assert time.monotonic() - began < 10


def test_without_room_on_the_disk_not_a_byte_is_fetched(open_hub, tiny, models, source) -> None:
    def enlarge(answer: dict) -> None:
        for sibling in answer["siblings"]:
            if "lfs" in sibling:
                sibling["lfs"]["size"] = 10**15

    open_hub.edit_info.append(enlarge)
    error = fails(tiny, models, source)
    assert "PB" not in error.message
    assert " are needed in " in error.message
    assert " are free" in error.message
    assert not open_hub.served


def test_names_that_lead_out_of_the_folder_are_never_written(open_hub, tiny, models, source, helpers) -> None:
    hostile = (
        "../evil.json",
        "/evil.json",
        "C:\\evil.json",
        "a/../../evil.json",
        ".incoming/x.json",
        "gill-studio.json",
    )
    for name in (*hostile, "a/harmless.json"):
        open_hub.repos["facebook/opt-tiny"][name] = b"{}"
    parts = (
        dataclasses.replace(tiny.parts[0], revision="main", files=("*.json", "*/*.json", "*.txt", "*.safetensors")),
    )
    entry = dataclasses.replace(tiny, parts=(*parts, *tiny.parts[1:]))
    install(entry, models, source)
    assert list(models.parent.parent.rglob("*evil*")) == []
    assert not [path for path in open_hub.paths() if "evil" in path]
    assert is_installed(entry, models)


def test_an_installed_pinned_model_asks_nobody(open_hub, tiny, models, source) -> None:
    pinned = tuple(dataclasses.replace(part, revision=open_hub.commit(part.repo)) for part in tiny.parts)
    entry = dataclasses.replace(tiny, parts=pinned)
    first = install(entry, models, source)
    open_hub.requests.clear()
    assert install(entry, models, source) == Installed(fetched=0, kept=first.fetched)
    assert open_hub.requests == []


def test_another_commit_than_the_catalogues_is_not_taken_for_it(open_hub, tiny, models, source) -> None:
    install(tiny, models, source)
    pinned = dataclasses.replace(tiny.parts[1], revision="3" * 40)
    with pytest.raises(ModelError, match="openai/clip-vit-tiny, is installed at another commit"):
        find(dataclasses.replace(tiny, parts=(tiny.parts[0], pinned)), models)


def test_a_damaged_file_alone_is_fetched_again(open_hub, tiny, models, source, helpers) -> None:
    install(tiny, models, source)
    damaged = models / "painters--sd-tiny" / "unet" / "weights.fp16.safetensors"
    content = bytearray(damaged.read_bytes())
    content[7] ^= 1
    damaged.write_bytes(content)
    open_hub.served.clear()
    result = install(tiny, models, source)
    assert dict(open_hub.served) == {"painters/sd-tiny/unet/weights.fp16.safetensors": len(content)}
    assert result.fetched == len(content)
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)


def test_a_branch_that_has_moved_brings_the_changed_files(open_hub, tiny, models, source, helpers) -> None:
    install(tiny, models, source)
    open_hub.repos["authors/gill-tiny"]["model_args.json"] = b'{"opt_version": "new"}'
    open_hub.served.clear()
    install(tiny, models, source)
    assert set(open_hub.served) == {"authors/gill-tiny/model_args.json"}
    assert helpers.on_disk(models) == helpers.wanted(open_hub, tiny)
    manifest = read_manifest(models / "authors--gill-tiny")
    assert manifest is not None
    assert manifest.commit == open_hub.commit("authors/gill-tiny")


def test_entries_share_a_folder_and_add_their_files_to_it(open_hub, tiny, models, source, helpers) -> None:
    install(tiny, models, source)
    painter = dataclasses.replace(tiny.parts[2], files=("model_index.json", "unet/weights.safetensors"))
    second = dataclasses.replace(tiny, id="second", parts=(*tiny.parts[:2], painter))
    open_hub.served.clear()
    install(second, models, source)
    assert set(open_hub.served) == {"painters/sd-tiny/unet/weights.safetensors"}
    assert is_installed(tiny, models)
    assert is_installed(second, models)


def test_two_roles_in_one_repository_are_fetched_once(open_hub, tiny, models, source) -> None:
    both = "facebook/opt-tiny"
    parts = (
        dataclasses.replace(tiny.parts[0], files=("config.json", "vocab.json")),
        dataclasses.replace(tiny.parts[0], role="vision", files=("config.json", "model.safetensors")),
    )
    entry = dataclasses.replace(tiny, parts=parts)
    install(entry, models, source)
    assert is_installed(entry, models)
    assert sum(open_hub.served.values()) == sum(
        len(open_hub.repos[both][name]) for name in ("config.json", "vocab.json", "model.safetensors")
    )


def test_the_access_token_stays_with_the_hub(open_hub, tiny, models, source, monkeypatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    install(tiny, models, source)
    with_token = [path for _, path, headers in open_hub.requests if "hf_secret" in str(headers)]
    assert with_token
    assert not [path for path in with_token if path.startswith("/cdn")]


def test_a_second_installation_at_the_same_time_is_refused(open_hub, tiny, models, source, helpers) -> None:
    open_hub.faults[LANGUAGE] = helpers.Fault(hold_after=100_000, times=1)
    first = threading.Thread(target=install, args=(tiny, models, source))
    first.start()
    try:
        assert open_hub.held.wait(20)
        with pytest.raises(DownloadError, match=r"Another installation is going on\."):
            install(tiny, models, source)
    finally:
        open_hub.release.set()
        first.join(20)
    assert is_installed(tiny, models)


def test_a_part_half_put_in_place_does_not_look_installed(open_hub, tiny, models, source) -> None:
    (models / "facebook--opt-tiny" / "vocab.json").mkdir(parents=True)  # in the way of a file of that name
    error = fails(tiny, models, source)
    assert "facebook--opt-tiny cannot be written" in error.message
    assert read_manifest(models / "facebook--opt-tiny") is None
    (models / "facebook--opt-tiny" / "vocab.json").rmdir()
    open_hub.served.clear()
    install(tiny, models, source)
    assert is_installed(tiny, models)
    assert LANGUAGE not in open_hub.served
