"""A form of another platform in neutral words: what `publik` and `numerique` read, and what the others write.

Nothing is judged here: labels are still HTML or templates, conditions still the expressions of their platform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where something stands in the source: its file, its line (0 when unknown) and its name there."""

    file: str
    line: int = 0
    name: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, ligne {self.line}" if self.line else self.file
        return f"{where}, « {self.name} »" if self.name else where


@dataclass(frozen=True)
class Expression:
    """A condition as it was written; `language` is django, python or numerique."""

    text: str
    language: str = "django"


@dataclass
class Choice:
    """One thing to choose. `id` is what conditions call the raw value; `columns` what else it brings."""

    id: str
    label: str
    hint: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass
class Listing:
    """Where the choices of a field come from. `choices` is None when they are elsewhere."""

    name: str
    choices: list[Choice] | None = None
    template: str = ""
    """Choices computed by the platform from this text."""


@dataclass
class Check:
    """A cross-check of a page: what must be true, and what to say when it is not."""

    wanted: Expression
    message: str
    place: Place


@dataclass
class Field:
    """One element of a form. `kind` is ours: the name of a type of question, or titre, page, bloc, calcul, lignes…

    `settings` keeps what only some kinds have (min, max, longueur, formats…), already in our words.
    """

    kind: str
    name: str
    """What conditions and texts call it; "" when nothing can."""
    label: str
    place: Place
    id: str = ""
    required: bool = True
    hint: str = ""
    condition: Expression | None = None
    checks: list[Check] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    listing: Listing | None = None
    prefill: tuple[str, str] = ("", "")
    """How the platform fills it: texte, formule, profil, lieu… and with what."""
    template: str = ""
    """The formula of a computed value."""
    block: str = ""
    columns: list[str] = field(default_factory=list)
    opaque: bool = False
    """Its name is a number of the platform, that says nothing to anybody."""
    fields: list[Field] = field(default_factory=list)
    """Those of a repeated group written in place."""
    smallest: int = 1
    largest: int | None = 1
    settings: dict[str, str] = field(default_factory=dict)
    in_summary: bool = True
    anonymised: bool | None = None
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    """(status, what, why) already known when reading."""


@dataclass
class Option:
    """A setting that the city gives to a form."""

    name: str
    label: str = ""
    kind: str = "texte"
    value: str | None = None
    place: Place | None = None


@dataclass
class Block:
    slug: str
    name: str
    fields: list[Field]
    place: Place


@dataclass
class Action:
    """Something a status does or allows. `kind` in our words: bouton, saut, courriel, formulaire, affichage…"""

    kind: str
    place: Place
    label: str = ""
    target: str = ""
    who: list[str] = field(default_factory=list)
    condition: Expression | None = None
    delay: str = ""
    subject: str = ""
    body: str = ""
    name: str = ""
    fields: list[Field] = field(default_factory=list)
    why_not: str = ""


@dataclass
class Status:
    id: str
    name: str
    place: Place
    hidden: bool = False
    """Only agents see it."""
    final: bool = False
    actions: list[Action] = field(default_factory=list)


@dataclass
class Workflow:
    slug: str
    name: str
    place: Place
    statuses: list[Status] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str, str, Place]] = field(default_factory=list)


@dataclass
class Form:
    """One form and what it needs, as far as it was given."""

    name: str
    slug: str
    place: Place
    summary: str = ""
    family: str = ""
    keywords: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    options: dict[str, Option] = field(default_factory=dict)
    workflow: str = ""
    audiences: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, str, Place]] = field(default_factory=list)
    opening: dict[str, str] = field(default_factory=dict)
    """First and last day (`du`, `au`) when it may be sent."""


@dataclass
class Export:
    """Everything that was in the files given together."""

    forms: list[Form] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    notes: list[tuple[str, str, str, Place]] = field(default_factory=list)


def walk(fields: list[Field]) -> Iterator[Field]:
    """Every field, those of groups written in place included."""
    for one in fields:
        yield one
        yield from walk(one.fields)
