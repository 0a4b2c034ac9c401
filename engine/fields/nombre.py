"""A number with its bounds, decimals and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw, option
from engine.fields.numbers import compares, decimal_number, is_pair, option_number, whole_number


class Number(FieldType):
    name = "nombre"
    identifying = False
    linkable = True
    title = "Un nombre"
    options: ClassVar[Mapping[str, Any]] = {
        "min": option("Le plus petit nombre accepté."),
        "max": option("Le plus grand nombre accepté."),
        "decimales": option("Le nombre de chiffres après la virgule."),
        "unite": option("L’unité écrite après le nombre, par exemple m²."),
    }
    operators = ("moins_de", "au_plus", "plus_de", "au_moins", "entre")
    inputmode = "decimal"
    missing = "Indiquez un nombre en réponse à « {label} »."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw=" 1 200 ", value="1200", shown="1\u202f200"),
        Example(raw="٣", value="3"),
        Example(raw="3,5", options={"decimales": "1"}, value="3.5", shown="3,5"),
        Example(raw="12 m²", options={"unite": "m²"}, value="12", shown="12\u00a0m²"),
        Example(raw="3,5", refused="decimales"),
        Example(raw="douze", refused="nombre"),
        Example(raw="9", options={"max": "8"}, refused="trop-grand"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        low, high = (option_number(key, options.get(key)) for key in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise ValueError("max", f"« max » ({high}) est plus petit que « min » ({low}) : échangez-les.")
        return {
            **options,
            "min": low,
            "max": high,
            "decimales": whole_number("decimales", options.get("decimales"), 0, 0, 6),
            "unite": options.get("unite", ""),
        }

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        number = self.parse(self.bare(question, raw))
        self.check_bounds(question, number)
        places = question.options["decimales"]
        if number != round(number, places):
            wanted = (
                f"au plus {places} chiffres après la virgule, par exemple {habits.of(question).number(Decimal('12.5'))}"
                if places
                else "un nombre entier, sans virgule, par exemple 12"
            )
            raise Refusal("decimales", f"« {question.label} » : écrivez {wanted}.")
        return format(round(number, places), "f")

    def bare(self, question: Any, raw: str) -> str:
        """« 12 m² » for a number of m²."""
        meant, unit = raw.strip(), question.options["unite"]
        return meant.removesuffix(unit) if unit and meant != unit else meant

    def parse(self, raw: str) -> Decimal:
        try:
            return decimal_number(raw)
        except ValueError:
            raise Refusal(
                "nombre", f"« {raw.strip()[:40]} » n’est pas un nombre : écrivez-le en chiffres, par exemple 12."
            ) from None

    def check_bounds(self, question: Any, number: Decimal) -> None:
        low, high = question.options["min"], question.options["max"]
        if low is not None and number < low:
            raise Refusal("trop-petit", f"« {question.label} » : indiquez au moins {self.say_number(question, low)}.")
        if high is not None and number > high:
            raise Refusal("trop-grand", f"« {question.label} » : indiquez au plus {self.say_number(question, high)}.")

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 40}

    def fill(self, question: Any, value: Any) -> Raw:
        return "" if value is None else str(value).replace(".", ",")

    def show(self, question: Any, value: Any) -> str:
        return self.say_number(question, Decimal(value))

    def say_number(self, question: Any, number: Decimal) -> str:
        unit = question.options["unite"]
        return habits.of(question).number(number) + (f"\u00a0{unit}" if unit else "")

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("1", "2", "10", "18", "100", "0")

    def literal(self, question: Any, written: Any) -> str:
        try:
            return format(decimal_number(str(written)), "f")
        except ValueError:
            raise ValueError(f"« {written} » n’est pas un nombre.") from None

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        if operator != "entre":
            return self.literal(question, written)
        if not is_pair(written):
            raise ValueError("« entre » attend deux nombres : écrivez par exemple « entre: [3, 11] ».")
        low, high = (self.literal(question, bound) for bound in written)
        if Decimal(low) > Decimal(high):
            raise ValueError(f"« entre » : {low} est plus grand que {high}, échangez-les.")
        return low, high

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...]:
        """Each bound, and what stands just before and after it."""
        low, high = question.options["min"], question.options["max"]
        step = Decimal(1).scaleb(-question.options["decimales"])
        bounds = [Decimal(one) for one in operands] + [one for one in (low, high) if one is not None]
        near = {bound + step * move for bound in bounds or [Decimal(0)] for move in (-1, 0, 1)}
        accepted = sorted(n for n in near if (low is None or n >= low) and (high is None or n <= high))
        return tuple(format(one, "f") for one in accepted)

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        return compares(operator, Decimal(value), operand)
