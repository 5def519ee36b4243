"""Exports the test stories in every format and layout and has outside programs check what comes of it.

usage: uv run python tests/validators/run.py [--to FOLDER] [--shots FOLDER] [--only pdf html epub] [--stories NAME ...]

PDF: `qpdf --check`, and the tag tree, the alternative texts, the language and the claims of PDF/A-2a and PDF/UA-1 read
back by pypdf; veraPDF as well where it is installed. HTML: the Nu HTML checker, axe-core in Chromium, no requests, no
broken pictures, no scrolling to the side. EPUB: epubcheck, and axe-core on its pages. Exits with 1 when anything is
found.

What it needs: qpdf, epubcheck, chromium, nodejs, npm and a Java runtime of Debian's; the rest is fetched by npm.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf

from gill_studio.core.export.content import book_of
from gill_studio.core.export.epub import EpubOptions, Pages
from gill_studio.core.export.exporter import Source
from gill_studio.core.export.html import HtmlOptions
from gill_studio.core.export.pdf.options import Extra, Layout, PdfOptions, TextPlace
from gill_studio.core.export.registry import standard_exporters

HERE = Path(__file__).parent
PDFS = {f"{layout}": PdfOptions(layout, takes=True, cover=Extra.YES) for layout in Layout} | {
    "facing": PdfOptions(text_place=TextPlace.FACING),
    "edges": PdfOptions(to_edges=True, bleed=3, crop_marks=True),
}
HTMLS = {"single": HtmlOptions(notes=True, recipe=True), "folder": HtmlOptions(single_file=False)}
EPUBS = {f"{pages}": EpubOptions(pages, notes=pages is Pages.REFLOWABLE) for pages in Pages}


def sources() -> dict[str, Source]:
    """The stories of the tests."""
    spec = importlib.util.spec_from_file_location("export_stories", HERE.parent / "core" / "export" / "conftest.py")
    if spec is None or spec.loader is None:
        raise SystemExit("The test stories are not there.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return {name: module.story_named(name) for name in (*module.SAMPLES, "forty", "hostile")}


WANTED: list[str] = []
"""The stories to look at; all of them where none is named."""


def exported(format_name: str, variants: dict[str, Any], to: Path) -> Iterator[tuple[Path, Source]]:
    """Every story in every variant."""
    exporter = standard_exporters().named(format_name)
    for story, source in sources().items():
        if WANTED and story not in WANTED:
            continue
        for variant, options in variants.items():
            target = to / f"{story}-{variant}{exporter.suffix(options)}"
            exporter.export(source, target, options)
            yield target, source


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """A program's outcome; its absence is one, too."""
    if shutil.which(str(command[0])) is None:
        raise SystemExit(f"{command[0]} is not installed; see {Path(__file__).name} --help.")
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def check_pdf(to: Path, _: Path, __: Path | None) -> Iterator[str]:
    """qpdf, pypdf, and veraPDF if it is there."""
    for target, source in exported("pdf", PDFS, to):
        outcome = run("qpdf", "--check", target)
        if outcome.returncode:
            yield f"{target.name}: qpdf: {outcome.stdout[-300:]}{outcome.stderr[-300:]}"
        yield from (f"{target.name}: {what}" for what in tag_problems(target, source))
        if shutil.which("verapdf"):
            for flavour in ("2a", "ua1"):
                outcome = run("verapdf", "--flavour", flavour, "--format", "text", target)
                if not outcome.stdout.startswith("PASS"):
                    yield f"{target.name}: veraPDF {flavour}: {outcome.stdout[-300:]}"


def tag_problems(target: Path, source: Source) -> Iterator[str]:
    """What a screen reader would miss."""
    reader, book = pypdf.PdfReader(target, strict=True), book_of(source.board)
    root = reader.trailer["/Root"]
    tags = list(structure(root["/StructTreeRoot"]["/K"]))
    alts = [alt for kind, alt in tags if kind == "/Figure"]
    wanted = {item.alt for item in book.items if item.picture}
    xmp = root["/Metadata"].get_object().get_data()
    expected = {
        "it is not tagged": bool(root["/MarkInfo"]["/Marked"]),
        "the language is missing": root.get("/Lang") == book.language,
        "the title is not shown": bool(root["/ViewerPreferences"].get_object()["/DisplayDocTitle"]),
        "pictures are without alternative text": all(alts),
        "alternative texts are missing": wanted <= set(alts),
        "there is no text": any(kind == "/P" for kind, _ in tags) or not any(item.caption for item in book.items),
        "bookmarks are missing": len(reader.outline) >= len(book.items),
        "it does not claim PDF/UA-1": b"<pdfuaid:part>1<" in xmp,
        "it does not claim PDF/A-2a": b"<pdfaid:part>2<" in xmp and b"<pdfaid:conformance>A<" in xmp,
    }
    yield from (what for what, good in expected.items() if not good)


