"""Runs Typst on a story in a folder of its own, finds characters that no font has, and puts up with them."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gill_studio.core import locations
from gill_studio.core.export.exporter import ExportError
from gill_studio.core.export.pdf.fonts import families, fonts
from gill_studio.core.sentences import Sentence

if TYPE_CHECKING:
    import typst

STANDARDS: tuple[Literal["a-2a", "ua-1"], ...] = ("a-2a", "ua-1")
"""Archival with structure, and accessible: what every PDF of ours keeps to."""
_LOST = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_SUBSTITUTE = "\u25a1"
_PACKAGE = re.compile(r'@(preview|local)\b|"@')
_FILES = frozenset({"file"})
_UNDRAWN = _FILES | {"alt"}
"""What no font is needed for: alternative texts are read aloud."""
_FORBIDDEN = re.compile("[\ufeff\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LOG = logging.getLogger(__name__)


def templates_dir() -> Path:
    """Where the Typst templates lie that come along."""
    return locations.resources_dir() / "export" / "typst"


class Typesetter:
    """Sets one story's pages. `root` is a folder for this purpose alone: Typst can read nothing outside of it.

    `data` is what the template reads as story.json. After `pdf()`, `warnings` says what could not be set as written,
    and `png()` sets the same.
    """

    def __init__(self, root: Path, template: str, data: dict[str, Any], *, family: str, system_fonts: bool) -> None:
        self._root, self._template, self._family = root, template, family
        self._data: dict[str, Any] = _allowed(data)
        self._system = system_fonts
        self.warnings: list[str] = []

    def pdf(self) -> bytes:
        """The document. Characters that no font has become boxes. ExportError when the template is at fault."""
        import typst

        for _ in range(4):
            try:
                return self._compile("pdf")[0]
            except typst.TypstError as error:
                lost = _lost(error.diagnostic)
                if not lost:
                    raise _failed(error) from error
                if self._system:
                    self._replace(lost)
                self._system = True
        return self._without_standards()

    def png(self, width: int) -> list[bytes]:
        """The pages as PNG files of about `width` pixels."""
        import typst

        page = self._data["options"]
        points = (page["width"] + 2 * page["bleed"] + 16 * page["crop_marks"]) / 25.4 * 72
        try:
            return self._compile("png", 72 * width / points)
        except typst.TypstError as error:
            raise _failed(error) from error

    def query(self, label: str) -> list[dict[str, Any]]:
        """The values of the metadata with a label, of the document as `pdf()` set it."""
        import typst

        self._write()
        found = typst.query(self._main, f"<{label}>", field="value", **self._places())
        return list(json.loads(found))

    @property
    def _main(self) -> str:
        return str(self._root / f"{self._template}.typ")

    def _places(self) -> dict[str, Any]:
        return {"root": str(self._root), "font_paths": fonts(system=self._system)}

    def _write(self) -> None:
        chosen = families(self._data["lang"], self._family, system=self._system)
        text = json.dumps({**self._data, "fonts": chosen}, ensure_ascii=False)
        (self._root / "story.json").write_bytes(text.encode())

    def _compile(self, kind: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
        import typst

        self._write()
        made, remarks = typst.compile_with_warnings(
            self._main, format=kind, ppi=ppi, pdf_standards=[*STANDARDS] if kind == "pdf" else [], **self._places()
        )
        for remark in remarks:
            _LOG.warning("Typst: %s", remark.message)
        return [made] if isinstance(made, bytes) else list(made or [])

    def _replace(self, lost: set[str]) -> None:
        table = {ord(one): "" if unicodedata.combining(one) else _SUBSTITUTE for one in lost}
        self._data = _translated(self._data, table, _UNDRAWN)
        self.warnings.append(
            Sentence(
                "{what} {hint}",
                what=Sentence(
                    "No font of this computer has {characters}; there are boxes instead.", characters=_named(lost)
                ),
                hint=Sentence("Install a font that has them, for example one of the Noto family."),
            )
        )

    def _without_standards(self) -> bytes:
        import typst

        self.warnings.append(Sentence("The PDF does not keep to the rules for accessible and archival documents."))
        made = typst.compile(self._main, format="pdf", **self._places())
        if not isinstance(made, bytes):
            raise ExportError(Sentence("The typesetter made no document."), Sentence("Try another layout."))
        return made


def install_template(root: Path, own: Path | None, layout: str) -> str:
    """Put the templates into the typesetter's folder; the name of the one to set with.

    `own` is a template of the writer's; those beside it come along. ExportError when it cannot be read, or would
    fetch a package: nothing is fetched from anywhere.
    """
    for file in templates_dir().glob("*.typ"):
        (root / file.name).write_bytes(file.read_bytes())
    if own is None:
        return layout
    try:
        for file in (own, *own.parent.glob("*.typ")):
            text = file.read_text(encoding="utf-8")
            if _PACKAGE.search(text):
                raise ExportError(
                    Sentence("{file} imports a Typst package.", file=file),
                    Sentence("Copy what it needs into the template's folder."),
                )
            (root / file.name).write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or error
        raise ExportError(
            Sentence("The template {file} cannot be read: {what}.", file=own, what=what),
            Sentence("Choose another file."),
        ) from error
    return own.stem


def _failed(error: typst.TypstError) -> ExportError:
    hints = " ".join(str(hint) for hint in error.hints)
    return ExportError(
        Sentence("The pages cannot be set: {what}.", what=error.message),
        hints or Sentence("Correct the template, or use no own one."),
    )


def _lost(diagnostic: str) -> set[str]:
    """The characters that Typst says it has no glyph for."""
    found = "".join(_ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text) for text in _LOST.findall(diagnostic))
    return {c for c in found if not c.isascii() or not c.isprintable()} or set(found.replace("\\", ""))


def _named(lost: Iterable[str]) -> Sentence:
    """Characters in words, the first few of them."""
    known = sorted(lost)
    names = [f"“{c}” ({unicodedata.name(c, f'U+{ord(c):04X}').lower()})" for c in known[:5]]
    if len(known) > 5:
        return Sentence("{named} and {count} other characters", named=", ".join(names), count=len(known) - 5)
    return Sentence("{named}", named=", ".join(names))


def _translated(value: Any, table: dict[int, str], kept: frozenset[str] = _FILES) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: one if key in kept else _translated(one, table, kept) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_translated(one, table, kept) for one in value]
    return value


def _allowed(data: dict[str, Any]) -> dict[str, Any]:
    """Without characters of private use, which mean nothing to anybody else, and which archives do not take."""
    found = set(_FORBIDDEN.findall(json.dumps(data, ensure_ascii=False)))
    table = {ord(c): "" if c == "\ufeff" else _SUBSTITUTE for c in found}
    allowed: dict[str, Any] = _translated(data, table) if found else data
    return allowed
