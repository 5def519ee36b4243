"""A hub on the loopback interface, with every fault of a real one; and small models to serve."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest

from engine.catalogue import Entry, Licence, Part

FIXTURE = Path(__file__).parents[2] / "fixtures" / "gill-tiny"
CHUNK = 16_384


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def blob_id(content: bytes) -> str:
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


@dataclass
class Fault:
    """What happens to requests for one path, the next `times` times."""

    status: int = 0
    code: str = ""
    content: bytes | None = None  # sent instead of the file
    stop_after: int | None = None  # the connection is cut after so many bytes of an answer
    hold_after: int | None = None  # ... or stays silent until `Hub.release` is set
    no_ranges: bool = False
    times: int = 1_000_000


@dataclass
class Hub:
    """Repositories in memory under the hub's URL scheme; `.safetensors`, `.bin`, `.tar` are LFS files on a CDN."""

    repos: dict[str, dict[str, bytes]]
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    served: Counter[str] = field(default_factory=Counter)
    release: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    edit_info: list = field(default_factory=list)  # functions that change an API answer
    url: str = ""
    cdn_url: str = ""

    def commit(self, repo: str) -> str:
        listing = sorted((name, blob_id(content)) for name, content in self.repos[repo].items())
        return hashlib.sha1(repr(listing).encode()).hexdigest()

    def info(self, repo: str) -> dict:
        siblings = []
        for name, content in self.repos[repo].items():
            entry = {"rfilename": name, "size": len(content), "blobId": blob_id(content)}
            if is_lfs(name):
                entry["blobId"] = blob_id(b"the pointer")
                entry["lfs"] = {"size": len(content), "sha256": sha256(content), "pointerSize": 130}
            siblings.append(entry)
        answer = {"id": repo, "modelId": repo, "sha": self.commit(repo), "siblings": siblings}
        for edit in self.edit_info:
            edit(answer)
        return answer

    def take_fault(self, path: str) -> Fault:
        fault = self.faults.get(path)
        if fault is None or fault.times <= 0:
            return Fault()
        fault.times -= 1
        return fault

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.requests]


