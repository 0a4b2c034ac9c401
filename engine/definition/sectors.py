"""The sectors of a city and the one a place is in: by its coordinates when they are known, else by its postcode.

A point is in one sector at most: on a border, or where two outlines overlap, the first in the order of the city's file
has it. A postcode may be shared by several sectors: the place is then in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.fields.place import OUTSIDE, Place

if TYPE_CHECKING:
    from engine.geometry import Mosaic, Outline


@dataclass(frozen=True, eq=False)
class District:
    """A sector of the city, known by its postcodes, by its outline, or by both."""

    id: str
    name: str
    postcodes: frozenset[str] = frozenset()
    outline: Outline | None = None


class Districts(Mapping[str, District]):
    """Every sector by its id, in the order of the file."""

    def __init__(self, districts: Sequence[District] = ()):
        self._known = {district.id: district for district in districts}

    def __getitem__(self, id: str) -> District:
        return self._known[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def hold(self, place: Place, wanted: Sequence[str]) -> bool:
        """Whether the place is in one of these sectors; `hors-secteur` is being known to be in none."""
        found = self.of(place)
        if OUTSIDE in wanted and not found and is_known(place):
            return True
        return any(id in wanted for id in found)

    def of(self, place: Place) -> tuple[str, ...]:
        """The sectors a place is in: nothing when it is outside, or not known."""
        if place.abroad:
            return ()
        if place.point is None or not self._drawn:
            return tuple(id for id, one in self._known.items() if place.postcode in one.postcodes)
        position = self._mosaic.first(*place.point)
        if position is not None:
            return (self._drawn[position].id,)
        return tuple(id for id, one in self._known.items() if one.outline is None and place.postcode in one.postcodes)

    @cached_property
    def _drawn(self) -> tuple[District, ...]:
        return tuple(one for one in self._known.values() if one.outline is not None)

    @cached_property
    def _mosaic(self) -> Mosaic:
        from engine.geometry import Mosaic

        return Mosaic([one.outline for one in self._drawn if one.outline is not None])


def is_known(place: Place) -> bool:
    return place.point is not None or bool(place.postcode) or place.abroad
