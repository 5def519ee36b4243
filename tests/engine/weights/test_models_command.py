"""`gill-studio models …` in processes of its own: interrupted, killed, without room, without network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from engine.weights.sentences import amount

LANGUAGE = "facebook/opt-tiny/model.safetensors"


def size_of(hub, path: str) -> int:
    owner, repo, name = path.split("/", 2)
    return len(hub.repos[f"{owner}/{repo}"][name])


def test_install_list_verify_and_remove(hub, tiny, other, cli, helpers) -> None:
    wanted = helpers.wanted(hub, tiny)
    size = sum(map(len, wanted.values()))
    shared = sum(len(content) for name, content in wanted.items() if name.startswith(("facebook", "openai")))
    before = cli.run("list", network=False)
    assert before.returncode == 0, before.stderr
    assert "tiny: Tiny (not installed, about 4.00 MB to fetch)" in before.stdout
    assert "gill-opt-6.7b: GILL with OPT-6.7B (not installed, about 17.3 GB to fetch)" in before.stdout
    assert hub.requests == []

    installed = cli.run("install", "tiny")
    assert installed.returncode == 0, installed.stderr
    assert installed.stderr == ""  # no bar where nobody looks
    assert "facebook/opt-tiny: MIT, https://example.org/licence" in installed.stdout
    assert f"tiny is installed: {amount(size)} downloaded, 0 bytes were there already." in installed.stdout
    models = cli.home / "data" / "models"
    assert helpers.on_disk(models) == wanted
    assert sum(hub.served.values()) == size
    assert not (cli.home / "hf").exists()  # nothing of the hub's own caches
    assert [path for path in hub.paths() if path.startswith("/api/") and "/models/" not in path] == []  # no telemetry

    hub.requests.clear()
    listed = cli.run("list", network=False)
    assert f"tiny: Tiny (installed, {amount(size)} on disk)" in listed.stdout
    assert f"other: Other (not installed, about 3.00 MB to fetch, {amount(shared)} of it are there)" in listed.stdout
    assert "  vision: openai/clip-vit-tiny (1.41 MB on disk)\n    Is the vision." in listed.stdout

    verified = cli.run("verify", network=False)
    assert verified.returncode == 0, verified.stderr
    assert "facebook/opt-tiny: 7 files are as installed." in verified.stdout
    weights = models / "facebook--opt-tiny" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[500_000] ^= 1
    weights.write_bytes(content)
    verified = cli.run("verify", "tiny", network=False)
    assert verified.returncode == 1
    assert f"{LANGUAGE}: damaged\nfacebook/opt-tiny: run `gill-studio models install tiny`" in verified.stdout

    removed = cli.run("remove", "tiny", network=False)
    assert removed.returncode == 0, removed.stderr
    assert f"tiny is removed; {amount(size)} ({size} bytes) are free again." in removed.stdout
    assert list(models.glob("*--*")) == []
    assert hub.requests == []


def test_a_killed_download_goes_on_where_it_was(hub, tiny, cli, helpers) -> None:
    hub.faults[LANGUAGE] = helpers.Fault(hold_after=400_000, times=1)
    process = cli.start("install", "tiny")
    assert hub.held.wait(30)
    wait_for(lambda: partial_bytes(cli.home) >= 400_000)
    process.kill()
    process.communicate()
    assert hub.served[LANGUAGE] == 400_000
    listed = cli.run("list", network=False)
    assert "tiny: Tiny (not installed" in listed.stdout

    hub.release.set()
    again = cli.run("install", "tiny")
    assert again.returncode == 0, again.stderr
    assert hub.served[LANGUAGE] == size_of(hub, LANGUAGE)  # not one byte twice
    assert helpers.on_disk(cli.home / "data" / "models") == helpers.wanted(hub, tiny)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_an_interrupted_download_says_so(hub, cli, helpers) -> None:
    hub.faults[LANGUAGE] = helpers.Fault(hold_after=100_000, times=1)
    listening = None if sys.platform == "win32" else heed_interrupts
    process = cli.start("install", "tiny", preexec_fn=listening)
    assert hub.held.wait(30)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "gill-studio: interrupted.\n"


def heed_interrupts() -> None:
    """Shells start what runs in the background deaf to them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def partial_bytes(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*.part"))


def wait_for(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
def test_a_disk_that_fills_up_in_the_middle(hub, tiny, cli, helpers) -> None:
    import resource

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))

    full = cli.run("install", "tiny", preexec_fn=small_disk)
    assert full.returncode == 1
    assert "gill-studio: The disk is full: " in full.stderr
    assert "GILL_STUDIO_DATA" in full.stderr
    assert "Traceback" not in full.stderr
    assert "not installed" in cli.run("list", network=False).stdout
    assert partial_bytes(cli.home) == 300_000
    hub.served.clear()

    again = cli.run("install", "tiny")  # there is room again
    assert again.returncode == 0, again.stderr
    assert hub.served[LANGUAGE] == size_of(hub, LANGUAGE) - 300_000
    assert helpers.on_disk(cli.home / "data" / "models") == helpers.wanted(hub, tiny)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 60 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "gill-test", str(folder)]
    try:
        if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("no file system can be mounted here")
    except OSError:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_small_disk_is_found_full_before_the_first_byte_and_in_the_middle(
    hub, tiny, cli, small_disk, helpers
) -> None:
    cli.environment["GILL_STUDIO_DATA"] = str(small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(20_000_000))
    full = cli.run("install", "tiny")
    assert full.returncode == 1
    assert "52.6 MB are needed in " in full.stderr
    assert not hub.served

    filler.unlink()
    hub.faults[LANGUAGE] = helpers.Fault(hold_after=100_000, times=1)
    process = cli.start("install", "tiny")
    assert hub.held.wait(30)
    with suppress(OSError), filler.open("wb", buffering=0) as stream:  # somebody else takes all the room
        while True:
            stream.write(bytes(1 << 16))
    hub.release.set()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "gill-studio: The disk is full: " in err

    filler.unlink()
    again = cli.run("install", "tiny")
    assert again.returncode == 0, again.stderr
    filler.unlink(missing_ok=True)
    assert helpers.on_disk(small_disk / "models") == helpers.wanted(hub, tiny)


