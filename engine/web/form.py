"""Questions as the templates see them: what field.html and fields/*.html may read, and the summary of errors.

Knows the shapes of a démarche; not HTTP, not the database, not the theme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from engine.definition.process import Page, Question
from engine.fields.base import Part
from engine.fields.fichier import accepted

REQUIRED, OPTIONAL = "obligatoire", "facultatif"


class Document(Protocol):
    """A document already received."""

    @property
    def id(self) -> Any: ...

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def infected(self) -> bool: ...


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class PartView:
    """One input of a grouped question: its label, what was typed, and what it says about itself (`xmlattr`)."""

    name: str
    id: str
    label: str
    raw: str
    size: str
    group: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class ErrorLine:
    """One line of the summary: the words shown beside the question, and the first control to correct."""

    href: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """An address that was found: `token` is sealed, `shown` are attributes that a script may copy in the inputs."""

    token: str
    label: str
    shown: Mapping[str, str]


@dataclass(frozen=True)
class Search:
    """Looking for an address from a field: where the words are sent, and what came back. `asked`: they were sent."""

    url: str
    words: str = ""
    found: tuple[Suggestion, ...] = ()
    note: str = ""
    asked: bool = False


@dataclass(frozen=True, eq=False)
class FieldView:
    """One question on a page. `raw` is a str, a list of str or a dict of str by part, as it was typed."""

    id: str
    type: str
    label: str
    raw: Any
    hint: str = ""
    note: str = ""
    """A word of the service to this person, when the question is asked again."""
    error: str = ""
    mark: str = ""
    """`obligatoire`, `facultatif` or nothing, as the rest of the page commands."""
    required: bool = True
    says_required: bool = False
    """True when only the `required` attribute tells it (pages that mix both kinds)."""
    alone: bool = False
    """True when it is the only question of its page: its label is then the h1."""
    grouped: bool = False
    exclusive: bool = False
    """True for radio buttons, wrong or required as a whole."""
    inputs: tuple[Part, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    faulty: tuple[str, ...] = ()
    """Names of the parts to correct, first one first."""
    control: str = ""
    """The template of its control, in fields/; the one named like its type otherwise."""
    searched: bool = False
    """True when its proposals have just been asked for: they take the focus."""
    told: str = ""
    """How many choices are proposed for what was typed."""
    choices: tuple[Choice, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    autocomplete: str = ""
    inputmode: str = ""
    about_self: bool = True
    script: str = ""
    """A static file that adds comfort to the control."""
    search: Search | None = None
    """None where no address is looked for."""
    blank: bool = False
    """True when nothing personal is in it: the same for every visitor."""

    @property
    def name(self) -> str:
        return self.id

    @property
    def template(self) -> str:
        """The control inside the frame."""
        return f"fields/{self.control or self.type}.html"

    @property
    def described_by(self) -> str | None:
        """Ids of the hint and the error that exist."""
        notes = (("mot", self.note), ("aide", self.hint), ("erreur", self.error))
        ids = [f"{self.id}-{name}" for name, words in notes if words]
        return " ".join(ids) or None

    @property
    def attributes(self) -> dict[str, Any]:
        """What a single control says about itself, for the `xmlattr` filter."""
        return {
            "aria-describedby": self.described_by,
            "aria-invalid": "true" if self.error else None,
            "required": "" if self.says_required else None,
            "autocomplete": self.autocomplete or None,
            "inputmode": self.inputmode or None,
            "spellcheck": "false" if "name" in self.autocomplete else None,
        }

    @property
    def group_attributes(self) -> dict[str, Any]:
        """What a fieldset says; only a radio group may be called wrong or required as a whole."""
        return {
            "role": "radiogroup" if self.exclusive else None,
            "aria-describedby": self.described_by,
            "aria-invalid": "true" if self.exclusive and self.error else None,
            "aria-required": "true" if self.exclusive and self.says_required else None,
        }

    @property
    def target(self) -> str:
        """Id of the first control to correct."""
        return f"{self.id}-{self.faulty[0]}" if self.faulty else self.id

    @property
    def first(self) -> str:
        """Id of its first control."""
        return f"{self.id}-{self.inputs[0].name}" if self.inputs else self.id

    @cached_property
    def parts(self) -> dict[str, PartView]:
        """The inputs of a grouped question by name, in the order of the screen."""
        return {part.name: self._part(part) for part in self.inputs}

    @property
    def groups(self) -> list[tuple[str, list[PartView]]]:
        """The same parts under the words of their group, in the order of the screen."""
        return [(words, list(parts)) for words, parts in groupby(self.parts.values(), attrgetter("group"))]

    def _part(self, part: Part) -> PartView:
        token = (self.tokens.get(part.name) or None) if self.about_self else "off"
        attributes = {
            "aria-invalid": "true" if part.name in self.faulty else None,
            "required": "" if self.says_required and part.needed else None,
            "autocomplete": None if part.box else token,
            "inputmode": part.inputmode or None,
            "spellcheck": "false" if "name" in self.tokens.get(part.name, "") else None,
        }
        raw = self.raw.get(part.name, "")
        return PartView(part.name, f"{self.id}-{part.name}", part.label, raw, part.size, part.group, attributes)

    @property
    def accept(self) -> str:
        """Formats of a document, as the file dialog wants them."""
        return accepted(self.options["formats"])

    @property
    def file_attributes(self) -> dict[str, Any]:
        described = f"{self.id}-formats {self.id}-erreur" if self.error else f"{self.id}-formats"
        return {
            "aria-describedby": described,
            "aria-invalid": "true" if self.error else None,
        }


@dataclass(frozen=True)
class FormView:
    """The questions of a page and what they say together."""

    fields: tuple[FieldView, ...]

    @property
    def alone(self) -> bool:
        return any(field.alone for field in self.fields)

    @property
    def mixed(self) -> bool:
        """True when a sentence on top must say that what is not marked is required."""
        return any(field.says_required for field in self.fields)

    def searched(self, id: str) -> FormView:
        """The same form, where the proposals of a question take the focus."""
        fields = (replace(one, searched=True, blank=False) if one.id == id else one for one in self.fields)
        return FormView(tuple(fields)) if id else self

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        return error_summary(self.fields)


def error_summary(fields: Sequence[FieldView]) -> tuple[ErrorLine, ...]:
    lines: dict[str, ErrorLine] = {}
    for one in fields:
        if one.error:  # a verification says the same beside each question concerned: once here
            lines.setdefault(one.error, ErrorLine(f"#{one.target}", one.error))
    return tuple(lines.values())


def form_view(
    page: Page,
    questions: Sequence[Question],
    raws: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    documents: Mapping[str, Sequence[Document]] | None = None,
) -> FormView:
    """The visible questions of a page with what was typed, what is wrong and what was already received.

    A question alone on its page carries the h1; that is decided by the page as written, so that a question
    revealed later does not change the title under the reader's eyes.
    """
    errors, documents = errors or {}, documents or {}
    answered = [question for question in questions if question.type.stores]
    return FormView(
        tuple(
            _view(
                question,
                raws.get(question.id),
                errors.get(question.id, ""),
                documents.get(question.id, ()),
                mark(question, answered),
                question.required and _mixed(answered),
                len(page.questions) == 1 and page.group is None,
            )
            for question in questions
        )
    )


def _view(
    question: Question,
    raw: Any,
    error: str,
    documents: Sequence[Document],
    mark: str,
    says_required: bool,
    alone: bool,
) -> FieldView:
    if question.personal or error or documents or not (raw is None or raw == question.type.fill(question, None)):
        return field_view(
            question, raw, error=error, documents=documents, mark=mark, says_required=says_required, alone=alone
        )
    return _blank_view(question, mark, says_required, alone)


@lru_cache(maxsize=4096)
def _blank_view(question: Question, mark: str, says_required: bool, alone: bool) -> FieldView:
    """A question nobody has answered yet looks the same to everyone: one view of it, so that it is drawn once."""
    return field_view(question, mark=mark, says_required=says_required, alone=alone, blank=True)


def mark(question: Question, together: Sequence[Question]) -> str:
    """What is written after the label, as the questions asked together command."""
    if not question.type.stores:
        return ""
    if not question.required:
        return OPTIONAL
    return REQUIRED if len(together) > 1 and not _mixed(together) else ""


def _mixed(together: Sequence[Question]) -> bool:
    return len({question.required for question in together}) > 1


def field_view(
    question: Question,
    raw: Any = None,
    *,
    error: str = "",
    documents: Sequence[Document] = (),
    mark: str = "",
    says_required: bool = False,
    alone: bool = False,
    blank: bool = False,
) -> FieldView:
    """One question; `raw` None means that nothing was typed yet."""
    kind = question.type
    token = autocomplete(question)
    typed = kind.fill(question, None) if raw is None else raw
    return FieldView(
        id=question.id,
        type=kind.name,
        label=question.label,
        raw=typed,
        hint=question.hint or kind.default_hint(question),
        error=error,
        mark=mark,
        required=question.required,
        says_required=says_required,
        alone=alone,
        grouped=kind.is_grouped(question),
        control=kind.control(question),
        told=kind.told(question, typed),
        exclusive=kind.is_exclusive(question),
        inputs=kind.inputs,
        tokens=kind.tokens(token),
        faulty=kind.faulty(question, typed) if error else (),
        choices=choices_of(question, typed),
        options=question.options,
        documents=documents,
        autocomplete=token,
        inputmode=kind.keyboard(question),
        about_self=question.about_self,
        script=kind.script,
        blank=blank,
    )


def choices_of(question: Question, raw: Any) -> tuple[Choice, ...]:
    if question.type.name == "oui-non":
        return (Choice("oui", "Oui"), Choice("non", "Non"))
    return tuple(Choice(o.value, o.label, o.hint) for o in question.type.proposed(question, raw))


def autocomplete(question: Question) -> str:
    """A token only for what concerns the person typing; `off` when the form is about someone else."""
    if not question.about_self:
        return "off"
    return question.options.get("autocomplete") or question.type.autocomplete