def structure(node: Any) -> Iterator[tuple[str, str]]:
    """Types in the tag tree in reading order, with alternative texts."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from structure(node["/K"])


def check_html(to: Path, tools: Path, shots: Path | None) -> Iterator[str]:
    """The Nu HTML checker, and axe-core in Chromium."""
    pages = [target if target.is_file() else target / "index.html" for target, _ in exported("html", HTMLS, to)]
    yield from nu_problems(pages, tools)
    yield from browser_problems(pages, tools, shots)


def nu_problems(pages: list[Path], tools: Path, kind: str = "--html") -> Iterator[str]:
    """What the Nu HTML checker calls an error."""
    jar = next((tools / "node_modules" / "vnu-jar").rglob("vnu.jar"))
    outcome = run("java", "-jar", jar, "--format", "json", "--stdout", kind, *pages)
    for message in json.loads(outcome.stdout)["messages"]:
        if message["type"] == "error":  # its warnings mistake hashes in a policy for violations
            yield f"{Path(message.get('url', '')).name}: vnu: {message['message'][:300]}"


def browser_problems(pages: list[Path], tools: Path, shots: Path | None, *, own: bool = True) -> Iterator[str]:
    """What axe-core and Chromium find; `own` pages have to fit the window, too."""
    extra = [] if shots is None else ["--shots", shots]
    outcome = run("node", tools / "browser.mjs", *extra, *pages)
    if outcome.returncode:
        yield f"node: {outcome.stderr[-500:]}"
    for line in outcome.stdout.splitlines():
        found = json.loads(line)
        where = f"{Path(found['file']).name}, {found['size']}, {found['scheme']}"
        for kind in ("violations", "errors", "requests"):
            yield from (f"{where}: {kind}: {one[:300]}" for one in found[kind])
        if found["broken"]:
            yield f"{where}: {found['broken']} pictures are not shown"
        if own and found["overflow"] > 0:
            yield f"{where}: {found['overflow']} pixels too wide"
        if found.get("closed") is False:
            yield f"{where}: the slideshow does not close"


def check_epub(to: Path, tools: Path, shots: Path | None) -> Iterator[str]:
    """epubcheck, and axe-core on the pages."""
    for target, _ in exported("epub", EPUBS, to):
        report = target.with_suffix(".json")
        run("java", "-jar", epubcheck(), target, "--json", report, "--quiet")
        for message in json.loads(report.read_text(encoding="utf-8"))["messages"]:
            if message["severity"] in {"FATAL", "ERROR", "WARNING"}:
                yield f"{target.name}: epubcheck {message['ID']}: {message['message'][:300]}"
        folder = target.with_suffix("")
        with zipfile.ZipFile(target) as archive:
            archive.extractall(folder)
        pages = sorted((folder / "OEBPS").glob("*.xhtml"))[:6]
        yield from browser_problems(pages, tools, shots, own=False)


def epubcheck() -> Path:
    """The archive that Debian installs as a program, which not every kernel starts."""
    found = shutil.which("epubcheck")
    if found is None:
        raise SystemExit(f"epubcheck is not installed; see {Path(__file__).name} --help.")
    return Path(found).resolve()


CHECKS: dict[str, Callable[[Path, Path, Path | None], Iterator[str]]] = {
    "pdf": check_pdf,
    "html": check_html,
    "epub": check_epub,
}


def install(tools: Path) -> None:
    """The checkers that npm has."""
    tools.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "browser.mjs"):
        shutil.copyfile(HERE / name, tools / name)
    if not (tools / "node_modules" / "axe-core").is_dir():
        outcome = run("npm", "install", "--prefix", tools, "--no-audit", "--no-fund", "--omit=dev")
        if outcome.returncode:
            raise SystemExit(f"npm: {outcome.stderr[-500:]}")


def main() -> int:
    """Run the checks that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS
    )
    parser.add_argument("--to", type=Path, help="keep what is exported here")
    parser.add_argument("--shots", type=Path, help="put screenshots here")
    parser.add_argument("--only", nargs="+", choices=CHECKS, default=list(CHECKS))
    parser.add_argument("--stories", nargs="+", choices=sources(), default=[], help="only these stories")
    tools = Path(os.environ.get("GILL_STUDIO_VALIDATORS") or Path(tempfile.gettempdir()) / "gill-studio-validators")
    options = parser.parse_args()
    WANTED.extend(options.stories)
    problems = 0
    with tempfile.TemporaryDirectory() as name:
        to = options.to or Path(name)
        if {"html", "epub"} & set(options.only):
            install(tools)
        if options.shots:
            options.shots.mkdir(parents=True, exist_ok=True)
        for kind in options.only:
            (to / kind).mkdir(parents=True, exist_ok=True)
            found = list(CHECKS[kind](to / kind, tools, options.shots))
            problems += len(found)
            print(f"{kind}: {len(found)} problems")
            for what in found:
                print(f"  {what}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
