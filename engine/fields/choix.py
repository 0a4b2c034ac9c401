"""One option among several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.validation import found

LONG_LIST = 15
"""Above this many options a choice is a list to open or to search rather than buttons to scroll through."""
OPTIONS_RULE = {
    "type": "dict",
    "required": True,
    "minlength": 1,
    "meta": {"aide": "Les réponses proposées : une clé, puis ce qu’on lit."},
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    hint: str = ""


def read_options(written: Any) -> tuple[Option, ...]:
    """`{cle: Libellé}` or `{cle: {libelle: …, aide: …}}` as Options."""
    return tuple(
        Option(key, words.get("libelle", key), words.get("aide", ""))
        if isinstance(words, Mapping)
        else Option(key, words)
        for key, words in (written or {}).items()
    )


class Choice(FieldType):
    name = "choix"
    identifying = False
    linkable = True
    title = "Un choix parmi plusieurs"
    grouped = True
    exclusive = True
    options: ClassVar[Mapping[str, Any]] = {"options": OPTIONS_RULE}
    missing = "Choisissez une réponse à la question « {label} »."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            options={"options": {"trou": "Un trou", "depot": "Un dépôt"}}, raw="trou", value="trou", shown="Un trou"
        ),
        Example(options={"options": {"trou": "Un trou"}}, raw="lune", refused="choix"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "options": read_options(options.get("options"))}

    def control(self, question: Any) -> str:
        return self.name if self.is_grouped(question) else "choix-liste"

    def is_grouped(self, question: Any) -> bool:
        return len(question.options["options"]) <= LONG_LIST

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        if raw not in {option.value for option in question.options["options"]}:
            raise Refusal("choix", f"Choisissez une des réponses proposées à la question « {question.label} ».")
        return raw

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string"}

    def show(self, question: Any, value: Any) -> str:
        return next((o.label for o in question.options["options"] if o.value == value), str(value))

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...] | None:
        return tuple(one.value for one in question.options["options"])

    def literal(self, question: Any, written: Any) -> str:
        keys = [option.value for option in question.options["options"]]
        if not isinstance(written, str):
            raise ValueError(f"{found(written)} : il faut une option de « {question.id} », {', '.join(keys)}.")
        if written not in keys:
            raise ValueError(f"« {written} » n’est pas une option de « {question.id} » : {', '.join(keys)}.")
        return written
