"""The frozen shapes of a démarche once its file has been read: what every other room works with.

Built by `definition/build.py`, never by hand; knows neither YAML nor the database. What it says of time is in
`timing.py`, under the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.definition import group
from engine.definition.timing import Deadline, Opening, Silence
from engine.definition.timing import Moment as Moment
from engine.definition.timing import Period as Period
from engine.definition.timing import Rung as Rung
from engine.definition.wording import AGENT, PARAMETER, No
from engine.language import FRENCH

if TYPE_CHECKING:
    from engine.definition.condition import Condition
    from engine.definition.cycle import Cycle
    from engine.definition.expression.meaning import Formula
    from engine.definition.group import Group
    from engine.definition.parameter import Parameter
    from engine.definition.wording import Quote, Say, Wording
    from engine.fields.base import FieldType


@dataclass(frozen=True)
class Kept:
    """What becomes of one answer (RGPD 5, 13), when it differs from the rest of the démarche."""

    purpose: str = ""
    retention: str = ""
    anonymised: bool = True
    """False when it says nothing of the person and stays once the case is anonymous."""

    @property
    def told(self) -> bool:
        """Whether there is something to tell people."""
        return bool(self.purpose or self.retention)


@dataclass(frozen=True, eq=False)
class Question:
    """One question. `options` holds the keys proper to its type, already coerced. Each is itself only."""

    id: str
    type: FieldType
    label: str
    hint: str = ""
    required: bool = True
    when: Condition | None = None
    missing: str = ""
    """The démarche's own sentence when the answer is missing; the type's one otherwise."""
    about_self: bool = True
    """False when the answer is about someone else: no autocomplete then (inclusion.md)."""
    options: Mapping[str, Any] = field(default_factory=dict)
    basis: str = ""
    """`fondement`: the text of law that lets the city ask it."""
    from_link: bool = False
    """True when a link may propose the answer (`depuis_le_lien`)."""
    default: str = ""
    """`valeur`: what is already written when the question opens, as in the file."""
    formula: Formula | None = None
    """How its value is worked out, when nobody is asked for it."""
    summary: bool = True
    """False when the answer is not read again by the person (`recapitulatif: non`). Agents always see it."""
    correctable: bool = True
    """False when the answer, once sent, changes only if the service asks for it (`corrigeable: non`)."""
    kept: Kept = Kept()
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    """Those of its texts that quote answers, by field: `label`, `hint`, `missing`, or `texte` among the options."""
    language: str = FRENCH
    """The one its answers are told in."""
    personal: bool = False
    """True once its texts are filled with someone's answers: never shared between visitors."""

    def worded(self, say: Say) -> Question:
        """The question as one person reads it."""
        if not self.wordings:
            return self
        words: dict[str, Any] = {name: wording.fill(say) for name, wording in self.wordings.items()}
        own = {name: words.pop(name) for name in list(words) if name in self.options}
        return replace(self, **words, options={**self.options, **own}, personal=True, wordings={})


@dataclass(frozen=True)
class Elsewhere:
    """People a démarche is not for: the condition that tells them, what they read, the démarche that is for them."""

    when: Condition
    message: str
    slug: str = ""
    wording: Wording | None = None
    """The message when it quotes answers."""

    def worded(self, say: Say) -> str:
        return self.wording.fill(say) if self.wording else self.message


@dataclass(frozen=True, eq=False)
class Check:
    """One `verification`: when `when` holds, `message` is told beside `questions`. `path` is where it is written."""

    id: str
    path: tuple[Any, ...]
    message: str
    questions: tuple[str, ...] = ()
    blocking: bool = True
    when: Condition | None = None
    wording: Wording | None = None

    def worded(self, say: Say) -> str:
        return self.wording.fill(say) if self.wording else self.message


@dataclass(frozen=True, eq=False)
class Page:
    id: str
    title: str
    text: str = ""
    when: Condition | None = None
    questions: tuple[Question, ...] = ()
    wording: Wording | None = None
    """The text when it quotes answers."""
    group: Group | None = None
    """The repeated group it is a page of: it is then shown once per instance (engine/legs.py)."""
    number: int = 0
    """Which instance of its group, from 1, on the way of one person; 0 anywhere else."""
    total: int = 0
    lists: bool = False
    """True for the page that lists the instances of a group, on the way of one person."""

    @cached_property
    def address(self) -> str:
        """Its place under /page/: « enfants/2 » for the second instance, « enfants » for their list."""
        return f"{self.id}/{self.number}" if self.number else self.id

    @property
    def heading(self) -> str:
        """The title as it is read: it tells which instance, and nothing personal."""
        if not self.number or not self.group:
            return self.title
        return f"{self.title} – {self.group.label} {self.number} sur {self.total}"

    elsewhere: tuple[Elsewhere, ...] = ()
    """Judged once the page is answered (`eligibilite`)."""
    checks: tuple[Check, ...] = ()
    _instances: dict[tuple[int, int], Page] = field(default_factory=dict, init=False, repr=False)

    def instance(self, number: int, total: int) -> Page:
        """The same page for one instance of its group, made once: everybody's way goes by it."""
        if (number, total) not in self._instances:
            self._instances[number, total] = replace(self, number=number, total=total)
        return self._instances[number, total]

    @cached_property
    def listing(self) -> Page:
        """The page that lists the instances of the group this one begins."""
        return replace(self, when=None, questions=(), lists=True)


