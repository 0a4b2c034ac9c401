"""A date in three inputs, months by number or by name, with bounds that may depend on the day of filing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar

from engine import habits
from engine.duration import Duration
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Part, Raw, option
from engine.fields.numbers import is_pair, ordinary
from engine.french import MONTHS, listed, short_date
from engine.names import fold


@dataclass(frozen=True)
class RelativeDate:
    """A fixed day, or the day of filing moved by a duration: `aujourd’hui - 18 ans`."""

    written: str
    fixed: date | None = None
    shift: Duration | None = None
    back: bool = False

    @classmethod
    def parse(cls, written: str) -> RelativeDate:
        """Raises ValueError(French sentence)."""
        text = fold(written)
        if match := re.fullmatch(r"aujourd'hui(?:\s*([-+−–])\s*(.+))?", text):
            sign, amount = match.groups()
            shift = Duration.parse(amount) if amount else None
            if shift is not None and shift.exact:
                raise ValueError(f"« {written} » n’est pas une date : comptez en jours, en mois ou en ans.")
            return cls(written, shift=shift, back=sign is not None and sign != "+")
        try:
            return cls(written, fixed=date.fromisoformat(text))
        except ValueError:
            raise ValueError(not_a_date(written, "2026-05-13, aujourd’hui ou aujourd’hui - 18 ans")) from None

    def on(self, day: FilingDay) -> date:
        if self.fixed:
            return self.fixed
        if self.shift is None:
            return day.today
        move = day.calendar.subtract if self.back else day.calendar.add
        return move(day.today, self.shift)

    @property
    def named(self) -> str:
        """As it stands in a sentence: « le 13 mai 2026 », « aujourd’hui - 18 ans »."""
        return f"le {self}" if self.fixed else str(self)

    def __str__(self) -> str:
        return short_date(self.fixed) if self.fixed else self.written


EXAMPLE, IN_DIGITS = "Par exemple 27 3 1985.", "Écrivez le jour, le mois et l’année en chiffres."
BIRTHDAY = {"jour": "bday-day", "mois": "bday-month", "annee": "bday-year"}

AGES = (3, 10, 20, 30, 70)


class Date(FieldType):
    name = "date"
    title = "Une date"
    inputs: ClassVar[tuple[Part, ...]] = (
        Part("jour", "Jour", inputmode="numeric", size="day"),
        Part("mois", "Mois", inputmode="numeric", size="month"),
        Part("annee", "Année", inputmode="numeric", size="year"),
    )
    grouped = True
    options: ClassVar[Mapping[str, Any]] = {
        "au_plus_tot": option("La première date acceptée : 2026-01-01, ou aujourd’hui + 10 jours ouvrés."),
        "au_plus_tard": option("La dernière date acceptée : 2026-12-31, ou aujourd’hui - 18 ans."),
    }
    operators = ("avant", "apres", "entre")
    interval: ClassVar[str] = "deux dates : écrivez « entre: [2026-05-01, 2026-05-31] »"
    missing = "Indiquez une date avec le jour, le mois et l’année, par exemple 13 5 2026."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"jour": "13", "mois": "mai", "annee": "2026"}, value="2026-05-13", shown="13\u00a0mai 2026"),
        Example(raw={"jour": "01", "mois": "5", "annee": "2026"}, value="2026-05-01", shown="1er\u00a0mai 2026"),
        Example(raw={"jour": "١٣", "mois": "٥", "annee": "٢٠٢٦"}, value="2026-05-13"),
        Example(raw={"jour": "le mardi 3 mars 2026", "mois": "", "annee": ""}, value="2026-03-03"),
        Example(raw={"jour": "hier", "mois": "", "annee": ""}, value="2026-05-12"),
        Example(raw={"jour": "3 mars", "mois": "", "annee": ""}, refused="date-incomplete"),
        Example(raw={"jour": "31", "mois": "2", "annee": "2026"}, refused="date-impossible"),
        Example(raw={"jour": "13", "mois": "", "annee": "2026"}, refused="date-incomplete"),
        Example(raw={"jour": "13", "mois": "5", "annee": "26"}, refused="annee"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        bounds = {}
        for key in ("au_plus_tot", "au_plus_tard"):
            try:
                bounds[key] = self.bound(options[key]) if options.get(key) else None
            except ValueError as error:
                raise ValueError(key, str(error)) from None
        first, last = bounds["au_plus_tot"], bounds["au_plus_tard"]
        if first and last and first.fixed and last.fixed and first.fixed > last.fixed:
            raise ValueError("au_plus_tard", f"« {last.written} » est avant « au_plus_tot » : échangez les deux dates.")
        return {**options, **bounds}

    def default_hint(self, question: Any) -> str:
        """An example out of the bounds of the question would mislead."""
        return IN_DIGITS if question.options.get("au_plus_tot") else EXAMPLE

    def tokens(self, autocomplete: str) -> Mapping[str, str]:
        return BIRTHDAY if autocomplete == "bday" else {}

    def faulty(self, question: Any, raw: Raw) -> tuple[str, ...]:
        raw = in_parts(raw)
        parts = super().faulty(question, raw)
        whole = len(parts) == len(self.parts) and any(value.strip() for value in raw.values())
        return ("annee",) if whole and len(raw["annee"].strip()) != 4 else parts

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        found = named_day(" ".join(raw[part] for part in self.parts), day)
        if found is None:
            raw = in_parts(raw)
            if absent := [FRENCH_PARTS[part] for part in self.parts if not raw[part].strip()]:
                sentence = f"« {question.label} » : il manque {listed(absent)}. Écrivez par exemple 13 5 1984."
                raise Refusal("date-incomplete", sentence)
            found = self.as_date(question, raw)
        self.check_bounds(question, found, day)
        return found.isoformat()

    def as_date(self, question: Any, raw: Raw) -> date:
        typed = {part: fold(ordinary(raw[part])).strip() for part in self.parts}
        if not re.fullmatch(r"\d{4}", typed["annee"]):
            raise Refusal("annee", f"« {question.label} » : écrivez l’année avec quatre chiffres, par exemple 1984.")
        try:
            return date(int(typed["annee"]), month_number(typed["mois"]), int(typed["jour"].removesuffix("er")))
        except (ValueError, OverflowError):
            shown = " ".join(raw[part].strip()[:20] for part in self.parts)
            raise Refusal(
                "date-impossible",
                f"« {shown} » n’existe pas dans le calendrier : vérifiez le jour et le mois, par exemple 13 5 1984.",
            ) from None

    def bound(self, written: str) -> RelativeDate:
        """What limits a date in the file. Raises ValueError(French sentence)."""
        return RelativeDate.parse(written)

    def check_bounds(self, question: Any, found: date, day: FilingDay) -> None:
        earliest, latest = question.options["au_plus_tot"], question.options["au_plus_tard"]
        if earliest and found < (limit := earliest.on(day)):
            raise Refusal(
                "trop-tot",
                f"« {question.label} » : indiquez une date à partir du {habits.of(question).short_date(limit)}.",
            )
        if latest and found > (limit := latest.on(day)):
            raise Refusal(
                "trop-tard",
                f"« {question.label} » : indiquez une date jusqu’au {habits.of(question).short_date(limit)}.",
            )

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 10}

    def fill(self, question: Any, value: Any) -> Raw:
        if not value:
            return dict.fromkeys(self.parts, "")
        year, month, day = value.split("-")
        return {"jour": str(int(day)), "mois": str(int(month)), "annee": year}

    def show(self, question: Any, value: Any) -> str:
        return (
            str(value) if isinstance(value, RelativeDate) else habits.of(question).short_date(date.fromisoformat(value))
        )

    def say(self, question: Any, operator: str, operand: Any) -> str:
        if operator == "entre":
            return super().say(question, operator, operand)
        return f"est {'avant' if operator == 'avant' else 'après'} {operand.named}"

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        """Around the day of filing, then a birthday of each age."""
        near = (1, 0, -1, 30, -30, 7, 16, 60, 100, 200, 400)
        days = [day.today + timedelta(days=move) for move in (*near, *(-366 * age for age in AGES))]
        return (*(one.isoformat() for one in days),)

    def literal(self, question: Any, written: Any) -> str:
        try:
            return date.fromisoformat(str(written)).isoformat()
        except ValueError:
            raise ValueError(not_a_date(written)) from None

    def moved(self, written: Any, shift: timedelta) -> str:
        return (date.fromisoformat(written) + shift).isoformat()

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        if operator != "entre":
            return self.bound(str(written))
        if not is_pair(written):
            raise ValueError(f"« entre » attend {self.interval}.")
        first, last = (self.bound(one) for one in written)
        if first.fixed and last.fixed and first.fixed > last.fixed:
            raise ValueError(f"« entre » : {written[0]} est après {written[1]}, échangez-les.")
        return first, last

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...]:
        """Each day named, the eve and the morrow."""
        bounds = [question.options.get(key) for key in ("au_plus_tot", "au_plus_tard")]
        first, last = (bound.on(day) if bound else None for bound in bounds)
        named = [
            day.today,
            *(date.fromisoformat(one) if isinstance(one, str) else one.on(day) for one in operands),
            *(one for one in (first, last) if one),
        ]
        near = {one + timedelta(days=move) for one in named for move in (-1, 0, 1)}
        accepted = sorted(one for one in near if (not first or one >= first) and (not last or one <= last))
        return tuple(one.isoformat() for one in accepted)

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        found = date.fromisoformat(value)
        if operator == "entre":
            return operand[0].on(day) <= found <= operand[1].on(day)
        limit = operand.on(day)
        return found < limit if operator == "avant" else found > limit


def not_a_date(written: str, example: str = "2026-05-13") -> str:
    """Why a text of the file is not a date, and how it should be written."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", written):
        return f"« {written} » n’est pas possible : vérifiez l’année, le mois et le jour, par exemple {example}."
    return f"« {written} » n’est pas une date : écrivez {iso_meant(written) or f'par exemple {example}'}."


