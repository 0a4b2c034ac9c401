"""A value worked out from other answers: read, never typed. Its formula is read by definition/expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import FieldType, FilingDay, Raw, option
from engine.fields.date import Date
from engine.fields.montant import Amount
from engine.fields.nombre import Number
from engine.fields.numbers import option_yes_no
from engine.fields.oui_non import YesNo
from engine.fields.texte import Text

RESULTS: dict[str, FieldType] = {kind.name: kind for kind in (Number(), Amount(), Date(), Text(), YesNo())}
"""What a formula may give."""


class Computed(FieldType):
    name = "calcul"
    title = "Une valeur calculée, que personne ne remplit"
    stores = False
    computed = True
    result: ClassVar[FieldType] = RESULTS["texte"]
    options: ClassVar[Mapping[str, Any]] = {
        "formule": option("Le calcul, par exemple surface * parametre.tarif.", required=True),
        "resultat": {**option("Le type du résultat.", required=True), "allowed": list(RESULTS)},
        "montrer": option("non : la personne ne le lit pas, le service le lit."),
        "unite": option("L’unité écrite après un nombre, par exemple m²."),
    }

    def variant(self, options: Mapping[str, Any]) -> FieldType:
        return VARIANTS.get(str(options.get("resultat")), self)

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        shown = option_yes_no("montrer", options.get("montrer"), True)
        own = {"unite": options["unite"]} if "unite" in options and self.result.name == "nombre" else {}
        return {**self.result.coerce_options(own), **options, **own, "montrer": shown}

    def read(self, question: Any, form: Any) -> Raw:
        return ""

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> None:
        return None

    def show(self, question: Any, value: Any) -> str:
        return self.result.show(question, value)

    def literal(self, question: Any, written: Any) -> Any:
        return self.result.literal(question, written)

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        return self.result.operand(question, operator, written)

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        return self.result.compare(operator, value, operand, day)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        return self.result.say(question, operator, operand)


def _variant(kind: FieldType) -> FieldType:
    """The type that compares and shows as its result does."""
    own = {"result": kind, "operators": kind.operators, "comparable": kind.comparable}
    made: FieldType = type(f"Computed{type(kind).__name__}", (Computed,), own)()
    return made


VARIANTS = {name: _variant(kind) for name, kind in RESULTS.items()}
