"""All collections of this computer: a folder each in `collections_dir`, named by the collection's id."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.collections.model import CollectionError, Coverage
from gill_studio.core.collections.store import STORE_FILE, CollectionStore
from gill_studio.core.messages import SAMPLE
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.story.model import new_id

_NOTHING = Coverage()


@dataclass(frozen=True)
class CollectionEntry:
    """A collection in short; `error` says why it cannot be opened, where it cannot."""

    id: str
    name: str
    folders: tuple[Path, ...] = ()
    coverage: Coverage = _NOTHING
    error: str = ""


def collections_dir() -> Path:
    """The folder of all collections."""
    return locations.data_dir() / "collections"


def list_collections() -> tuple[CollectionEntry, ...]:
    """Every collection, by name; also those that cannot be opened."""
    return tuple(sorted(_entries(), key=lambda entry: (entry.name.casefold(), entry.id)))


def create_collection(name: str, folders: Sequence[Path]) -> CollectionStore:
    """A new collection of these folders, not scanned yet, open. CollectionError when it cannot be made."""
    name = " ".join(name.split())
    if not name:
        raise CollectionError("A collection needs a name.", "Name it.")
    if any(entry.name.casefold() == name.casefold() for entry in list_collections()):
        raise CollectionError(f"There is a collection {name} already.", "Choose another name.")
    places = [checked_folder(folder) for folder in folders]
    collection = new_id()
    making = collections_dir() / f".{collection}.{secrets.token_hex(4)}.part"
    try:
        with CollectionStore.create(making, name, collection) as store:
            for place in places:
                store.add_folder(place)
        making.rename(collections_dir() / collection)
    except OSError as error:
        raise CollectionError(f"{making.parent} cannot be written: {error.strerror}.", "Check its rights.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return open_collection(collection)


def checked_folder(folder: Path) -> Path:
    """The folder's full path; CollectionError when there is none."""
    try:
        place = folder.resolve()
        if place.is_dir():
            return place
    except (OSError, RuntimeError, ValueError):  # a path with a NUL character is a ValueError
        pass
    raise CollectionError(f"There is no folder {folder}.", "Choose a folder with pictures.")


def open_collection(collection: str) -> CollectionStore:
    """The collection with that id; CollectionError when there is none, or it cannot be read."""
    return CollectionStore.open(folder_of(collection))


def there_is(collection: str) -> bool:
    """Whether there is a collection with that id."""
    try:
        return (folder_of(collection) / STORE_FILE).is_file()
    except CollectionError:
        return False


def find_collection(name: str) -> CollectionStore:
    """The collection with that name or id; CollectionError names those there are."""
    entries = list_collections()
    for entry in entries:
        if name.casefold() == entry.name.casefold() or name == entry.id:
            return open_collection(entry.id)
    known = ", ".join(entry.name for entry in entries)
    hint = f"There are: {known}." if known else "Make one: gill-studio collection add FOLDER."
    raise CollectionError(f"There is no collection {name}.", hint)


def collection_of_folder(folder: Path) -> CollectionStore | None:
    """The collection that has that folder, None where there is none."""
    place = checked_folder(folder)
    for entry in list_collections():
        if place in entry.folders:
            return open_collection(entry.id)
    return None


def remove_collection(collection: str) -> None:
    """Delete what is recorded of a collection; its pictures stay where they are. Never the sample's."""
    if collection == SAMPLE:
        raise CollectionError("The collection that comes with GILL Studio stays.", "Choose one of yours.")
    folder = folder_of(collection)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        what = f"The collection cannot be removed: {error.strerror or error}."
        raise CollectionError(what, "Close GILL Studio where it is in use, then try again.") from error


def sample_folder() -> Path:
    """Where the collection lies that comes with the starter model, once the engine has drawn it."""
    return locations.cache_dir() / "collections" / "picture-book"


def folder_of(collection: str) -> Path:
    """Where a collection lies, `SAMPLE` too; CollectionError for an id that none can have."""
    if collection == SAMPLE:
        return sample_folder()
    if not is_safe_relative(collection) or "/" in collection:
        raise CollectionError(f"{collection!r} is no collection's id.", "Choose another collection.")
    return collections_dir() / collection


def _entries() -> Iterator[CollectionEntry]:
    folders: list[Path] = []
    with suppress(OSError):
        folders = [one for one in collections_dir().iterdir() if (one / STORE_FILE).is_file()]
    for folder in folders:
        if not folder.name.startswith("."):
            yield _entry(folder.name, folder)


def sample_entry() -> CollectionEntry | None:
    """The sample collection in short; None as long as it has not been drawn."""
    folder = sample_folder()
    return _entry(SAMPLE, folder) if (folder / STORE_FILE).is_file() else None


def _entry(collection: str, folder: Path) -> CollectionEntry:
    try:
        with CollectionStore.open(folder) as store:
            return CollectionEntry(collection, store.name, store.folders(), store.coverage())
    except CollectionError as error:
        return CollectionEntry(collection, folder.name, error=error.message)
