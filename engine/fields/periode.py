"""A period: its first day and its last one, both included, each a date in three inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from engine import habits
from engine.duration import Duration
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw, option
from engine.fields.date import Date, RelativeDate, in_parts
from engine.fields.nombre import Number
from engine.french import short_date
from engine.language import FRENCH, LANGUAGES

ENDS = {"debut": "Premier jour", "fin": "Dernier jour"}
DATE, NUMBER = Date(), Number()
NO_BOUNDS = {"au_plus_tot": None, "au_plus_tard": None}
MAY = {"debut_jour": "1", "debut_mois": "5", "debut_annee": "2026"}


class Period(FieldType):
    name = "periode"
    title = "Une période, du premier au dernier jour"
    grouped = True
    comparable = False
    written_as = (str, Mapping)
    inputs = tuple(
        replace(part, name=f"{end}_{part.name}", group=words) for end, words in ENDS.items() for part in Date.inputs
    )
    options: ClassVar[Mapping[str, Any]] = {
        "au_plus_tot": option("Le premier jour accepté : 2026-01-01, ou aujourd’hui + 10 jours ouvrés."),
        "au_plus_tard": option("Le dernier jour accepté : 2026-12-31, ou aujourd’hui + 1 an."),
        "duree_max": option("La durée au plus, premier et dernier jours compris, par exemple 15 jours."),
    }
    operators = ("avant", "apres", "contient")
    missing = "Indiquez le premier et le dernier jour, par exemple du 13 5 2026 au 20 5 2026."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw={**MAY, "fin_jour": "15", "fin_mois": "mai", "fin_annee": "2026"},
            value={"debut": "2026-05-01", "fin": "2026-05-15"},
            options={"duree_max": "15 jours"},
            shown="du 1er\u00a0mai 2026 au 15\u00a0mai 2026",
        ),
        Example(
            raw={**MAY, "fin_jour": "1", "fin_mois": "5", "fin_annee": "2026"},
            value={"debut": "2026-05-01", "fin": "2026-05-01"},
            shown="le 1er\u00a0mai 2026",
        ),
        Example(raw=MAY, refused="date-incomplete"),
        Example(raw={**MAY, "fin_jour": "30", "fin_mois": "4", "fin_annee": "2026"}, refused="fin-avant-debut"),
        Example(raw={**MAY, "fin_jour": "31", "fin_mois": "6", "fin_annee": "2026"}, refused="date-impossible"),
        Example(
            raw={**MAY, "fin_jour": "16", "fin_mois": "5", "fin_annee": "2026"},
            options={"duree_max": "15 jours"},
            refused="trop-longue",
        ),
        Example(
            raw={**MAY, "fin_jour": "2", "fin_mois": "5", "fin_annee": "2026"},
            options={"au_plus_tot": "aujourd’hui"},
            refused="trop-tot",
        ),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**DATE.coerce_options(options), "duree_max": read_longest(options.get("duree_max"))}

    def default_hint(self, question: Any) -> str:
        return DATE.default_hint(question)

    def end_of(self, question: Any, end: str) -> Any:
        """One end as a question of type date, without bounds."""
        label = f"{question.label} : {ENDS[end].lower()}"
        return replace(question, id=f"{question.id}.{end}", type=DATE, label=label, options=NO_BOUNDS)

    def half(self, raw: Raw, end: str) -> Raw:
        """What was typed for one end, as the type date reads it."""
        return in_parts({part: raw[f"{end}_{part}"] for part in DATE.parts})

    def faulty(self, question: Any, raw: Raw) -> tuple[str, ...]:
        raw = {f"{end}_{part}": typed for end in ENDS for part, typed in self.half(raw, end).items()}
        empty = tuple(part for part in self.parts if not raw[part].strip())
        if empty or self.refused_end(question, raw) == "":
            return empty or tuple(part for part in self.parts if part.startswith("fin"))
        end = self.refused_end(question, raw)
        return tuple(f"{end}_{part}" for part in DATE.faulty(question, self.half(raw, end)))

    def refused_end(self, question: Any, raw: Raw) -> str:
        """The first end that is no date by itself, or nothing."""
        for end in ENDS:
            try:
                DATE.as_date(question, self.half(raw, end))
            except Refusal:
                return end
        return ""

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> dict[str, str] | None:
        if self.is_empty(raw):
            return None
        value = {}
        for end, words in ENDS.items():
            found = DATE.clean(self.end_of(question, end), self.half(raw, end), day)
            if found is None:
                sentence = f"« {question.label} » : il manque le {words.lower()}. Écrivez par exemple 13 5 2026."
                raise Refusal("date-incomplete", sentence)
            value[end] = found
        self.check(question, date.fromisoformat(value["debut"]), date.fromisoformat(value["fin"]), day)
        return value

    def check(self, question: Any, first: date, last: date, day: FilingDay) -> None:
        if last < first:
            sentence = f"« {question.label} » : le dernier jour est avant le premier, vérifiez les deux dates."
            raise Refusal("fin-avant-debut", sentence)
        DATE.check_bounds(question, first, day)
        DATE.check_bounds(question, last, day)
        longest = question.options["duree_max"]
        if longest and last > (limit := last_day(first, longest, day)):
            sentence = (
                f"« {question.label} » : {longest} au plus. Indiquez un dernier jour jusqu’au {short_date(limit)}."
            )
            raise Refusal("trop-longue", sentence)

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def fill(self, question: Any, value: Any) -> Raw:
        halves = ((end, DATE.fill(question, (value or {}).get(end))) for end in ENDS)
        return {f"{end}_{part}": typed for end, raw in halves for part, typed in raw.items()}

    def show(self, question: Any, value: Any) -> str:
        if isinstance(value, RelativeDate):
            return str(value)
        first, last = (habits.of(question).short_date(date.fromisoformat(value[end])) for end in ENDS)
        if LANGUAGES[getattr(question, "language", FRENCH)].foreign:
            return first if first == last else f"{first} – {last}"
        return f"le {first}" if first == last else f"du {first} au {last}"

    def attributes(self, question: Any) -> Mapping[str, Any]:
        options = NUMBER.coerce_options({"unite": "jours"})
        label = f"{question.label} : nombre de jours"
        days = replace(question, id=f"{question.id}.jours", type=NUMBER, label=label, options=options)
        return {**{end: self.end_of(question, end) for end in ENDS}, "jours": days}

    def attribute(self, question: Any, value: Any, name: str) -> Any:
        if name in ENDS:
            return value[name]
        first, last = (date.fromisoformat(value[end]) for end in ENDS)
        return str((last - first).days + 1)

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        first = [day.today + timedelta(days=move) for move in (1, 10, 30, 100, 200, -400)]
        long = (1, 2, 3, 5, 7, 10, 14, 20, 30, 60, 90, 180, 365)
        pairs = [(one, one + timedelta(days=size)) for one in first for size in (0, *long)]
        return tuple({"debut": one.isoformat(), "fin": last.isoformat()} for one, last in pairs)

    def literal(self, question: Any, written: Any) -> dict[str, str]:
        if not isinstance(written, Mapping) or set(written) != set(ENDS):
            raise ValueError("Une période s’écrit avec ses deux dates : {debut: 2026-05-13, fin: 2026-05-20}.")
        value = {end: DATE.literal(question, written[end]) for end in ENDS}
        if value["fin"] < value["debut"]:
            raise ValueError(f"« {written['fin']} » est avant « {written['debut']} » : échangez les deux dates.")
        return value

    def moved(self, written: Any, shift: timedelta) -> dict[str, str]:
        return {end: DATE.moved(written[end], shift) for end in ENDS}

    def operand(self, question: Any, operator: str, written: Any) -> RelativeDate:
        return RelativeDate.parse(str(written))

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        limit = operand.on(day).isoformat()
        if operator == "contient":
            return bool(value["debut"] <= limit <= value["fin"])
        return bool(value["fin"] < limit if operator == "avant" else value["debut"] > limit)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        return {"avant": "finit avant {}", "apres": "commence après {}", "contient": "comprend {}"}[operator].format(
            operand.named
        )


def last_day(first: date, longest: Duration, day: FilingDay) -> date:
    """The last day of the longest period that starts on `first`, that day counted."""
    try:
        return day.calendar.add(first, longest) - timedelta(days=1)
    except (ValueError, OverflowError):
        return date.max  # the calendar of the machine ends in 9999


def read_longest(written: Any) -> Duration | None:
    """« 15 jours ». Raises ValueError(key, French sentence)."""
    if not written:
        return None
    try:
        longest = Duration.parse(str(written))
    except ValueError as error:
        raise ValueError("duree_max", str(error)) from None
    if longest.exact or "ouvr" in longest.unit:
        sentence = f"« {written} » : comptez cette durée en jours, en semaines, en mois ou en ans."
        raise ValueError("duree_max", sentence)
    return longest