def is_lfs(name: str) -> bool:
    return name.endswith((".safetensors", ".bin", ".tar"))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart; each answer would take 40 ms
    hub: Hub

    def log_message(self, *_args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append((self.command, path, dict(self.headers)))
        words = path.strip("/").split("/")
        if words[:2] == ["api", "models"]:
            self.api("/".join(words[2:4]), words[-1])
        elif "resolve" in words or words[0] == "cdn":
            self.file("/".join(words[-len(words) + 1 :] if words[0] == "cdn" else words), words[0] == "cdn")
        else:
            self.answer(404, b"", {"X-Error-Code": "EntryNotFound"})

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def api(self, repo: str, revision: str) -> None:
        fault = self.hub.take_fault(repo)
        if fault.status:
            self.answer(fault.status, fault.content or b"", {"X-Error-Code": fault.code})
        elif repo not in self.hub.repos:
            self.answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        elif revision not in ("main", self.hub.commit(repo)):
            self.answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        else:
            self.answer(200, json.dumps(self.hub.info(repo)).encode(), {"Content-Type": "application/json"})

    def file(self, path: str, on_cdn: bool) -> None:
        owner, name, _, _, *rest = path.split("/")
        repo, name = f"{owner}/{name}", "/".join(rest)
        content = self.hub.repos.get(repo, {}).get(name)
        if content is None:
            self.answer(404, b"", {"X-Error-Code": "EntryNotFound"})
        elif is_lfs(name) and not on_cdn:
            etag = {"X-Linked-Etag": f'"{sha256(content)}"', "X-Linked-Size": str(len(content))}
            self.answer(302, b"", {"Location": f"{self.hub.cdn_url}/cdn/{path}", **etag})
        else:
            self.content(f"{repo}/{name}", content, self.hub.take_fault(f"{repo}/{name}"))

    def content(self, path: str, content: bytes, fault: Fault) -> None:
        if fault.status:
            self.answer(fault.status, b"", {"X-Error-Code": fault.code})
            return
        content = content if fault.content is None else fault.content
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if fault.no_ranges:
            start = 0
        if start and start >= len(content):
            self.answer(416, b"")
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", f'"{sha256(content)}"')
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        self.body(path, content[start:], fault)

    def body(self, path: str, body: bytes, fault: Fault) -> None:
        limit = fault.stop_after if fault.hold_after is None else fault.hold_after
        for begin in range(0, len(body) if limit is None else limit, CHUNK):
            piece = body[begin : min(begin + CHUNK, len(body) if limit is None else limit)]
            try:
                self.wfile.write(piece)
            except OSError:
                break
            self.hub.served[path] += len(piece)
        self.wfile.flush()
        if fault.hold_after is not None:
            self.hub.held.set()
            self.hub.release.wait(30)
        if limit is not None:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """Clients that are killed or that give up leave connections reset: that is what is tested."""


def noise(count: int, seed: int) -> bytes:
    return np.random.default_rng(seed).bytes(count)


def safetensors(data: bytes) -> bytes:
    """A well-formed file with one tensor."""
    header = json.dumps({"w": {"dtype": "U8", "shape": [len(data)], "data_offsets": [0, len(data)]}}).encode()
    return len(header).to_bytes(8, "little") + header + data


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="session")
def repositories() -> dict[str, dict[str, bytes]]:
    """The parity models, a painter with folders and files nobody wants, and two adapters."""
    return {
        "facebook/opt-tiny": tree(FIXTURE / "facebook/opt-tiny") | {"flax_model.msgpack": noise(99_999, 1)},
        "openai/clip-vit-tiny": tree(FIXTURE / "openai/clip-vit-tiny"),
        "painters/sd-tiny": {
            "model_index.json": b"{}",
            "unet/config.json": b'{"sample_size": 8}',
            "unet/weights.fp16.safetensors": safetensors(noise(200_000, 2)),
            "unet/weights.safetensors": safetensors(noise(400_000, 3)),
        },
        "authors/gill-tiny": {
            "model_args.json": (FIXTURE / "model_args.json").read_bytes(),
            "pretrained_ckpt.pth.tar": noise(300_000, 4),
            "decision_model.pth.tar": noise(3_000, 5),
        },
        "others/gill-tiny": {"adapter.json": b"{}", "adapter.safetensors": safetensors(noise(50_000, 6))},
    }


PATTERNS = {
    "facebook/opt-tiny": ("*.json", "merges.txt", "model.safetensors"),
    "openai/clip-vit-tiny": ("config.json", "model.safetensors", "preprocessor_config.json"),
    "painters/sd-tiny": ("model_index.json", "unet/config.json", "unet/*.fp16.safetensors"),
    "authors/gill-tiny": ("model_args.json", "pretrained_ckpt.pth.tar", "decision_model.pth.tar"),
    "others/gill-tiny": ("adapter.json", "adapter.safetensors"),
}