@dataclass(frozen=True)
class Route:
    """One rule of `routage`, or one row of a table; `when` is None on the last one (`sinon`).

    `position` counts the rules of the file from 1: the rows of a table share theirs. `row` is the answer that a row is
    for, as written.
    """

    position: int
    unit: str
    when: Condition | None = None
    priority: str = "normale"
    reason: str = ""
    row: str | None = None
    of_list: bool = False
    """True when a column of a list names the service (`selon: anomalie.service`)."""

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where its service is named in the definition."""
        rule = ("routage", self.position - 1)
        if self.of_list:
            return (*rule, "selon")
        if self.row is not None:
            return (*rule, "vers", self.row)
        return (*rule, "vers" if self.when else "sinon")


@dataclass(frozen=True)
class Message:
    """Words of the démarche for one occasion: Jinja source in the sandbox of engine/definition/wording.py."""

    name: str
    subject: str
    body: str
    short: str = ""
    """`sms`: the same in the length of an SMS."""


@dataclass(frozen=True)
class PersonalData:
    purpose: str
    basis: str
    retention: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """What someone does with a case in a scenario. `position` counts from 0."""

    position: int
    at: datetime
    action: str
    who: str = "referent"
    to: str = ""
    text: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """As written; `motif` among them."""


@dataclass(frozen=True)
class Scenario:
    name: str
    filed_at: datetime
    channel: str
    answers: Mapping[str, Any]
    expected: Mapping[str, Any]
    actions: tuple[Done, ...] = ()
    until: datetime | None = None
    """How long to wait afterwards for what happens by itself."""


@dataclass(frozen=True)
class SetAside:
    """An advice that the démarche does not follow, and why; `on` is a question or a page. `position` counts from 0."""

    position: int
    code: str
    reason: str
    on: str = ""


@dataclass(frozen=True)
class Process:
    slug: str
    title: str
    summary: str
    family: str
    unit: str
    audiences: tuple[str, ...]
    channels: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    """Those of life it belongs to, by id: see city.Portal."""
    minutes: int | None = None
    cost: str = ""
    prepare: tuple[str, ...] = ()
    remedies: str = ""
    silence: Silence | None = None
    personal_data: PersonalData | None = None
    opening: Opening | None = None
    """None: always open."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    routes: tuple[Route, ...] = ()
    dispatch: str = ""
    """`affectation`: how the service shares out these cases; its own way when empty."""
    deadlines: tuple[Deadline, ...] = ()
    messages: Mapping[str, Message] = field(default_factory=dict)
    cycle: Cycle | None = None
    """Its own life cycle, or the city's; None in editions older than life cycles: see city_cycle.cycle_of."""
    scenarios: tuple[Scenario, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    """`conseils_ignores`."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Exact text of the file and of each block it includes, by path: what an Edition keeps."""
    fingerprint: str = ""
    language: str = FRENCH
    """The one its texts are in: another Process for each language, of the same edition."""
    languages: tuple[str, ...] = ()
    """The others it is translated into."""
    untranslated: int = 0
    """Texts of its files that read in French though another language was asked for."""

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions()}

    def question(self, id: str) -> Question:
        return self._by_id[id]

    def say(self, quote: Quote, answers: Mapping[str, Any]) -> str:
        """What a quote stands for in a text, as a person reads it; "" without an answer."""
        if quote.head == PARAMETER:
            parameter = self.parameters.get(quote.name)
            return _read_aloud(parameter.question, parameter.value) if parameter else ""
        question, value = self._by_id.get(quote.name), answers.get(quote.name)
        if quote.head == AGENT:
            question = self.cycle.questions.get(quote.name) if self.cycle else None
            value = answers.get(f"{AGENT}.{quote.name}")
        if question is None or value is None:
            return ""
        if not quote.attribute:
            return _read_aloud(question, value)
        attribute = question.type.attribute(question, value, quote.attribute)
        if attribute is None:
            return ""
        return _read_aloud(question.type.attributes(question)[quote.attribute], attribute)

    @cached_property
    def groups(self) -> dict[str, Group]:
        """Repeated groups by id, in the order of the file."""
        return {page.group.id: page.group for page in self.pages if page.group}

    def members(self, group_id: str) -> Iterator[Question]:
        """The questions asked for each instance of a group."""
        for page in self.pages:
            if page.group and page.group.id == group_id:
                yield from page.questions

    def answered(self, answers: Mapping[str, Any]) -> Iterator[tuple[Question, Any]]:
        """Every question of these answers with its value, once per instance for those of a group."""
        for id, value in group.answered(answers, self.groups):
            if id in self._by_id:
                yield self._by_id[id], value

    @property
    def answer_deadline(self) -> Deadline | None:
        """The promise printed everywhere: `delais: reponse`."""
        return next((d for d in self.deadlines if d.name == "reponse"), None)

    def open_at(self, moment: datetime) -> datetime:
        """The same hour, on the nearest day when the démarche is open. `moment` has the zone of the city."""
        if self.opening is None:
            return moment
        return datetime.combine(self.opening.nearest(moment.date()), moment.timetz())


def _read_aloud(question: Question, value: Any) -> str:
    """Masked: what is quoted leaves in mails, and stays on screens that others see."""
    shown = question.type.mask(question, value)
    return No(shown) if value is False else shown