def iso_meant(written: str) -> str:
    """« 2026-12-24 » for a day written the French way, "" when none is recognised."""
    if (match := re.match(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b", written)) or (
        match := re.match(r"(\d{1,2})(?:er)?\s+([^\W\d]{3,}\.?)\s+(\d{4})\b", fold(written))
    ):
        parts = (match[3], match[2], match[1])
    else:
        return ""
    try:
        return date(int(parts[0]), month_number(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return ""


DAYS_AWAY = {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1, "apres-demain": 2}
WRITTEN = re.compile(
    r"(?:(?:le|du|ce|on|el|the)\s+)?(?:[^\W\d]{3,}[\s,.]+)??(\d{1,2})(?:er|e|st|nd|rd|th)?"
    r"(?:\s+(?:de|of)\s+|[\s/.,-]+)(\d{1,2}|[^\W\d]+(?:\s(?!del?\b)[^\W\d]+)?\.?)(?:(?:\s+(?:de|del|of)\s+|[\s/.,-]+)(\d{4}))?"
)
AMERICAN = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
"""« le mardi 3 mars 2024 », « 3/3/2024 », « 3 de marzo de 2024 », « March 3, 2024 »; the year may be missing."""


def named_day(typed: str, day: FilingDay | None) -> date | None:
    """« hier », « demain »: a day told from the day of filing."""
    away = DAYS_AWAY.get(" ".join(fold(typed[:40]).split()))
    return None if away is None or day is None else day.today + timedelta(days=away)


def in_parts(raw: Raw) -> Raw:
    """A date typed or pasted whole, in one input or across two, put back in its three parts; else as it was typed."""
    if all(ordinary(value).strip().isdecimal() for value in raw.values()):
        return raw
    whole = " ".join(fold(ordinary(" ".join(value[:40] for value in raw.values()))).split())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", whole):
        return {"jour": match[3], "mois": match[2], "annee": match[1]}
    if match := AMERICAN.fullmatch(whole):
        return {"jour": match[2], "mois": match[1], "annee": match[3]}
    if match := WRITTEN.fullmatch(whole):
        return {"jour": match[1], "mois": match[2], "annee": match[3] or ""}
    return raw


FRENCH_PARTS = {"jour": "le jour", "mois": "le mois", "annee": "l’année"}


def month_number(typed: str) -> int:
    """5, 05, « mai », « sept. », « March », « مارس » -> the month. Raises ValueError."""
    if typed.isdecimal():
        return int(typed)
    word = typed.rstrip(".")
    found = {number for name, number in month_names() if len(word) >= 3 and name.startswith(word)}
    if len(found) != 1:
        raise ValueError(typed)
    return found.pop()


@cache
def month_names() -> tuple[tuple[str, int], ...]:
    """Every name of every month in the languages of the pages, as people of several countries write them."""
    known = [(month, number) for number, month in enumerate(MONTHS, 1)]
    return (*((fold(name), number) for name, number in (*known, *habits.months())),)
