"""Pictures of a collection that show the same: other sizes, other formats, saved anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gill_studio.core.collections.look import HASH_BYTES, LOOK_BYTES, MOST_BITS, colours_agree
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.pictures import PictureRef

_BANDS = MOST_BITS + 1  # hashes that differ in so few bits agree in at least one of so many bands
_MOST_SHAPES = 1.05  # by which the proportions of two versions may differ
_MOST_COMPARED = 2000  # hashes of one band that are compared with each other: beyond, a band says nothing
Hashes = NDArray[np.uint64]


def near_duplicates(store: CollectionStore) -> list[tuple[str, ...]]:
    """Groups of pictures that show the same, by SHA-256: in each the largest first, groups as the collection has them.

    Pictures of the same content are one picture and not told here.
    """
    looks = {digest: look for digest, look in store.looks().items() if len(look) == LOOK_BYTES}
    pictures = {one.picture.sha256: one.picture for one in store.pictures() if one.picture.sha256 in looks}
    return grouped(pictures, looks)


def versions_of(store: CollectionStore, digests: Iterable[str]) -> dict[str, set[str]]:
    """For each of these pictures those of the collection that show the same, itself among them if it is there."""
    looks = {digest: look for digest, look in store.looks().items() if len(look) == LOOK_BYTES}
    pictures = {one.picture.sha256: one.picture for one in store.pictures()}
    others = [digest for digest in pictures if digest in looks]
    hashes = np.array([_hash(looks[digest]) for digest in others], dtype=np.uint64)
    found: dict[str, set[str]] = {}
    for digest in digests:
        found[digest] = {digest} & pictures.keys()
        if digest in looks and digest in pictures and others:
            apart = (hashes ^ np.uint64(_hash(looks[digest]))).view(np.uint8).reshape(-1, 8)
            near = [others[i] for i in np.flatnonzero(_BITS[apart].sum(axis=1) <= MOST_BITS).tolist()]
            agree = colours_agree(looks[digest], [looks[other] for other in near]).tolist()
            alike = {other for other, agrees in zip(near, agree, strict=True) if agrees}
            found[digest] |= {other for other in alike if _same_shape(pictures[digest], pictures[other])}
    return found


def _hash(look: bytes) -> int:
    return int.from_bytes(look[:HASH_BYTES], "big")


def grouped(pictures: Mapping[str, PictureRef], looks: Mapping[str, bytes]) -> list[tuple[str, ...]]:
    """See `near_duplicates`."""
    by_hash: dict[bytes, list[str]] = {}
    for digest in pictures:
        by_hash.setdefault(looks[digest][:HASH_BYTES], []).append(digest)
    keys = list(by_hash)
    groups = _Groups(list(pictures))
    for members in by_hash.values():
        _join_alike(members, pictures, looks, groups)
    for one, other in _near_pairs(np.array([_hash(key) for key in keys], dtype=np.uint64)):
        _join_alike([*by_hash[keys[one]], *by_hash[keys[other]]], pictures, looks, groups)
    return [
        tuple(sorted(group, key=lambda digest: -pictures[digest].width * pictures[digest].height))
        for group in groups.of_several()
    ]


class _Groups:
    """A union-find over digests; groups come in the order of their first members."""

    def __init__(self, members: Sequence[str]) -> None:
        self._parents = {member: member for member in members}

    def find(self, member: str) -> str:
        while self._parents[member] != member:
            self._parents[member] = member = self._parents[self._parents[member]]
        return member

    def join(self, one: str, other: str) -> None:
        self._parents[self.find(other)] = self.find(one)

    def of_several(self) -> Iterator[list[str]]:
        groups: dict[str, list[str]] = {}
        for member in self._parents:
            groups.setdefault(self.find(member), []).append(member)
        return (group for group in groups.values() if len(group) > 1)


def _join_alike(
    members: Sequence[str], pictures: Mapping[str, PictureRef], looks: Mapping[str, bytes], groups: _Groups
) -> None:
    """Those of the members that agree in colours and proportions, each with the first one that it agrees with."""
    left = list(members)
    while len(left) > 1:
        first, others = left[0], left[1:]
        agree = colours_agree(looks[first], [looks[other] for other in others])
        left = []
        for other, alike in zip(others, agree.tolist(), strict=True):
            if alike and _same_shape(pictures[first], pictures[other]):
                groups.join(first, other)
            else:
                left.append(other)


def _same_shape(one: PictureRef, other: PictureRef) -> bool:
    ratio = one.width * other.height / (one.height * other.width)
    return 1 / _MOST_SHAPES <= ratio <= _MOST_SHAPES


def _near_pairs(hashes: Hashes) -> Iterator[tuple[int, int]]:
    """Pairs of places of hashes that differ in few bits."""
    seen: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        low, high = band * 64 // _BANDS, (band + 1) * 64 // _BANDS
        part = (hashes >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        order = np.argsort(part, kind="stable")
        for bucket in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
            if 1 < len(bucket) <= _MOST_COMPARED:
                for pair in _near_in(hashes, bucket):
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


def _near_in(hashes: Hashes, bucket: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    mine = hashes[bucket]
    bytes_apart = (mine[:, None] ^ mine[None, :]).view(np.uint8).reshape(len(mine), len(mine), 8)
    near = np.argwhere(np.triu(_BITS[bytes_apart].sum(axis=2, dtype=np.uint8) <= MOST_BITS, k=1))
    for one, other in near.tolist():
        pair = int(bucket[one]), int(bucket[other])
        yield min(pair), max(pair)


_BITS = np.array([number.bit_count() for number in range(256)], dtype=np.uint8)
