"""Short free text on one line. Accepts any script; what was typed is stored unchanged, unless the file gives it a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from engine import french
from engine.errors import Refusal
from engine.fields.base import LONGEST_TYPED, Example, FieldType, FilingDay, Raw, option
from engine.fields.numbers import whole_number
from engine.fields.pattern import FORMS, Pattern, formed

EXAMPLES = {"chiffres": "1234567890", "lettres": "Exemple", "lettres-et-chiffres": "AB1234567"}


class Text(FieldType):
    name = "texte"
    title = "Un texte court, sur une ligne"
    options: ClassVar[Mapping[str, Any]] = {
        "longueur": option("Le nombre de caractères au plus."),
        "longueur_min": option("Le nombre de caractères au moins."),
        "forme": {**option("Les caractères acceptés."), "allowed": list(FORMS)},
        "modele": {
            **option("La forme attendue : 0 pour un chiffre, A pour une lettre, par exemple AA-000-AA."),
            "type": ["list", "string"],
        },
    }
    operators = ("contient", "commence_par")
    missing = "Écrivez votre réponse à la question « {label} »."
    default_length = 200
    longest_typed = LONGEST_TYPED
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="Zoé d’Àlvares", value="Zoé d’Àlvares"),
        Example(raw="  ", value=None),
        Example(raw="x" * 201, refused="trop-long"),
        Example(raw="ab", options={"longueur_min": "3"}, refused="trop-court"),
        Example(raw=" 12 345 ", options={"forme": "chiffres"}, value="12345"),
        Example(raw="12a", options={"forme": "chiffres"}, refused="forme"),
        Example(raw="12345678901", options={"modele": "000.000.000-00"}, value="123.456.789-01"),
        Example(raw="ab 12", options={"modele": ["000", "AA-00"]}, value="AB-12"),
        Example(raw="12.34", options={"modele": "000.000.000-00"}, refused="forme"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        length = whole_number("longueur", options.get("longueur"), self.default_length, 1, 100_000)
        coerced = {**options, "longueur": length}
        if "longueur_min" in options:
            coerced["longueur_min"] = whole_number("longueur_min", options["longueur_min"], 0, 1, length)
        if "modele" in options:
            coerced["modele"] = patterns(options)
        return coerced

    def is_empty(self, raw: Raw) -> bool:
        """Whatever was typed is kept, even signs that nobody sees: they mean something in some scripts."""
        return not raw.strip()

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        shaped = self.shaped(question, raw)
        if shaped is None:
            raise Refusal("forme", self.refusal(question, raw))
        least = question.options.get("longueur_min", 0)
        if len(shaped) < least:
            raise Refusal("trop-court", f"« {question.label} » : {self.said_length(question)}.")
        return shaped

    def shaped(self, question: Any, typed: str) -> str | None:
        """What was typed as it is stored; None when it has not the form that is asked."""
        models: tuple[Pattern, ...] = question.options.get("modele", ())
        if models:
            return next((found for model in models if (found := model.fitted(typed)) is not None), None)
        form = question.options.get("forme")
        return formed(form, typed) if form else typed

    def refusal(self, question: Any, typed: str) -> str:
        models: tuple[Pattern, ...] = question.options.get("modele", ())
        start = f"« {typed.strip()[:40]} » n’a pas la forme attendue"
        if models:
            return f"{start} : écrivez par exemple {either(models)}."
        return f"{start} : n’écrivez {FORMS[question.options['forme']]}, par exemple {self.example(question)}."

    def example(self, question: Any) -> str:
        """An answer that has the form asked, of a length that is accepted."""
        models: tuple[Pattern, ...] = question.options.get("modele", ())
        if models:
            return models[0].example
        start = EXAMPLES.get(question.options.get("forme", ""), "Exemple")
        least, most = question.options.get("longueur_min", 1), question.options.get("longueur", self.default_length)
        return (start * (least // len(start) + 1))[: max(least, min(len(start), most))]

    def said_length(self, question: Any) -> str:
        least, most = question.options["longueur_min"], question.options["longueur"]
        count = french.count(least, "caractère")
        return f"écrivez {count}, ni plus ni moins" if least == most else f"écrivez au moins {count}"

    def default_hint(self, question: Any) -> str:
        models: tuple[Pattern, ...] = question.options.get("modele", ())
        return f"Par exemple : {either(models)}" if models else ""

    def keyboard(self, question: Any) -> str:
        models: tuple[Pattern, ...] = question.options.get("modele", ())
        digits = bool(models) and all(one.numeric for one in models)
        return "numeric" if digits or question.options.get("forme") == "chiffres" else self.inputmode

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": question.options["longueur"]}

    def sentence(self, question: Any, code: str, constraint: Any) -> str:
        if code != "trop-long":
            return ""
        if question.options.get("longueur_min") == constraint:
            return f"« {question.label} » : {self.said_length(question)}."
        return f"« {question.label} » : raccourcissez votre texte à {constraint} caractères au plus."

    def literal(self, question: Any, written: Any) -> Any:
        """As it is stored when it has the form asked; a condition may look for anything, the form judges an answer."""
        shaped = self.shaped(question, written) if isinstance(written, str) else written
        return written if shaped is None else shaped

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        value, operand = value.casefold(), operand.casefold()
        return value.startswith(operand) if operator == "commence_par" else operand in value

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        return written

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        if "modele" in question.options or "forme" in question.options or "longueur_min" in question.options:
            return (self.example(question), *(one.example for one in question.options.get("modele", ())))
        return ("Exemple", "Ex", "1", "33000", "0612345678")


def either(models: Sequence[Pattern]) -> str:
    """« 1234 ou AB-123-CD »."""
    *before, last = [one.example for one in models]
    return f"{', '.join(before)} ou {last}" if before else last


def patterns(options: Mapping[str, Any]) -> tuple[Pattern, ...]:
    """The models of a question. Raises ValueError((key, French sentence))."""
    written = options["modele"]
    if "forme" in options:
        raise ValueError("forme", "« modele » dit déjà les caractères acceptés : retirez « forme ».")
    several = written if isinstance(written, list) else [written]
    if not several or not all(isinstance(one, str) for one in several):
        raise ValueError("modele", "« modele » attend un modèle, ou une liste : par exemple [0000, AA-000-AA].")
    try:
        return tuple(Pattern(one) for one in several)
    except ValueError as error:
        raise ValueError("modele", str(error)) from None
