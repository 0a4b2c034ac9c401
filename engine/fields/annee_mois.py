"""A month of a year in two inputs, the month by number or by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Part, Raw, option
from engine.fields.date import FRENCH_PARTS, Date, RelativeDate, month_number
from engine.fields.numbers import ordinary
from engine.french import listed
from engine.names import fold


class Month(Date):
    name = "annee-mois"
    title = "Un mois d’une année"
    inputs: ClassVar[tuple[Part, ...]] = (
        Part("mois", "Mois", inputmode="numeric", size="month"),
        Part("annee", "Année", inputmode="numeric", size="year"),
    )
    options: ClassVar[Mapping[str, Any]] = {
        "au_plus_tot": option("Le premier mois accepté : 2026-01, ou aujourd’hui - 3 ans."),
        "au_plus_tard": option("Le dernier mois accepté : 2026-12, ou aujourd’hui."),
    }
    interval = "deux mois : écrivez « entre: [2026-05, 2026-09] »"
    missing = "Indiquez le mois et l’année, par exemple 5 2026."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"mois": "mai", "annee": "2026"}, value="2026-05", shown="mai\u00a02026"),
        Example(raw={"mois": "٠٥", "annee": "٢٠٢٦"}, value="2026-05"),
        Example(raw={"mois": "mai 2026", "annee": ""}, value="2026-05"),
        Example(raw={"mois": "13", "annee": "2026"}, refused="mois-impossible"),
        Example(raw={"mois": "", "annee": "2026"}, refused="date-incomplete"),
        Example(raw={"mois": "5", "annee": "26"}, refused="annee"),
        Example(raw={"mois": "6", "annee": "2026"}, options={"au_plus_tard": "aujourd’hui"}, refused="trop-tard"),
        Example(raw={"mois": "12", "annee": "2025"}, options={"au_plus_tot": "2026-01"}, refused="trop-tot"),
    )

    def default_hint(self, question: Any) -> str:
        return "" if question.options.get("au_plus_tot") else "Par exemple 3 2019."

    def tokens(self, autocomplete: str) -> Mapping[str, str]:
        return {}

    def bound(self, written: str) -> RelativeDate:
        """A day of the month meant. Raises ValueError(French sentence)."""
        whole = written.strip()
        try:
            return RelativeDate.parse(f"{whole}-01" if re.fullmatch(r"\d{4}-\d{2}", whole) else whole)
        except ValueError:
            raise ValueError(not_a_month(written, "2026-05, aujourd’hui ou aujourd’hui - 3 ans")) from None

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        raw = month_and_year(raw)
        if absent := [FRENCH_PARTS[part] for part in self.parts if not raw[part].strip()]:
            sentence = f"« {question.label} » : il manque {listed(absent)}. Écrivez par exemple 5 1984."
            raise Refusal("date-incomplete", sentence)
        found = self.as_month(question, raw)
        earliest, latest = question.options["au_plus_tot"], question.options["au_plus_tard"]
        if earliest and found < (limit := month_of(earliest.on(day))):
            raise Refusal("trop-tot", f"« {question.label} » : indiquez un mois à partir de {self.show(None, limit)}.")
        if latest and found > (limit := month_of(latest.on(day))):
            raise Refusal("trop-tard", f"« {question.label} » : indiquez un mois jusqu’à {self.show(None, limit)}.")
        return found

    def as_month(self, question: Any, raw: Raw) -> str:
        year, typed = ordinary(raw["annee"]).strip(), fold(ordinary(raw["mois"])).strip()
        if not re.fullmatch(r"[0-9]{4}", year):
            raise Refusal("annee", f"« {question.label} » : écrivez l’année avec quatre chiffres, par exemple 1984.")
        try:
            return month_of(date(int(year), month_number(typed), 1))
        except ValueError:
            shown = " ".join(raw[part].strip()[:20] for part in self.parts)
            sentence = f"« {shown} » n’existe pas dans le calendrier : vérifiez le mois, par exemple 5 1984."
            raise Refusal("mois-impossible", sentence) from None

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 7}

    def fill(self, question: Any, value: Any) -> Raw:
        if not value:
            return dict.fromkeys(self.parts, "")
        year, number = value.split("-")
        return {"mois": str(int(number)), "annee": year}

    def show(self, question: Any, value: Any) -> str:
        if isinstance(value, RelativeDate):
            return habits.of(question).month(value.fixed) if value.fixed else value.written
        return habits.of(question).month(date.fromisoformat(f"{value}-01"))

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        near = (0, 40, -40, 100, -100, 400, -400, -7300)
        return (*(month_of(day.today + timedelta(days=move)) for move in near),)

    def literal(self, question: Any, written: Any) -> str:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", str(written)):
                raise ValueError(written)
            return month_of(date.fromisoformat(f"{written}-01"))
        except ValueError:
            raise ValueError(not_a_month(str(written))) from None

    def moved(self, written: Any, shift: timedelta) -> str:
        return month_of(date.fromisoformat(f"{written}-01") + shift)

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...]:
        days = [date.fromisoformat(f"{one}-01") if isinstance(one, str) else one.on(day) for one in operands]
        bounds = [question.options.get(key) for key in ("au_plus_tot", "au_plus_tard")]
        first, last = (month_of(bound.on(day)) if bound else None for bound in bounds)
        named = [day.today, *days, *(bound.on(day) for bound in bounds if bound)]
        near = {month_of(one.replace(day=15) + timedelta(days=move)) for one in named for move in (-30, 0, 30)}
        return tuple(one for one in sorted(near) if (not first or one >= first) and (not last or one <= last))

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        if operator == "entre":
            return month_of(operand[0].on(day)) <= value <= month_of(operand[1].on(day))
        limit = month_of(operand.on(day))
        return bool(value < limit if operator == "avant" else value > limit)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        if operator == "entre":
            return super().say(question, operator, operand)
        return f"est {'avant' if operator == 'avant' else 'après'} {self.show(question, operand)}"


def month_and_year(raw: Raw) -> Raw:
    """« mai 2026 » or « 05/2026 » in one input, put back in its two parts."""
    whole = " ".join(fold(ordinary(f"{raw['mois'][:40]} {raw['annee'][:40]}")).split())
    match = re.fullmatch(r"(\d{1,2}|[^\W\d]+\.?)\s?(?:[/.-]|\sde\s|\s)\s?(\d{4})", whole)
    return {"mois": match[1], "annee": match[2]} if match else raw


def month_of(day: date) -> str:
    """`2026-05`."""
    return day.isoformat()[:7]


def not_a_month(written: str, example: str = "2026-05") -> str:
    return f"« {written} » n’est pas un mois : écrivez par exemple {example}."
