"""What every question type promises: how it reads a form, checks an answer, and says it back.

A type never sees HTTP, the database or the clock: the day of filing is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import category

from engine.calendar import Calendar
from engine.errors import Refusal
from engine.validation import found

if TYPE_CHECKING:
    from engine.definition.process import Question

Raw = Any
"""What was typed: a str, a list of str, or a dict of str by part. Kept and shown again when it is wrong."""


@dataclass(frozen=True)
class FilingDay:
    """The day an answer is given on, and the calendar that tells working days from others."""

    today: date
    calendar: Calendar


@dataclass(frozen=True)
class Example:
    """One documented example: `raw` gives `value`, or is refused with the code `refused`."""

    raw: Raw
    value: Any = None
    refused: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    shown: str = ""


@dataclass(frozen=True)
class Part:
    """One input of an answer made of several: what its label says and what the browser may do for it."""

    name: str
    """The end of the input's name: `jour` gives `naissance-jour`."""
    label: str
    needed: bool = True
    """False when the answer may be whole without it."""
    autocomplete: str = ""
    """Token of the browser, when the answer is about the person typing."""
    inputmode: str = ""
    box: bool = False
    """True for a box to tick rather than words to type."""
    size: str = ""
    """How wide it is drawn: `day`, `month`, `year`, or the whole line."""
    group: str = ""
    """The words above the parts that go together (`Premier jour`), when an answer holds several such groups."""


