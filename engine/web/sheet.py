"""The form of a correction: only some questions of a démarche, in their order, with the answers given and those typed.

The same question may stand there for several instances of a group: controls are named after their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from engine.acts import attach, correct
from engine.acts.examine import examine
from engine.acts.office import Office
from engine.amended import Amended, Spot, demanded
from engine.definition.process import Page, Process, Question
from engine.errors import Refusal
from engine.fields.base import Raw
from engine.journey import Journey
from engine.records import Case, Document
from engine.web import lookup
from engine.web.appear import ASKED
from engine.web.form import OPTIONAL, ErrorLine, FieldView, error_summary, field_view
from engine.web.uploads import already, is_file, sent

REMOVED = "retirer"
"""Ends the name of the button that takes away a document just received."""
DROPPED = "enlever"
"""Ends the name of the boxes by which a document already sent leaves the answer."""


@dataclass(frozen=True)
class Item:
    """One question on the sheet."""

    field: FieldView
    present: tuple[Document, ...] = ()
    """Documents of the answer as it stands."""
    dropped: frozenset[str] = frozenset()
    """Those of them that are no longer wanted."""


@dataclass(frozen=True)
class Part:
    """The questions of one page of the form."""

    title: str
    items: tuple[Item, ...]


@dataclass
class Sheet:
    """What is being corrected on a case: the questions wanted, with what is typed and received for each, by key."""

    office: Office
    process: Process
    case: Case
    wanted: Sequence[Spot]
    at: datetime
    notes: Mapping[str, str] = field(default_factory=dict)
    due: frozenset[str] = frozenset()
    """Keys of those that the service asks for: answered, even where the form let them be left empty."""
    typed: dict[str, Raw] = field(default_factory=dict)
    pending: dict[str, list[Document]] = field(default_factory=dict)
    """Documents that arrived for it and wait for the rest to be right."""
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        return [spot.key for spot in self.wanted]

    def journey(self, answers: Mapping[str, Any]) -> Journey:
        facts = self.office.facts(answers, self.case.channel, self.case.filed_at, self.process.language)
        return Journey(self.process, facts)

    # --- what comes with the form

    async def read(self, form: FormData) -> Amended:
        """What was typed for the questions wanted, then for those that it calls for and that the form shows."""
        marked, waiting = {str(one) for one in form.getlist(ASKED)}, list(self.keys)
        while True:
            for key in waiting:
                await self.read_one(Spot.of(key), form)
            result = correct.amended(self.office, self.process, self.case, self.typed, self.at, self.due)
            waiting = [spot.key for spot in result.more if spot.key in marked]
            if not waiting:
                return result

    async def read_one(self, spot: Spot, form: FormData) -> None:
        question = self.process.question(spot.question)
        own = named(question, spot)
        raw = lookup.settled(own, own.type.read(own, form), form, self.office.settings.secret, self.at)
        if is_file(question):
            await self.receive(spot, own, form)
            raw["documents"] = self.documents(spot, question, form)
            if raw["absent"] and not self.pending.get(spot.key):
                raw["documents"] = []
        self.typed[spot.key] = raw

    async def receive(self, spot: Spot, own: Question, form: FormData) -> None:
        """Keep the good files at once; the button « Retirer » takes one of them away."""
        asked = correct.pending(spot)
        kept = await Document.filter(case_id=self.case.reference, question=asked).order_by("created_at", "id")
        unwanted = form.get(f"{own.id}-{REMOVED}")
        for document in [one for one in kept if one.id == unwanted]:
            await attach.forget(self.office, document)
            kept.remove(document)
        self.pending[spot.key] = kept
        try:
            files = sent(form, own.id)
        except Refusal as refusal:
            self.refused[spot.key] = refusal.sentence
            return
        for upload in files:
            content = await upload.read(own.options["taille"] + 1)
            try:
                if already(content, kept):
                    continue
                fit = await examine(upload.filename or "", content, own.options["formats"], own.options["taille"])
                kept.append(await attach.attach_to_case(self.office, self.case, fit, self.at, asked=asked))
            except Refusal as refusal:
                self.refused[spot.key] = f"{self.refused.get(spot.key, '')} {refusal.sentence}".strip()

    def documents(self, spot: Spot, question: Question, form: FormData) -> list[str]:
        """A new document takes the place of the one there, or joins those that stay where there may be several."""
        fresh = [document.id for document in self.pending.get(spot.key, ()) if not document.infected]
        held = held_at(self.journey(self.case.answers), spot)
        before = held if isinstance(held, list) else []
        if not question.options["plusieurs"]:
            return fresh or before
        dropped = form.getlist(f"{named(question, spot).id}-{DROPPED}")
        return [*(id for id in before if id not in dropped), *fresh]

    # --- what is seen

    async def fill(self) -> None:
        """As it is opened: nothing typed, the documents that an earlier try has left."""
        for spot in self.wanted:
            if is_file(self.process.question(spot.question)):
                found = Document.filter(case_id=self.case.reference, question=correct.pending(spot))
                self.pending[spot.key] = await found.order_by("created_at", "id")

    async def parts(self, result: Amended) -> list[Part]:
        """Page by page, with what is wrong; questions that are no longer asked are left out."""
        now, before = self.journey(result.answers), self.journey(self.case.answers)
        known = {document.id: document for document in await Document.filter(case_id=self.case.reference)}
        shown = {*self.keys, *self.typed, *(spot.key for spot in result.more)}
        errors = {**result.errors, **self.refused}
        found = []
        for page in now.pages:
            items = tuple(
                self.item(Spot(page.address, question.id), question, before, known, errors)
                for question in asked_on(now, page)
                if Spot(page.address, question.id).key in shown
            )
            if items:
                found.append(Part(page.heading, items))
        return found

    def item(
        self,
        spot: Spot,
        question: Question,
        before: Journey,
        known: Mapping[str, Document],
        errors: Mapping[str, str],
    ) -> Item:
        question = demanded(question) if spot.key in self.due else question
        own, held = named(question, spot), held_at(before, spot)
        view = field_view(
            own,
            self.typed.get(spot.key, question.type.fill(question, held)),
            error=errors.get(spot.key, ""),
            documents=self.pending.get(spot.key, ()),
            mark="" if question.required else OPTIONAL,
        )
        without_search = replace(self.office.settings, addresses="")
        view = lookup.with_search(view, own, "", without_search, self.at)
        if note := self.notes.get(spot.key, ""):
            view = replace(view, note=note)
        if not is_file(question) or not isinstance(held, list):
            return Item(view)
        kept = self.typed[spot.key]["documents"] if spot.key in self.typed else held
        return Item(view, tuple(known[id] for id in held if id in known), frozenset(held) - frozenset(kept))


def asked_on(journey: Journey, page: Page) -> Iterator[Question]:
    return (question for question in journey.questions(page) if question.type.stores)


def held_at(journey: Journey, spot: Spot) -> Any:
    page = next((one for one in journey.pages if one.address == spot.page), None)
    return journey.held(page).get(spot.question) if page else None


def named(question: Question, spot: Spot) -> Question:
    """The question under the name its controls have: the one it has in the form, after its place in a group."""
    return replace(question, id=f"{spot.page.replace('/', '-')}-{question.id}") if "/" in spot.page else question


def control_of(spot: Spot) -> str:
    return f"{spot.page.replace('/', '-')}-{spot.question}" if "/" in spot.page else spot.question


def fields(parts: Iterable[Part]) -> list[FieldView]:
    return [item.field for part in parts for item in part.items]


def errors_of(parts: Iterable[Part]) -> tuple[ErrorLine, ...]:
    return error_summary(fields(parts))
