"""Where an answer is: its coordinates, its postcode, or neither. What the operator `dans` looks at.

Knows no sector: `definition/sectors.py` tells which one holds a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.fields.base import FieldType, FilingDay, Raw
from engine.fields.numbers import ordinary
from engine.fields.texte import Text
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


@dataclass(frozen=True)
class Taken:
    """An address found in the city's source of addresses. `point` is (latitude, longitude)."""

    text: str
    """All of it, on one line."""
    street: str = ""
    postcode: str = ""
    town: str = ""
    town_code: str = ""
    point: tuple[float, float] | None = None

    def stored(self, point: tuple[float, float] | None = None) -> dict[str, Any]:
        """What is kept of it with an answer; `point` is one that the person chose themselves."""
        known = {"code_postal": self.postcode, "commune": self.town, "code_commune": self.town_code}
        kept: dict[str, Any] = {key: value for key, value in known.items() if value}
        if where := point or self.point:
            kept |= {"lat": where[0], "lon": where[1]}
        return kept


def taken_from(written: str) -> Taken | None:
    """What `taken()` put in a form, read again. The seal is looked at by the web floor."""
    try:
        kept = json.loads(written) if written else None
    except ValueError:
        return None
    if not isinstance(kept, dict):
        return None
    text, street, postcode, town, code = (str(kept.get(key, "")) for key in TAKEN)
    return Taken(text, street, postcode, town, code, point_of(kept))


TAKEN = ("texte", "voie", "code_postal", "commune", "code_commune")


BROUGHT = {"code_postal": "code postal", "commune": "commune", "code_commune": "code INSEE de la commune"}
TEXT = Text()


class Placed(FieldType):
    """A type whose answers are somewhere."""

    comparable = False
    longest_typed = 10_000  # an address found comes back sealed
    operators = ("dans",)
    searched: ClassVar[str] = ""
    """The part in which an address is looked for; "" when the search has an input of its own."""

    def taken(self, raw: Raw, chosen: Taken) -> Raw:
        """What was typed, once an address has been chosen among those found."""
        raise NotImplementedError(f"the type {self.name} says what it takes from an address")

    def attributes(self, question: Any) -> Mapping[str, Any]:
        options = TEXT.coerce_options({})
        return {
            name: replace(
                question, id=f"{question.id}.{name}", type=TEXT, label=f"{question.label} : {words}", options=options
            )
            for name, words in BROUGHT.items()
        }

    def attribute(self, question: Any, value: Any, name: str) -> Any:
        return value.get(name) or None

    def place(self, value: Any) -> Place:
        raise NotImplementedError(f"the type {self.name} says where its answers are")

    def written_at(self, place: Place) -> Any:
        """A made-up answer at this place, as a scenario writes it; at a place of which nothing is known, words alone."""
        raise NotImplementedError(f"the type {self.name} says how a place is written")

    def operand(self, question: Any, operator: str, written: Any) -> tuple[str, ...]:
        """One sector or several, as they are named in the city's file."""
        names = [written] if isinstance(written, str) else written
        if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
            raise ValueError(
                f"{found(written)} : « dans » attend un secteur ou une liste, par exemple « dans: bordeaux-sud »."
            )
        return tuple(names)

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...]:
        """A place is in one sector: each of those named, none of the city, or one that is not named."""
        return (*operands, OUTSIDE, "")

    def say(self, question: Any, operator: str, operand: Any) -> str:
        *others, last = ["hors des secteurs de la ville" if one == OUTSIDE else f"« {one} »" for one in operand]
        if operand == (OUTSIDE,):
            return f"se trouve {last}"
        return f"se trouve dans le secteur {', '.join(others)}{' ou ' if others else ''}{last}"


def read_point(written: str) -> tuple[float, float] | None:
    """« 44.8378 -0.5792 », « 44,8378 ; -0,5792 », « 44.8378° N, 0.5792° O » -> (latitude, longitude), else None."""
    text = ordinary(written).replace("\u2212", "-").replace("\u2013", "-").strip()
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
    found = re.findall(r"\b(\d{2}\s?\d{3})\s+[^\W\d_]", ordinary(text))
    return re.sub(r"\s", "", found[-1]) if found else ""