class FieldType:
    """One question type; one instance serves every question of that type.

    Subclasses declare the class attributes below and override what differs:
    `clean(question, raw, day)` turns what was typed into the stored value (JSON-able), `None` when nothing
    was given, and raises `Refusal(code, French sentence)`; `rule(question)` is the Cerberus rule of that value.
    """

    name: ClassVar[str]
    """The French word written after `type:`."""
    title: ClassVar[str]
    """One French sentence for the manual."""
    inputs: ClassVar[tuple[Part, ...]] = ()
    """Inputs of one answer, in the order of the screen; empty for a single input named like the question."""
    parts: ClassVar[tuple[str, ...]] = ()
    """Their names (`jour`, `mois`, `annee`), from `inputs`."""
    grouped: ClassVar[bool] = False
    """True when the control is several inputs under one legend."""
    exclusive: ClassVar[bool] = False
    """True when the group is one of radio buttons: it is then wrong, or required, as a whole."""
    longest_typed: ClassVar[int] = 2001
    """Characters looked at in one of its inputs; well above what it accepts, so that too long is told as such."""
    says_by_empty: ClassVar[bool] = False
    """True for boxes: none ticked is an answer where the question is optional."""
    many: ClassVar[bool] = False
    """True when one input name may carry several values."""
    stores: ClassVar[bool] = True
    """False for what is only shown (information)."""
    computed: ClassVar[bool] = False
    """True for what the engine works out itself: stored among the answers, never asked."""
    options: ClassVar[Mapping[str, Any]] = {}
    """Cerberus schema of the keys proper to this type, over strings, lists and mappings."""
    written_as: ClassVar[tuple[type, ...]] = (str, bool)
    """What a value is in the file: nearly always one text."""
    comparable: ClassVar[bool] = True
    """False when equality makes no sense in a condition (an address, a list of files)."""
    operators: ClassVar[tuple[str, ...]] = ()
    """French operators of conditions, besides equality and `renseigne`."""
    autocomplete: ClassVar[str] = ""
    """Token used when `autocomplete` is not given in the file and the answer is about the person typing."""
    inputmode: ClassVar[str] = ""
    script: ClassVar[str] = ""
    """A static file that adds comfort to the control; everything must be possible without it."""
    legal_basis: ClassVar[bool] = False
    """True when the law lets nobody ask for it without a text: the question must then say its `fondement`."""
    identifying: ClassVar[bool] = True
    """False when an answer alone tells nothing of a person: it may stay once the case is anonymous."""
    linkable: ClassVar[bool] = False
    """True when the address of a page may hold an answer: it tells nothing of a person and commits nobody."""
    missing: ClassVar[str] = "Répondez à la question « {label} »."
    from_list: ClassVar[bool] = False
    """True when its options are the lines of a file of forms/listes/."""
    narrows: ClassVar[bool] = False
    """True when what it proposes may depend on answers given before."""
    examples: ClassVar[tuple[Example, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "inputs" in cls.__dict__:
            cls.parts = tuple(part.name for part in cls.inputs)

    @property
    def answered(self) -> bool:
        """Whether there is an answer to look at, given or worked out."""
        return self.stores or self.computed

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Typed options from the strings of the file. Raises ValueError((key, French sentence))."""
        return dict(options)

    def variant(self, options: Mapping[str, Any]) -> FieldType:
        """The type that a question with these options really is: what a formula gives decides how it compares."""
        return self

    def control(self, question: Question) -> str:
        """The name of the template of its control, in fields/."""
        return self.name

    def is_grouped(self, question: Question) -> bool:
        """Whether its control is several inputs under one legend."""
        return self.grouped

    def has_button(self, question: Question) -> bool:
        """Whether its control has a button of its own, which the Enter key must not press."""
        return False

    def is_exclusive(self, question: Question) -> bool:
        """Whether its buttons are a radio group: one of them is the answer."""
        return self.exclusive

    def proposed(self, question: Question, raw: Raw) -> Iterable[Any]:
        """The options to show, each with `value`, `label` and `hint`."""
        return question.options.get("options", ())

    def is_comparable(self, question: Question) -> bool:
        """Whether an answer may be compared to a value: not when it holds several."""
        return self.comparable

    def told(self, question: Question, raw: Raw) -> str:
        """What is said of the options found for what was typed, when they depend on it."""
        return ""

    def prepare(self) -> None:
        """Read what the type needs besides the definition; asked for when a démarche that uses it opens."""

    def narrowed(self, question: Question, facts: Any) -> Question | None:
        """The question as the answers given before make it; None when they leave nothing to ask."""
        return question

    def obsolete(self, question: Question, value: Any) -> bool:
        """Whether a stored answer no longer suits the question as the answers before make it."""
        return False

    def input_names(self, question: Question) -> tuple[str, ...]:
        return tuple(f"{question.id}-{part}" for part in self.parts) or (question.id,)

    def read(self, question: Question, form: Any) -> Raw:
        """What was typed, from a Starlette FormData or any mapping with `getlist`."""
        if self.many:
            return [text(value, self.longest_typed) for value in form.getlist(question.id) if isinstance(value, str)]
        if self.parts:
            return {part: text(form.get(f"{question.id}-{part}"), self.longest_typed) for part in self.parts}
        return text(form.get(question.id), self.longest_typed)

    def is_empty(self, raw: Raw) -> bool:
        if isinstance(raw, Mapping):
            return not any(is_visible(value) for value in raw.values())
        return not (is_visible(raw) if isinstance(raw, str) else raw)

    def faulty(self, question: Question, raw: Raw) -> tuple[str, ...]:
        """Parts to correct in a refused answer, first one first: those left empty, or all that are needed."""
        needed = tuple(part.name for part in self.inputs if part.needed)
        return tuple(part for part in needed if not raw[part].strip()) or needed

    def keyboard(self, question: Question) -> str:
        """The keys that a telephone shows (`inputmode`), "" for its usual ones."""
        return self.inputmode

    def tokens(self, autocomplete: str) -> Mapping[str, str]:
        """Tokens of the browser by part, for the `autocomplete` of the question."""
        return {part.name: part.autocomplete for part in self.inputs}

    def default_hint(self, question: Question) -> str:
        """What is said under a question whose démarche gives no `aide`."""
        return ""

    def clean(self, question: Question, raw: Raw, day: FilingDay) -> Any:
        raise NotImplementedError(f"the type {self.name} says how its answers are read")

    def rule(self, question: Question, day: FilingDay) -> dict[str, Any]:
        """Cerberus rule of the stored value."""
        return {}

    def sentence(self, question: Question, code: str, constraint: Any) -> str:
        """French sentence of this type for a broken Cerberus rule, or "" to use the common one."""
        return ""

    def fill(self, question: Question, value: Any) -> Raw:
        """The stored value as it is put back into the controls."""
        return "" if value is None else str(value)

    def show(self, question: Question, value: Any) -> str:
        """The stored value as a person reads it (plain text, may hold line breaks)."""
        return str(value)

    def mask(self, question: Question, value: Any) -> str:
        """The same where others may look on: what could be misused is hidden."""
        return self.show(question, value)

    def attributes(self, question: Question) -> Mapping[str, Question]:
        """What an answer brings with it, written after a dot in conditions and texts (`commune.code_postal`).

        Each is typed like a question whose id is the dotted name and whose label reads in a sentence.
        """
        return {}

    def attribute(self, question: Question, value: Any, name: str) -> Any:
        """One of `attributes` of a stored answer, as its own type stores it; None when there is none."""
        raise NotImplementedError(f"{self.name} has no attribute {name}")

    def samples(self, question: Question, day: FilingDay) -> tuple[Any, ...]:
        """Made-up answers, as a scenario writes them, the most natural one first."""
        return ()

    def bringing(self, question: Question, values: Sequence[Any]) -> Iterable[Any]:
        """Answers, as a scenario writes them, that bring one of these values with them (`attributes`)."""
        return ()

    def attribute_values(self, question: Question, name: str) -> Sequence[Any]:
        """Every value that an attribute may take, each once; none when they cannot be listed."""
        return ()

    def literal(self, question: Question, written: Any) -> Any:
        """A value written in the YAML file (condition, scenario) as it is compared and stored.

        Raises ValueError(French sentence) when the text does not fit the type.
        """
        return written

    def moved(self, written: Any, shift: timedelta) -> Any:
        """An answer of the file as it would be written some days later (dates)."""
        return written

    def operand(self, question: Question, operator: str, written: Any) -> Any:
        """What stands after one of `operators` in the file, ready for `compare`. Raises ValueError(French sentence)."""
        return self.literal(question, written)

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        """Outcome of one of `operators` between a stored value and its operand."""
        raise NotImplementedError(f"{self.name} has no operator {operator}")

    def witnesses(self, question: Question, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...] | None:
        """Answers such that, whatever comparisons are made with `operands`, one of them passes if any answer does.

        Only answers that the form accepts. None when it cannot be told: then nothing is said of these comparisons.
        """
        return None

    def say(self, question: Question, operator: str, operand: Any) -> str:
        """The comparison in French, after « votre réponse »: « est après le 1er mai 2026 »."""
        words = OPERATOR_WORDS[operator]
        if isinstance(operand, tuple):
            return words.format(*(self.show(question, bound) for bound in operand))
        return words.format(self.show(question, operand))


def literal(question: Question, written: Any) -> Any:
    """A value of the file as its type reads it. Raises ValueError(French sentence)."""
    if not isinstance(written, question.type.written_as) or not written:
        raise ValueError(f"{found(written)} : il faut une réponse à « {question.id} ».")
    return question.type.literal(question, written)


def as_written(question: Question, raw: Raw) -> Any:
    """What was typed, read as a value of the file is. Raises Refusal."""
    if question.type.is_empty(raw):
        return None
    try:
        return question.type.literal(question, raw)
    except ValueError as error:
        raise Refusal(question.type.name, str(error)) from None


def option(help: str, *, required: bool = False) -> dict[str, Any]:
    """The Cerberus rule of a key proper to a type, with its sentence for editors."""
    rule: dict[str, Any] = {"type": "string", "empty": False, "meta": {"aide": help}}
    return {**rule, "required": True} if required else rule


OPERATOR_WORDS = {
    "moins_de": "est inférieure à {}",
    "au_plus": "est au plus {}",
    "plus_de": "dépasse {}",
    "au_moins": "est au moins {}",
    "entre": "est entre {} et {}",
    "avant": "est avant le {}",
    "apres": "est après le {}",
    "contient": "contient « {} »",
    "commence_par": "commence par « {} »",
    "dans": "se trouve dans le secteur « {} »",
}
"""Every comparison operator of the language and its words in French."""


def is_visible(typed: str) -> bool:
    """Whether something was really typed: a mark of direction left by a keyboard is nothing."""
    return any(not sign.isspace() and category(sign) != "Cf" for sign in typed)


LONGEST_TYPED = 100_001
"""Characters looked at in one input, one more than any text may have: no answer costs the time of the others."""


def text(value: Any, longest: int = LONGEST_TYPED) -> str:
    """A form value as text: line ends become one character, and the one that no database keeps is left out."""
    return value[:longest].replace("\r\n", "\n").replace("\0", "") if isinstance(value, str) else ""
