"""Where an answer is: its coordinates, its postcode, or neither. What the operator `dans` looks at.

Knows no sector: `definition/sectors.py` tells which one holds a place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.fields.base import FieldType
from engine.fields.numbers import western_digits
from engine.validation import found

OUTSIDE = "hors-secteur"
"""Written after `dans`: known to be in no sector of the city."""
DECIMALS = 6
"""Of a coordinate: a decimetre. More would only be the noise of the device."""


@dataclass(frozen=True)
class Place:
    """`point` is (latitude, longitude). A place of which nothing is known is neither in a sector nor outside."""

    point: tuple[float, float] | None = None
    postcode: str = ""
    abroad: bool = False


class Placed(FieldType):
    """A type whose answers are somewhere."""

    comparable = False
    operators = ("dans",)

    def place(self, value: Any) -> Place:
        raise NotImplementedError(f"the type {self.name} says where its answers are")

    def operand(self, question: Any, operator: str, written: Any) -> tuple[str, ...]:
        """One sector or several, as they are named in the city's file."""
        names = [written] if isinstance(written, str) else written
        if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
            raise ValueError(
                f"{found(written)} : « dans » attend un secteur ou une liste, par exemple « dans: bordeaux-sud »."
            )
        return tuple(names)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        *others, last = ["hors des secteurs de la ville" if one == OUTSIDE else f"« {one} »" for one in operand]
        if operand == (OUTSIDE,):
            return f"se trouve {last}"
        return f"se trouve dans le secteur {', '.join(others)}{' ou ' if others else ''}{last}"


def read_point(written: str) -> tuple[float, float] | None:
    """« 44.8378 -0.5792 », « 44,8378 ; -0,5792 », « 44.8378° N, 0.5792° O » -> (latitude, longitude), else None."""
    text = western_digits(written).replace("\u2212", "-").replace("\u2013", "-").strip()
    number = r"([-+]?\d{1,3}(?:[.,]\d{1,15})?)"
    sides = r"\s*°?\s*([NSns])?", r"\s*°?\s*([EWOewo])?"
    match = re.fullmatch(rf"\(?{number}{sides[0]}(?:\s*[;/]\s*|\s*,\s+|,(?=[-+\d])|\s+){number}{sides[1]}\)?", text)
    if not match:
        return None
    latitude, longitude = (float(match[group].replace(",", ".")) for group in (1, 3))
    if (match[2] or "").upper() == "S":
        latitude = -latitude
    if (match[4] or "").upper() in ("W", "O"):
        longitude = -longitude
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return round(latitude, DECIMALS), round(longitude, DECIMALS)


def write_point(point: tuple[float, float]) -> str:
    return f"{point[0]:.{DECIMALS}f} {point[1]:.{DECIMALS}f}"


def point_of(value: Mapping[str, Any]) -> tuple[float, float] | None:
    """The coordinates kept with an answer."""
    return (value["lat"], value["lon"]) if "lat" in value and "lon" in value else None


def postcode_in(text: str) -> str:
    """The postcode of an address in one line: five digits just before the name of a town."""
    found = re.findall(r"\b(\d{2}\s?\d{3})\s+[^\W\d_]", western_digits(text))
    return re.sub(r"\s", "", found[-1]) if found else ""
