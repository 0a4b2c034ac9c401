"""The answer to a request, as its person reads it: what was decided, by whom, and until when it may be contested.

Reads and words; changes nothing. The time to contest runs from the day the answer was told (CJA R421-1, CRPA L411-2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.acts import words
from engine.acts.office import Office
from engine.definition.process import Process
from engine.duration import Duration
from engine.records import Agent, Case, Document, Event, Notice
from engine.records.case import CLOSED, WAITING
from engine.records.event import AGENT

TO_CONTEST = Duration(2, "mois")
WITHDRAWN = "retire"


@dataclass(frozen=True)
class Answer:
    at: datetime
    text: str
    documents: tuple[Document, ...]
    """All that agents joined to what they answered, the first replies too."""
    agent: str
    """Who answered and as what; nothing when nobody did (CRPA L111-2)."""
    role: str
    contest: Contest | None


@dataclass(frozen=True)
class Contest:
    """The time to disagree. `until` is the last day; None when the person has not been told yet."""

    until: date | None
    over: bool = False


@dataclass(frozen=True)
class Silence:
    """What became of a request that nobody answered in time (CRPA L231-1, L231-4)."""

    accepted: bool
    since: date
    contest: Contest | None


async def answer(
    office: Office, process: Process, case: Case, events: Sequence[Event], documents: Sequence[Document], at: datetime
) -> Answer | None:
    """Of a closed case. `events` are oldest first."""
    end = next((event for event in reversed(events) if event.kind == "clos"), None)
    if case.state != CLOSED or case.outcome == WITHDRAWN or end is None:
        return None
    agent = await Agent.get_or_none(login=end.actor) if end.actor_kind == AGENT else None
    signed = words.of_agent(office, agent) if agent else {}
    contests = process.remedies or case.outcome == "refuse"
    contest = await to_contest(office, case, end, at) if contests else None
    return Answer(
        end.at, end.text, joined(events, documents), end.actor_name, signed.get("fonction_agent", ""), contest
    )


def joined(events: Sequence[Event], documents: Sequence[Document]) -> tuple[Document, ...]:
    """Once each. A question to the person is no answer: what came with it stays beside it."""
    by_id = {document.id: document for document in documents if document.agent}
    answers = (event for event in events if event.kind != "precision-demandee")
    ids = dict.fromkeys(id for event in answers for id in event.data.get("documents", ()))
    return tuple(by_id[id] for id in ids if id in by_id)


async def to_contest(office: Office, case: Case, end: Event, at: datetime) -> Contest:
    """From the day the message left; a letter, a call, a word at the desk count once they are done."""
    notices = Notice.filter(case_id=case.reference, audience="usager", created_at=end.at)
    told = await notices.order_by("-id").first()
    if told is not None and told.by_hand and told.sent_at is None:
        return Contest(None)
    return from_day(office, office.calendar.day_of((told and told.sent_at) or end.at), at)


def from_day(office: Office, day: date, at: datetime) -> Contest:
    until = office.calendar.add(day, TO_CONTEST)
    return Contest(until, over=office.calendar.day_of(at) > until)


def silent(office: Office, process: Process, case: Case, events: Sequence[Event], at: datetime) -> Silence | None:
    """Once the date is past, for a request that was complete from the start: any other date is not ours to say."""
    silence = process.silence
    if silence is None or silence.delay is None or silence.regime == "aucun" or case.state in (CLOSED, WAITING):
        return None
    since = office.calendar.add(office.calendar.day_of(case.filed_at), silence.delay)
    asked = any(event.kind == "precision-demandee" for event in events)
    if asked or office.calendar.day_of(at) <= since:
        return None
    accepted = silence.regime == "acceptation"
    return Silence(accepted, since, None if accepted else from_day(office, since, at))