@pytest.fixture
def hub(repositories: dict[str, dict[str, bytes]]) -> Iterator[Hub]:
    """Two servers on 127.0.0.1: the hub, and the other origin where its large files lie."""
    hub = Hub({repo: dict(files) for repo, files in repositories.items()})
    handler = type("BoundHandler", (Handler,), {"hub": hub})
    servers = [Server(("127.0.0.1", 0), handler) for _ in range(2)]
    hub.url, hub.cdn_url = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield hub
    hub.release.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_hub(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The hub for installations inside the test's process, which is offline otherwise."""
    from huggingface_hub import constants
    from huggingface_hub.utils import close_session

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    yield hub
    close_session()


def part(role: str, repo: str, revision: str = "main", files: tuple[str, ...] | None = None) -> Part:
    licence = Licence("MIT", "https://example.org/licence")
    return Part(role, repo, revision, licence, files or PATTERNS[repo], 1_000_000, f"Is the {role}.")  # type: ignore[arg-type]


def make_entry(name: str, parts: list[Part]) -> Entry:
    return Entry(name, name.title(), "A small model.", "For tests.", tuple(parts))


@pytest.fixture
def tiny(hub: Hub) -> Entry:
    """Four parts; the language model is pinned to its commit, the others follow main."""
    language = part("language", "facebook/opt-tiny", hub.commit("facebook/opt-tiny"))
    others = [("vision", "openai/clip-vit-tiny"), ("painter", "painters/sd-tiny"), ("adapter", "authors/gill-tiny")]
    return make_entry("tiny", [language, *(part(role, repo) for role, repo in others)])


@pytest.fixture
def other(tiny: Entry) -> Entry:
    """Shares two parts with `tiny`, and has an adapter of its own."""
    return make_entry("other", [*tiny.parts[:2], part("adapter", "others/gill-tiny")])


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models"


def wanted(hub: Hub, entry: Entry) -> dict[str, bytes]:
    """What an installation of `entry` must put on disk, by path below the models folder."""
    from engine.weights.names import folder_name, matches

    return {
        f"{folder_name(p.repo)}/{name}": content
        for p in entry.parts
        for name, content in hub.repos[p.repo].items()
        if any(matches(name, pattern) for pattern in p.files)
    }


def on_disk(models: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(models).items() if not name.endswith(("gill-studio.json", ".lock"))}


def toml(entries: list[Entry]) -> str:
    """The entries as a user would write them."""
    text = "format = 1\n"
    for entry in entries:
        text += "[[models]]\n" + "".join(
            f"{name} = {json.dumps(getattr(entry, name))}\n" for name in ("id", "title", "description", "licence")
        )
        for p in entry.parts:
            text += f'[[models.parts]]\nrole = "{p.role}"\nrepo = "{p.repo}"\nrevision = "{p.revision}"\n'
            text += f'licence = {{ name = "{p.licence.name}", link = "{p.licence.link}" }}\n'
            text += f"files = {json.dumps(p.files)}\nbytes = {p.bytes}\ndoes = {json.dumps(p.does)}\n"
    return text


# Runs the command line and lets nothing but the loopback interface be reached, or with an empty list nothing.
GUARD = """
import sys
allowed = sys.argv[1].split()
def watch(event, details):
    if event in ("socket.connect", "socket.bind", "socket.sendto") and details[1][0] not in allowed:
        sys.stderr.write(f"FORBIDDEN: {event} {details[1]}"); sys.stderr.flush()
        __import__("os")._exit(99)
    if event == "socket.getaddrinfo" and details[0] not in allowed:
        sys.stderr.write(f"FORBIDDEN: {event} {details}"); sys.stderr.flush()
        __import__("os")._exit(99)
sys.addaudithook(watch)
from gill_studio.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


class Cli:
    """`gill-studio models …` in a process of its own, with its own folders and a guarded network."""

    def __init__(self, home: Path, hub: Hub, entries: list[Entry]) -> None:
        self.home = home
        (home / "config").mkdir(parents=True)
        (home / "config" / "models.toml").write_text(toml(entries), "utf-8")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HF_", "GILL_"))},
            "GILL_STUDIO_DATA": str(home / "data"),
            "GILL_STUDIO_CONFIG": str(home / "config"),
            "GILL_STUDIO_CACHE": str(home / "cache"),
            "HF_HOME": str(home / "hf"),
            "HF_ENDPOINT": hub.url,
            "HF_HUB_OFFLINE": "1",  # as the rest of the application has it
            "PYTHONWARNINGS": "error",
        }

    def start(self, *arguments: str, network: bool = True, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", GUARD, "127.0.0.1" if network else "", "models", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen(command, env=self.environment, text=True, **pipes)  # type: ignore[call-overload]

    def run(self, *arguments: str, network: bool = True, **options: object) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments, network=network, **options) as process:
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.fixture
def cli(tmp_path: Path, hub: Hub, tiny: Entry, other: Entry) -> Cli:
    return Cli(tmp_path, hub, [tiny, other])


class Helpers:
    """Plain functions for test modules, which cannot import from here."""

    Fault = Fault
    wanted = staticmethod(wanted)
    on_disk = staticmethod(on_disk)
    tree = staticmethod(tree)
    safetensors = staticmethod(safetensors)
    toml = staticmethod(toml)
    sha256 = staticmethod(sha256)
    blob_id = staticmethod(blob_id)
    part = staticmethod(part)
    make_entry = staticmethod(make_entry)


@pytest.fixture
def helpers() -> Helpers:
    return Helpers()
