"""A draft begun under an older text of its démarche moves to the one in force, when its person chooses so.

Answers are kept where the question is still asked, of the same type, and would still be accepted. What could not be
kept is written down in the draft, to be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.acts import attach
from engine.acts.draft import again
from engine.acts.office import Office
from engine.definition.difference import differences, for_person
from engine.definition.group import MARK, Group, instances
from engine.definition.process import Process, Question
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.fields.base import FilingDay
from engine.journey import answer
from engine.records import Document, Draft
from engine.records.batch import Batch

LOST = "_perdu"
"""What could not be kept, as the person read it: [{"question": …, "reponse": …}]."""
DECLINED = "_version_refusee"
"""The edition that the person preferred not to move to: it is not offered again."""


@dataclass
class Carried:
    """Answers that hold under the new text, and those that do not: (question, what was answered, its instance)."""

    answers: dict[str, Any] = field(default_factory=dict)
    lost: list[tuple[Question, Any, str]] = field(default_factory=list)


async def offered(office: Office, draft: Draft) -> list[str]:
    """What changes for this person in the text now in force, in sentences; nothing when there is nothing to choose."""
    live = office.live.get(draft.slug)
    if live is None or draft.reference or draft.edition_id == live.edition.id:
        return []
    if draft.answers.get(DECLINED) == live.edition.id:
        return []
    return for_person(differences(await office.process_of(draft), live.process))


async def decline(office: Office, draft: Draft, now: datetime) -> None:
    """Go on as before, and hear no more of this edition."""
    live = office.live.get(draft.slug)
    if live is not None and draft.reference is None:
        changed = {"answers": {**draft.answers, DECLINED: live.edition.id}}
        await write(draft, changed, now)


async def renew(office: Office, draft: Draft, now: datetime) -> Draft:
    """Move to the edition in force, in one transaction. Harmless twice, and when another window was faster."""
    live = office.offered(draft.slug)
    while draft.reference is None and draft.edition_id != live.edition.id:
        old = await office.process_of(draft)
        day = FilingDay(office.calendar.day_of(now), office.calendar)
        carried = carry(old, live.process, draft.answers, day)
        lost = [told(*one) for one in carried.lost]
        answers = {**carried.answers, **({LOST: lost} if lost else {})}
        if await write(draft, {"edition_id": live.edition.id, "answers": answers}, now):
            await forget_documents(office, draft, carried)
    if draft.reference is not None:
        raise NotAllowed("Cette demande a déjà été envoyée : elle garde le texte sous lequel elle est partie.")
    return draft


async def write(draft: Draft, to: Mapping[str, Any], now: datetime) -> bool:
    """False when another window has changed the draft meanwhile: it is then read again."""
    where = {"id": draft.id, "version": draft.version, "reference": None}
    try:
        await Batch().change(Draft, where, {**to, "version": draft.version + 1, "updated_at": now}).write()
    except Overtaken:
        await again(draft)
        return False
    await again(draft)
    return True


async def forget_documents(office: Office, draft: Draft, carried: Carried) -> None:
    """The files of the questions that are no longer asked."""
    gone = {attach.question_of(question.id, mark) for question, _, mark in carried.lost}
    for document in await Document.filter(draft_id=draft.id, case_id=None):
        if document.question in gone:
            await attach.detach(office, draft, document.id)


# --- what holds under the new text. Pure


def carry(old: Process, new: Process, answers: Mapping[str, Any], day: FilingDay) -> Carried:
    carried = Carried()
    grouped = set(old.groups) | set(new.groups)
    inside = {question.id for process in (old, new) for id in process.groups for question in process.members(id)}
    before = {question.id: question for question in old.questions()}
    after = {question.id: question for question in new.questions() if question.id not in inside}
    alone = {id: value for id, value in answers.items() if id not in grouped and id != LOST}
    carried.answers, lost = carry_some(alone, before, after, day)
    carried.lost += [(question, value, "") for question, value in lost]
    for id, group in old.groups.items():
        if id in answers:
            carry_group(carried, group, new, id, answers, before, day)
    return carried


def carry_group(
    carried: Carried,
    group: Group,
    new: Process,
    id: str,
    answers: Mapping[str, Any],
    before: Mapping[str, Question],
    day: FilingDay,
) -> None:
    asked = {question.id: question for question in new.members(id)}
    kept = []
    for instance in instances(answers, group):
        held, lost = carry_some(instance, before, asked, day)
        carried.lost += [(question, value, str(instance.get(MARK, ""))) for question, value in lost]
        kept.append(held)
    if id in new.groups:
        carried.answers[id] = kept


def carry_some(
    answers: Mapping[str, Any], before: Mapping[str, Question], after: Mapping[str, Question], day: FilingDay
) -> tuple[dict[str, Any], list[tuple[Question, Any]]]:
    """Answers kept, and those that no longer fit. What is no answer at all (« vu ») stays as it is."""
    kept: dict[str, Any] = {}
    lost: list[tuple[Question, Any]] = []
    for id, value in answers.items():
        question = before.get(id)
        if question is None or fits(question, after.get(id), value, day):
            kept[id] = value
        elif value is not None and value != []:
            lost.append((question, value))
    return kept, lost


def fits(old: Question, new: Question | None, value: Any, day: FilingDay) -> bool:
    """Whether an answer given to one question is one to the other."""
    if new is None or old.type.name != new.type.name:
        return False
    if value is None:
        return not new.required
    try:
        answer(new, new.type.fill(new, value), day)
    except Refusal:
        return False
    return True


def told(question: Question, value: Any, mark: str) -> dict[str, str]:
    return {"question": question.label, "reponse": question.type.show(question, value)}


def lost_of(draft: Draft) -> Iterator[Mapping[str, str]]:
    yield from draft.answers.get(LOST, ())
