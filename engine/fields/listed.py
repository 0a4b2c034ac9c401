"""What the types that choose in a list share (liste, pays, langue, commune): buttons when it is short, a search when
it is long. The search works without JavaScript: type a part of the name, send, choose among what is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import FieldType, FilingDay, Raw, text
from engine.fields.choix import LONG_LIST
from engine.fields.entries import Entries, Entry
from engine.fields.numbers import yes_no
from engine.validation import found

PROPOSED = 10
"""Entries shown at a time under what was typed; more would not be read."""
SEARCHED = 200
"""Characters looked for in a list; no name of anything is as long."""
SEVERAL = "plusieurs"


class Listed(FieldType):
    """One entry of a list, or several with `plusieurs: oui`.

    What was typed is `{"choix": [values chosen], "recherche": words typed}`.
    """

    written_as: ClassVar[tuple[type, ...]] = (str, list)
    autocomplete = "off"
    operators: ClassVar[tuple[str, ...]] = ("contient",)
    missing = "Choisissez une réponse à la question « {label} »."

    # --- the list

    def entries(self, question: Any) -> Entries:
        kept = question.options.get("options")
        return kept if isinstance(kept, Entries) else Entries(kept or ())

    def entry(self, question: Any, value: Any) -> Entry | None:
        """The entry a stored value names."""
        return self.entries(question).of(str(value))

    def search(self, question: Any, words: str) -> Sequence[Entry]:
        return self.entries(question).found(words)

    def first(self, question: Any) -> Sequence[Entry]:
        """Entries proposed before anything is typed."""
        return ()

    def stored(self, entry: Entry) -> Any:
        return entry.value

    def key(self, value: Any) -> str:
        """The value of the button of a stored answer."""
        return str(value)

    # --- the control

    def is_several(self, question: Any) -> bool:
        return bool(question.options.get(SEVERAL))

    def is_searched(self, question: Any) -> bool:
        return len(self.entries(question)) > LONG_LIST

    def control(self, question: Any) -> str:
        return "liste-recherche" if self.is_searched(question) else "liste"

    def is_grouped(self, question: Any) -> bool:
        return not self.is_searched(question)

    def has_button(self, question: Any) -> bool:
        return self.is_searched(question)

    def is_comparable(self, question: Any) -> bool:
        return self.comparable and not self.is_several(question)

    def is_exclusive(self, question: Any) -> bool:
        return not self.is_several(question)

    def input_names(self, question: Any) -> tuple[str, ...]:
        return (question.id, f"{question.id}-recherche")

    def proposed(self, question: Any, raw: Raw) -> Sequence[Entry]:
        """The buttons under a question: all of a short list; what is chosen, then what is found, of a long one."""
        if not self.is_searched(question):
            return self.entries(question).all
        chosen, words = typed(raw)
        kept = [entry for value in chosen if (entry := self.entry_of(question, value))]
        matches = self.search(question, words) if words else self.first(question)
        if not self.is_several(question) and words and kept and kept[0] not in matches:
            kept = []
        if kept and not self.is_several(question) and self.same(question, kept[0], words):
            return kept
        return [*kept, *islice((entry for entry in matches if entry not in kept), PROPOSED)]

    def entry_of(self, question: Any, value: str) -> Entry | None:
        """The entry of a button."""
        return self.entries(question).of(value)

    def same(self, question: Any, entry: Entry, words: str) -> bool:
        return words == entry.label

    def told(self, question: Any, raw: Raw) -> str:
        """How many answers are proposed for what was typed, for those who do not see them appear."""
        words = typed(raw)[1]
        if not words:
            return ""
        count = len(self.search(question, words))
        if count == 0:
            return f"Aucune réponse ne correspond à « {words} »."
        if count > PROPOSED:
            return f"{PROPOSED} réponses proposées sur {count} : écrivez la suite pour préciser."
        return "1 réponse proposée." if count == 1 else f"{count} réponses proposées."

    # --- what was typed

    def read(self, question: Any, form: Any) -> Raw:
        chosen = [value[:SEARCHED] for value in form.getlist(question.id) if isinstance(value, str)]
        return {"choix": chosen, "recherche": text(form.get(f"{question.id}-recherche"), SEARCHED)}

    def is_empty(self, raw: Raw) -> bool:
        return not any(typed(raw))

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> Any:
        chosen, words = typed(raw)
        if not self.is_searched(question):
            words = ""
        entries = [entry for value in dict.fromkeys(chosen) if (entry := self.entry_of(question, value))]
        if words and not self.is_chosen(question, entries, words):
            entries = [*(entries if self.is_several(question) else []), self.only(question, words)]
        elif len(entries) < len(set(chosen)):
            raise Refusal("choix", f"Choisissez une des réponses proposées à la question « {question.label} ».")
        if not entries:
            return None
        kept = [self.stored(entry) for entry in entries]
        return kept if self.is_several(question) else kept[0]

    def is_chosen(self, question: Any, entries: Sequence[Entry], words: str) -> bool:
        """Whether what was chosen is what was looked for: a search typed afterwards is a new one."""
        matches = self.search(question, words) if entries else []
        return any(entry in matches for entry in entries)

    def only(self, question: Any, words: str) -> Entry:
        """The entry whose whole name was typed. Raises Refusal, saying what to do with what was found."""
        exact = self.entries(question).exactly(words)
        if len(exact) == 1:
            return exact[0]
        if self.search(question, words):
            raise Refusal("a-choisir", f"« {words[:60]} » : choisissez votre réponse parmi celles qui sont proposées.")
        raise Refusal("introuvable", f"« {words[:60]} » n’est pas dans la liste : {self.advice}")

    advice: ClassVar[str] = "écrivez seulement le début du nom, sans abréviation."

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "list", "schema": {"type": "string"}} if self.is_several(question) else {"type": "string"}

    def fill(self, question: Any, value: Any) -> Raw:
        if value is None or value == []:
            return {"choix": [], "recherche": ""}
        values = value if isinstance(value, list) else [value]
        words = ""
        if not self.is_several(question) and self.is_searched(question):
            words = self.show(question, value) if self.entry(question, value) else ""
        return {"choix": [self.key(one) for one in values], "recherche": words}

    def show(self, question: Any, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self.show(question, one) for one in value)
        entry = self.entry(question, value)
        return entry.label if entry else str(value)

    def obsolete(self, question: Any, value: Any) -> bool:
        return any(self.entry(question, one) is None for one in (value if isinstance(value, list) else [value]))

    # --- in the file

    def bringing(self, question: Any, values: Sequence[Any]) -> Iterable[Any]:
        wanted = [one for one in values if isinstance(one, str)]
        for entry in self.entries(question).all if wanted else ():
            columns = [str(one) for one in entry.columns.values()]
            if any(value in column for value in wanted for column in columns):
                yield self.written(entry)

    def written(self, entry: Entry) -> Any:
        return entry.value

    def literal(self, question: Any, written: Any) -> Any:
        if isinstance(written, list) and self.is_several(question):
            return [self.one(question, one) for one in written]
        one = self.one(question, written)
        return [one] if self.is_several(question) else one

    def one(self, question: Any, written: Any) -> Any:
        if not isinstance(written, str):
            raise ValueError(f"{found(written)} : il faut une réponse de « {question.id} ».")
        entry = self.entry(question, written)
        exact = self.entries(question).exactly(written) if entry is None else []
        if entry is None and len(exact) != 1:
            known = [one.value for one in self.entries(question).all[:8]]
            more = ", …" if len(self.entries(question)) > len(known) else ""
            raise ValueError(f"« {written} » n’est pas dans la liste de « {question.id} » : {', '.join(known)}{more}.")
        return self.stored(entry or exact[0])

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        return self.one(question, written)

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        """`contient`, of several answers."""
        return operand in (value if isinstance(value, list) else [value])

    def attribute(self, question: Any, value: Any, name: str) -> Any:
        """Of several answers, the first that brings something."""
        values = value if isinstance(value, list) else [value]
        entries = (self.entry(question, one) for one in values)
        return next((entry.columns[name] for entry in entries if entry and entry.columns.get(name) is not None), None)

    def attribute_values(self, question: Any, name: str) -> Sequence[Any]:
        values = (entry.columns.get(name) for entry in self.entries(question).all)
        return tuple(dict.fromkeys(value for value in values if value is not None))


def brings(question: Any, brought: Mapping[str, tuple[FieldType, str]]) -> dict[str, Any]:
    """The attributes of an answer as questions of their own: their type, and words that read in a sentence."""
    return {
        name: replace(
            question,
            id=f"{question.id}.{name}",
            type=kind,
            label=f"{question.label} ({words})",
            options=kind.coerce_options({}),
        )
        for name, (kind, words) in brought.items()
    }


def typed(raw: Raw) -> tuple[list[str], str]:
    """(values chosen, words typed), from any shape a form or a file gives."""
    if isinstance(raw, Mapping):
        return [value for value in each(raw.get("choix")) if value], str(raw.get("recherche") or "").strip()
    return [value for value in each(raw) if value], ""


def each(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | tuple) else [value] if isinstance(value, str) else []


def option_several(options: Mapping[str, Any]) -> bool:
    """`plusieurs: oui`. Raises ValueError((key, French sentence))."""
    written = options.get(SEVERAL)
    try:
        return yes_no(written) if written else False
    except ValueError as error:
        raise ValueError(SEVERAL, str(error)) from None
