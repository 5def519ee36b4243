"""How a collection's vectors are indexed."""

from __future__ import annotations

from dataclasses import dataclass

_BOUNDS = {"links": (2, 256), "ef_construction": (4, 4096), "ef_search": (1, 65536), "exact_below": (2, 2**31)}


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """The settings of the HNSW graph (arXiv:1603.09320), and from which size there is one.

    The defaults find more than 98 % of the ten nearest among 200,000 vectors (`benchmarks/retrieval.py`). A ValueError
    says which value is out of range.
    """

    links: int = 16
    """M of the paper: links of a vector in each layer, twice as many in the lowest."""
    ef_construction: int = 128
    """Candidates looked at when a vector is linked: higher is slower to build and finds more."""
    ef_search: int = 80
    """Candidates looked at in a search: higher is slower and finds more."""
    exact_below: int = 20_000
    """Fewer vectors than this are compared one by one: exact, nothing to build, and as fast."""

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} = {getattr(self, name)} is not between {least} and {most}")
