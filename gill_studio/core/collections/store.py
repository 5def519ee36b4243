"""The store of one collection: an SQLite file with its folders, its pictures by content hash, and their captions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from gill_studio.core.collections.model import CaptionSource, CollectedPicture, CollectionError, FileRecord
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import new_id

STORE_FILE = "collection.db"
_APPLICATION = 0x47494C43  # "GILC"
_VERSION = 1
_TABLES = """
CREATE TABLE collection (id TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE picture (
    sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (
    folder INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE, path TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL REFERENCES picture,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE INDEX file_by_content ON file (sha256);
CREATE TABLE caption (
    sha256 TEXT NOT NULL REFERENCES picture, source TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (sha256, source)
) WITHOUT ROWID;
"""
_SHOWN = """
SELECT picture.sha256, media_type, width, height, folder.path, min(file.path)
FROM picture JOIN file USING (sha256) JOIN folder ON folder.id = file.folder
WHERE (? IS NULL OR picture.sha256 = ?) GROUP BY picture.sha256 ORDER BY folder.id, min(file.path)
"""
_FILES = """
SELECT file.path, size, mtime_ns, sha256, media_type, width, height
FROM file JOIN picture USING (sha256) WHERE folder = ? ORDER BY file.path
"""
_AGAIN = "Remove the collection and add its folders again; your pictures are not touched."


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
        with _reported(path):
            connection = _connect(path)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute("INSERT INTO collection VALUES (?, ?)", (collection or new_id(), name))
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
        return cls(folder, connection)

    @classmethod
    def open(cls, folder: Path) -> CollectionStore:
        """The collection in `folder`; CollectionError when there is none, or one we cannot read."""
        path = folder / STORE_FILE
        if not path.is_file():
            raise CollectionError(f"There is no collection in {folder}.", "Add its folders again.")
        with _reported(path):
            connection = _connect(path)
            try:
                _check_version(connection, path)
                return cls(folder, connection)
            except (sqlite3.Error, CollectionError, TypeError, ValueError):
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
        with _reported(self.folder):
            return int(self._one("SELECT count(DISTINCT sha256) FROM file")[0])

    def folders(self) -> tuple[Path, ...]:
        """The folders the collection is made of."""
        with _reported(self.folder):
            return tuple(Path(path) for (path,) in self._connection.execute("SELECT path FROM folder ORDER BY id"))

    def add_folder(self, path: Path) -> None:
        """Make a folder part of the collection; nothing when it is already."""
        with self._transaction():
            self._connection.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (str(path),))

    def files(self, folder: Path) -> dict[str, FileRecord]:
        """What is recorded of a folder's files, by relative path."""
        with _reported(self.folder):
            rows = self._connection.execute(_FILES, (self._folder(folder),))
            return {path: FileRecord(path, size, mtime, PictureRef(*rest)) for path, size, mtime, *rest in rows}

    def record(self, folder: Path, files: Iterable[FileRecord]) -> None:
        """Record files of a folder as they are now; what was recorded of the same paths before goes."""
        with self._transaction():
            number = self._folder(folder)
            for file in files:
                self._put(number, file)

    def forget(self, folder: Path, paths: Iterable[str]) -> None:
        """These files of a folder are not there any more; their pictures keep their captions."""
        with self._transaction():
            number = self._folder(folder)
            self._connection.executemany(
                "DELETE FROM file WHERE folder = ? AND path = ?", [(number, path) for path in paths]
            )

    def set_captions(self, captions: Mapping[str, str], source: CaptionSource) -> None:
        """Captions of one source, by the pictures' SHA-256; an empty one takes it back. Other sources' stay."""
        with self._transaction():
            for digest, text in captions.items():
                self._connection.execute("DELETE FROM caption WHERE sha256 = ? AND source = ?", (digest, source))
                if text:
                    self._connection.execute("INSERT INTO caption VALUES (?, ?, ?)", (digest, source, text))

    def pictures(self) -> list[CollectedPicture]:
        """Every picture that has a file, in the order of folders and paths."""
        return self._pictures(None)

    def picture(self, digest: str) -> CollectedPicture | None:
        """The picture with that SHA-256, None where it has no file."""
        return next(iter(self._pictures(digest)), None)

    def _pictures(self, digest: str | None) -> list[CollectedPicture]:
        with _reported(self.folder):
            captions: dict[str, dict[CaptionSource, str]] = {}
            which = "SELECT sha256, source, text FROM caption WHERE ? IS NULL OR sha256 = ?"
            for key, source, text in self._connection.execute(which, (digest, digest)):
                captions.setdefault(key, {})[CaptionSource(source)] = text
            rows: Sequence[tuple[str, str, int, int, str, str]] = self._connection.execute(
                _SHOWN, (digest, digest)
            ).fetchall()
        return [CollectedPicture(PictureRef(*row[:4]), Path(row[4], row[5]), captions.get(row[0], {})) for row in rows]

    def _put(self, folder: int, file: FileRecord) -> None:
        if not is_safe_relative(file.path):
            raise CollectionError(f"{file.path!r} is no path of a file inside a folder.", "Rename the file.")
        picture = file.picture
        self._connection.execute(
            "INSERT OR IGNORE INTO picture VALUES (?, ?, ?, ?)",
            (picture.sha256, picture.media_type, picture.width, picture.height),
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)",
            (folder, file.path, file.size, file.mtime_ns, picture.sha256),
        )

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
        """All of it on disk at the end, or none."""
        with _reported(self.folder), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != _APPLICATION:
        raise CollectionError(f"{path} is not a collection of GILL Studio.", _AGAIN)
    if version > _VERSION:
        raise CollectionError(f"{path} was written by a newer GILL Studio (format {version}).", "Update GILL Studio.")


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """What SQLite says, and values that are none of ours, as sentences."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise CollectionError(f"The collection in {path} cannot be used: {error}.", _AGAIN) from error
