"""The store of one collection: an SQLite file with its folders, its pictures by content hash, and their captions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from gill_studio.core.collections.database import create_database, open_database, reported, transaction
from gill_studio.core.collections.look import resemble
from gill_studio.core.collections.model import (
    CaptionSource,
    CollectedPicture,
    CollectionError,
    Coverage,
    FileRecord,
    Problem,
    ScannedFile,
)
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import new_id

STORE_FILE = "collection.db"
_BESIDE = (CaptionSource.SIDECAR, CaptionSource.TAKEOUT, CaptionSource.DATASET)
_SHOWN = """
SELECT picture.sha256, media_type, width, height, excluded, folder.path, min(file.path)
FROM picture JOIN file USING (sha256) JOIN folder ON folder.id = file.folder
WHERE {which} GROUP BY picture.sha256 ORDER BY folder.id, min(file.path)
"""
_ALL, _ONE = "1", "picture.sha256 = ?"  # a query for both would look at every picture to find one
_CAPTIONS = "SELECT sha256, source, text FROM caption AS picture WHERE {which}"
_FILES = """
SELECT file.path, size, mtime_ns, sha256, media_type, width, height, beside
FROM file JOIN picture USING (sha256) WHERE folder = ? ORDER BY file.path
"""
_COVERAGE = """
SELECT count(*), coalesce(sum(said > 0), 0), coalesce(sum(said = 0 AND proposed > 0), 0), coalesce(sum(excluded), 0)
FROM (
    SELECT picture.excluded AS excluded,
        (SELECT count(*) FROM caption WHERE caption.sha256 = picture.sha256 AND source <> 'proposed') AS said,
        (SELECT count(*) FROM caption WHERE caption.sha256 = picture.sha256 AND source = 'proposed') AS proposed
    FROM picture WHERE EXISTS (SELECT 1 FROM file WHERE file.sha256 = picture.sha256)
)
"""
_FIRST_SAID = """
SELECT text FROM said JOIN file USING (folder, path)
WHERE sha256 = ? AND source = ? ORDER BY folder, path LIMIT 1
"""
_FORBIDDEN = frozenset("\\")  # a colon may stand in names on Linux, and cannot on Windows


class CollectionStore:
    """One collection's records, in `STORE_FILE` inside `folder`. Used by one thread; close it when done.

    A picture is known by its content, so that a renamed file keeps its captions, and a picture without any file
    left keeps its own for the day it comes back. Any method raises CollectionError when the file cannot be read
    or written.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self.id, self.name = self._one("SELECT id, name FROM collection")

    @classmethod
    def create(cls, folder: Path, name: str, collection: str | None = None) -> CollectionStore:
        """A new, empty collection; CollectionError when there is one in `folder` already."""
        path = folder / STORE_FILE
        if path.exists():
            raise CollectionError(f"There is a collection in {folder} already.", "Open it, or choose another folder.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CollectionError(f"{folder} cannot be made: {error.strerror}.", "Choose another folder.") from error
        with reported(path):
            return cls(folder, create_database(path, collection or new_id(), name))

    @classmethod
    def open(cls, folder: Path) -> CollectionStore:
        """The collection in `folder`; CollectionError when there is none, or one we cannot read."""
        path = folder / STORE_FILE
        if not path.is_file():
            raise CollectionError(f"There is no collection in {folder}.", "Add its folders again.")
        with reported(path):
            connection = open_database(path)
            try:
                return cls(folder, connection)
            except (sqlite3.Error, TypeError, ValueError):
                connection.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Pictures that have a file, each counted once."""
        with reported(self.folder):
            return int(self._one("SELECT count(DISTINCT sha256) FROM file")[0])

    # Folders and files ----------------------------------------------------------------------------------------------

    def folders(self) -> tuple[Path, ...]:
        """The folders the collection is made of."""
        with reported(self.folder):
            return tuple(Path(path) for (path,) in self._connection.execute("SELECT path FROM folder ORDER BY id"))

    def add_folder(self, path: Path) -> None:
        """Make a folder part of the collection; nothing when it is already."""
        with self._transaction():
            self._connection.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (str(path),))

    def remove_folder(self, path: Path) -> None:
        """A folder is no part of the collection any more; its pictures keep their captions for the day it is again."""
        with self._transaction():
            self._connection.execute("DELETE FROM folder WHERE id = ?", (self._folder(path),))

    def files(self, folder: Path) -> dict[str, FileRecord]:
        """What is recorded of a folder's files, by relative path."""
        with reported(self.folder):
            rows = self._connection.execute(_FILES, (self._folder(folder),))
            return {
                path: FileRecord(path, size, mtime, PictureRef(*picture), beside)
                for path, size, mtime, *picture, beside in rows
            }

    def record(self, folder: Path, files: Iterable[FileRecord]) -> None:
        """Record files of a folder as they are now; what was recorded of the same paths before goes."""
        self.record_scanned(folder, [ScannedFile(file) for file in files])

    def record_scanned(
        self, folder: Path, files: Iterable[ScannedFile], problems: Iterable[Problem] = (), solved: Iterable[str] = ()
    ) -> None:
        """Record what a scan has found: files, files that cannot be used, and which of those can be by now.

        One transaction.
        """
        with self._transaction():
            number = self._folder(folder)
            for file in files:
                self._put(number, file)
            for path in solved:
                self._solve(number, path)
            for problem in problems:
                self._forget(number, problem.path)
                self._connection.execute(
                    "INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        number,
                        storable(problem.path),
                        problem.reason,
                        problem.hint,
                        problem.size,
                        problem.mtime_ns,
                        problem.lasting,
                    ),
                )

    def forget(self, folder: Path, paths: Iterable[str]) -> None:
        """These files of a folder are not there any more; their pictures keep their captions."""
        with self._transaction():
            number = self._folder(folder)
            for path in paths:
                self._forget(number, path)

    def problems(self, folder: Path) -> dict[str, Problem]:
        """The files of a folder that cannot be used, by relative path."""
        with reported(self.folder):
            query = "SELECT path, reason, hint, size, mtime_ns, lasting FROM problem WHERE folder = ? ORDER BY path"
            rows = self._connection.execute(query, (self._folder(folder),))
            return {row[0]: Problem(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows}

    # Captions -------------------------------------------------------------------------------------------------------

    def set_captions(self, captions: Mapping[str, str], source: CaptionSource) -> None:
        """Captions of one source, by the pictures' SHA-256; an empty one takes it back. Other sources' stay."""
        with self._transaction():
            for digest, text in captions.items():
                self._say(digest, source, text)

    def accept_proposed(self, digests: Iterable[str]) -> None:
        """Make proposed captions the writer's own; nothing for pictures without one, or with words of the writer."""
        accept = "INSERT OR IGNORE INTO caption SELECT sha256, ?, text FROM caption WHERE sha256 = ? AND source = ?"
        with self._transaction():
            for digest in digests:
                self._connection.execute(accept, (CaptionSource.WRITER, digest, CaptionSource.PROPOSED))
                self._say(digest, CaptionSource.PROPOSED, "")

    def own_words(self) -> int:
        """How many captions the writer has written, also of pictures without a file."""
        with reported(self.folder):
            query = "SELECT count(*) FROM caption WHERE source = ?"
            return int(self._connection.execute(query, (CaptionSource.WRITER,)).fetchone()[0])

    def set_said(self, folder: Path, source: CaptionSource, texts: Mapping[str, str]) -> None:
        """What one source beside them says of a folder's files, by relative path; nothing where it is empty."""
        with self._transaction():
            number = self._folder(folder)
            for path, text in texts.items():
                row = self._connection.execute(
                    "SELECT sha256 FROM file WHERE folder = ? AND path = ?", (number, path)
                ).fetchone()
                if row is not None:
                    self._set_said(number, path, row[0], {source: text})

    def said(self, folder: Path, source: CaptionSource) -> dict[str, str]:
        """What one source beside them says of a folder's files, by relative path."""
        with reported(self.folder):
            query = "SELECT path, text FROM said WHERE folder = ? AND source = ?"
            return dict(self._connection.execute(query, (self._folder(folder), source)).fetchall())

    def datasets(self, folder: Path) -> dict[str, tuple[int, int]]:
        """The files with captions of many pictures that have been read: size and modification time, by path."""
        with reported(self.folder):
            query = "SELECT path, size, mtime_ns FROM dataset WHERE folder = ?"
            rows = self._connection.execute(query, (self._folder(folder),))
            return {path: (size, mtime) for path, size, mtime in rows}

    def set_datasets(self, folder: Path, datasets: Mapping[str, tuple[int, int]]) -> None:
        """These, as they are now, have been read, and no others."""
        with self._transaction():
            number = self._folder(folder)
            self._connection.execute("DELETE FROM dataset WHERE folder = ?", (number,))
            rows = [(number, storable(path), size, mtime) for path, (size, mtime) in datasets.items()]
            self._connection.executemany("INSERT INTO dataset VALUES (?, ?, ?, ?)", rows)

    # Pictures -------------------------------------------------------------------------------------------------------

    def pictures(self) -> list[CollectedPicture]:
        """Every picture that has a file, in the order of folders and paths."""
        return self._pictures(None)

    def picture(self, digest: str) -> CollectedPicture | None:
        """The picture with that SHA-256, None where it has no file."""
        return next(iter(self._pictures(digest)), None)

    def paths_of(self, digest: str) -> tuple[Path, ...]:
        """All files of a picture."""
        with reported(self.folder):
            query = (
                "SELECT folder.path, file.path FROM file JOIN folder ON folder.id = folder "
                "WHERE sha256 = ? ORDER BY folder.id, file.path"
            )
            return tuple(Path(*row) for row in self._connection.execute(query, (digest,)))

    def looks(self) -> dict[str, bytes]:
        """What `duplicates` compares, by SHA-256; also of pictures without a file."""
        with reported(self.folder):
            return dict(self._connection.execute("SELECT sha256, look FROM picture WHERE look IS NOT NULL").fetchall())

    def known_contents(self) -> set[str]:
        """The pictures that have been decoded once, by SHA-256: they need not be again."""
        with reported(self.folder):
            rows = self._connection.execute("SELECT sha256 FROM picture WHERE look IS NOT NULL")
            return {digest for (digest,) in rows}

    def exclude(self, digests: Iterable[str], *, excluded: bool = True) -> None:
        """Never offer these pictures; or do again."""
        with self._transaction():
            rows = [(excluded, digest) for digest in digests]
            self._connection.executemany("UPDATE picture SET excluded = ? WHERE sha256 = ?", rows)

    def excluded(self) -> frozenset[str]:
        """The pictures that are never to be offered, by SHA-256."""
        with reported(self.folder):
            rows = self._connection.execute("SELECT sha256 FROM picture WHERE excluded")
            return frozenset(digest for (digest,) in rows)

    def coverage(self) -> Coverage:
        """How many pictures there are, and how many have captions."""
        with reported(self.folder):
            problems = self._connection.execute("SELECT count(*) FROM problem").fetchone()
            return Coverage(*self._connection.execute(_COVERAGE).fetchone(), *problems)

    def rename(self, name: str) -> None:
        """Give the collection another name."""
        with self._transaction():
            self._connection.execute("UPDATE collection SET name = ?", (name,))
        self.name = name

    def _pictures(self, digest: str | None) -> list[CollectedPicture]:
        with reported(self.folder):
            captions: dict[str, dict[CaptionSource, str]] = {}
            which, values = (_ALL, ()) if digest is None else (_ONE, (digest,))
            for key, source, text in self._connection.execute(_CAPTIONS.format(which=which), values):
                captions.setdefault(key, {})[CaptionSource(source)] = text
            rows = self._connection.execute(_SHOWN.format(which=which), values).fetchall()
        return [
            CollectedPicture(PictureRef(*row[:4]), Path(row[5], row[6]), captions.get(row[0], {}), bool(row[4]))
            for row in rows
        ]

    def _put(self, folder: int, file: ScannedFile) -> None:
        record, picture = file.record, file.record.picture
        if not is_recordable(record.path):
            raise CollectionError(f"{record.path!r} is no path of a file inside a folder.", "Rename the file.")
        self._connection.execute(
            "INSERT OR IGNORE INTO picture (sha256, media_type, width, height) VALUES (?, ?, ?, ?)",
            (picture.sha256, picture.media_type, picture.width, picture.height),
        )
        if file.look is not None:
            self._connection.execute("UPDATE picture SET look = ? WHERE sha256 = ?", (file.look, picture.sha256))
        if file.inside is not None:
            for source in (CaptionSource.XMP, CaptionSource.IPTC, CaptionSource.EXIF):
                self._say(picture.sha256, source, file.inside.get(source, ""))
        before = self._connection.execute(
            "SELECT sha256 FROM file WHERE folder = ? AND path = ?", (folder, record.path)
        ).fetchone()
        if before is not None and before[0] != picture.sha256:
            self._forget(folder, record.path)
            self._inherit(before[0], picture.sha256)
        self._connection.execute(
            "INSERT INTO file (folder, path, size, mtime_ns, sha256, beside) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, beside = excluded.beside",
            (folder, record.path, record.size, record.mtime_ns, picture.sha256, record.beside),
        )
        self._solve(folder, record.path)
        self._set_said(folder, record.path, picture.sha256, {source: file.beside.get(source, "") for source in _BESIDE})

    def _inherit(self, before: str, after: str) -> None:
        """A file has another content: still the same picture to a person where only its metadata were written anew."""
        looks = [
            self._connection.execute("SELECT look FROM picture WHERE sha256 = ?", (digest,)).fetchone()[0]
            for digest in (before, after)
        ]
        if None in looks or not resemble(looks[0], looks[1]):
            return
        self._connection.execute(
            "INSERT OR IGNORE INTO caption SELECT ?, source, text FROM caption WHERE sha256 = ? AND source IN (?, ?)",
            (after, before, CaptionSource.WRITER, CaptionSource.PROPOSED),
        )
        self._connection.execute(
            "UPDATE picture SET excluded = max(excluded, (SELECT excluded FROM picture WHERE sha256 = ?)) "
            "WHERE sha256 = ?",
            (before, after),
        )

    def _set_said(self, folder: int, path: str, digest: str, texts: Mapping[CaptionSource, str]) -> None:
        """What files beside one file say of it; where they fall silent, so does the caption, unless a copy has one."""
        for source, text in texts.items():
            was = self._connection.execute(
                "DELETE FROM said WHERE folder = ? AND path = ? AND source = ?", (folder, path, source)
            ).rowcount
            if text:
                self._connection.execute("INSERT INTO said VALUES (?, ?, ?, ?)", (folder, path, source, text))
            if text or was:
                self._say(digest, source, self._first_said(digest, source))

    def _forget(self, folder: int, path: str) -> None:
        """A file is gone. What was said beside it stays with its picture, unless a copy says something else."""
        row = self._connection.execute(
            "DELETE FROM file WHERE folder = ? AND path = ? RETURNING sha256", (folder, storable(path))
        ).fetchone()
        self._solve(folder, path)
        if row is not None:
            for source in _BESIDE:
                text = self._first_said(row[0], source)
                if text:
                    self._say(row[0], source, text)

    def _solve(self, folder: int, path: str) -> None:
        self._connection.execute("DELETE FROM problem WHERE folder = ? AND path = ?", (folder, storable(path)))

    def _first_said(self, digest: str, source: CaptionSource) -> str:
        row = self._connection.execute(_FIRST_SAID, (digest, source)).fetchone()
        return "" if row is None else str(row[0])

    def _say(self, digest: str, source: CaptionSource, text: str) -> None:
        self._connection.execute("DELETE FROM caption WHERE sha256 = ? AND source = ?", (digest, source))
        if text:
            self._connection.execute("INSERT INTO caption VALUES (?, ?, ?)", (digest, source, text))

    def _folder(self, path: Path) -> int:
        row = self._connection.execute("SELECT id FROM folder WHERE path = ?", (str(path),)).fetchone()
        if row is None:
            raise CollectionError(f"{path} is not part of the collection {self.name}.", "Add the folder first.")
        return int(row[0])

    def _one(self, query: str) -> tuple[str, ...]:
        row: tuple[str, ...] = self._connection.execute(query).fetchone()
        return row

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with transaction(self._connection, self.folder):
            yield


def is_recordable(path: str) -> bool:
    """Whether a relative path can be kept, so that it never leads out of its folder."""
    return is_safe_relative(path, _FORBIDDEN)


def storable(path: str) -> str:
    """A path as text: on Linux a name may hold bytes that are no text."""
    return path.encode("utf-8", "replace").decode()