def test_without_a_server_it_gives_up_within_seconds(hub, cli) -> None:
    cli.environment["HF_ENDPOINT"] = "http://127.0.0.1:9"
    began = time.monotonic()
    failed = cli.run("install", "tiny")
    assert failed.returncode == 1
    assert "There is no connection to the hub for facebook/opt-tiny" in failed.stderr
    assert "what has arrived is kept" in failed.stderr
    assert 3 < time.monotonic() - began < 20


def test_from_a_folder_needs_no_network(hub, tiny, cli, tmp_path, helpers) -> None:
    for repo, files in hub.repos.items():
        for name, content in files.items():
            (tmp_path / "stick" / repo / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "stick" / repo / name).write_bytes(content)
    copied = cli.run("install", "tiny", "--from", str(tmp_path / "stick"), network=False)
    assert copied.returncode == 0, copied.stderr
    assert " copied, 0 bytes were there already." in copied.stdout
    assert helpers.on_disk(cli.home / "data" / "models") == helpers.wanted(hub, tiny)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_shows_a_bar_of_bytes(hub, cli) -> None:
    shown = on_a_terminal(cli, "install", "tiny")
    assert "fetching" in shown
    assert "2.56M/2.56M" in shown
    assert "reading: " in on_a_terminal(cli, "verify")


def on_a_terminal(cli, *arguments: str) -> str:
    """What a command writes to its standard error if that is a terminal."""
    import pty
    import termios

    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 100))
    process = cli.start(*arguments, stderr=end)
    process.communicate(timeout=60)
    os.close(end)
    shown = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert process.returncode == 0
    return shown


def test_unknown_models_and_broken_catalogues_are_said_in_a_sentence(hub, cli) -> None:
    unknown = cli.run("install", "gpt-9", network=False)
    assert unknown.returncode == 1
    assert "There is no model 'gpt-9' in the catalogue." in unknown.stderr
    assert "gill-opt-6.7b, tiny, other" in unknown.stderr
    own = cli.home / "config" / "models.toml"
    own.write_text(own.read_text("utf-8").replace('role = "vision"', 'role = "sound"', 1), "utf-8")
    broken = cli.run("list", network=False)
    assert broken.returncode == 1
    assert str(own) in broken.stderr
    assert "models[0].parts[1].role" in broken.stderr


def test_the_network_opens_only_before_the_hub_library_is_there(cli) -> None:
    program = "import huggingface_hub.constants\nfrom engine.weights.network import open_network\nopen_network()"
    late = subprocess.run(
        [sys.executable, "-c", program], env=cli.environment, capture_output=True, text=True, check=False
    )
    assert "RuntimeError: huggingface_hub was imported offline" in late.stderr
    program = "from engine.weights.network import close_network\nclose_network()\n"
    program += "import huggingface_hub\nhuggingface_hub.HfApi().model_info('a/b')"
    closed = subprocess.run(
        [sys.executable, "-c", program],
        env=cli.environment | {"HF_HUB_OFFLINE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "offline mode is enabled" in closed.stderr
