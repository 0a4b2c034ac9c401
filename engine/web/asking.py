"""The agent’s side of corrections: boxes to tick in the form that asks, what was corrected, where it would go now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import demand, reread
from engine.acts.office import Office
from engine.amended import Spot
from engine.definition.cycle import Action
from engine.definition.process import Process
from engine.errors import NotAllowed
from engine.records import Agent, Case, Correction, Document, Event
from engine.web import corrected
from engine.web.acting import DELAYS, Typed, whole
from engine.web.drawers import Drawer
from engine.web.page import now, office, see
from engine.web.recap import Line, Section
from engine.web.signin import HOME

USUAL = "30"
"""The delay proposed at first, in days."""
HIGHEST = 2**63 - 1


@dataclass(frozen=True)
class Tick:
    """One answer that may be asked again."""

    id: str
    key: str
    label: str
    answer: str
    missing: bool
    ticked: bool
    note: str


@dataclass(frozen=True)
class Ticks:
    """Those of a form, page by page; `begun` when the person is already asked for some of them."""

    groups: Sequence[tuple[str, Sequence[Tick]]]
    delay: str
    delays: Mapping[str, str]
    begun: bool
    error: str

    @property
    def open(self) -> bool:
        return bool(self.error) or any(tick.ticked for _, group in self.groups for tick in group)


async def to_ask(
    case: Case, forms: Sequence[Drawer], sections: Sequence[Section], typed: Typed, errors: Mapping[str, str]
) -> dict[str, Any]:
    """What is asked now, and the boxes of each form by which more may be asked."""
    asked = await demand.open_one(case)
    asking = [form for form in forms if form.action.corrects]
    return {
        "demanded": asked,
        "ticks": {
            form.action.id: ticks(
                form.action,
                sections,
                asked,
                typed if form.open else None,
                errors.get(f"{form.action.id}-corriger", ""),
            )
            for form in asking
        },
    }


def ticks(
    action: Action, sections: Sequence[Section], asked: Correction | None, typed: Typed | None, error: str = ""
) -> Ticks:
    """`typed` when the form is shown again; else what is asked now is ticked: unticking it is asking it no more."""
    if typed is None:
        notes = {one.spot.key: one.note for one in demand.asked(asked)}
    else:
        notes = {one.key: one.note for one in typed.corrections}
    groups, rank = [], 0
    for section in sections:
        group = []
        for line in section.lines:
            if line.fixed or section.lists:
                continue
            rank += 1
            group.append(tick(f"{action.id}-corriger-{rank}", section, line, notes))
        if group:
            groups.append((section.title, group))
    return Ticks(groups, typed.delay if typed else USUAL, DELAYS, asked is not None, error)


def tick(id: str, section: Section, line: Line, notes: Mapping[str, str]) -> Tick:
    key = Spot(section.page, line.id).key
    return Tick(id, key, line.label, line.text, line.missing, key in notes, notes.get(key, ""))


# --- what was corrected


async def news(
    office: Office, process: Process, case: Case, agent: Agent, documents: Sequence[Document]
) -> dict[str, Any]:
    """At the top of the page of a case: corrections not read yet by this agent, and where they would lead."""
    known = {document.id: document for document in documents}
    events = [event for event in await reread.unread(case, agent) if event.kind in corrected.KINDS]
    return {
        "news": [(corrected.about(process, one), corrected.told(process, one, known)) for one in events],
        "elsewhere": await elsewhere(office, case),
    }


async def elsewhere(office: Office, case: Case) -> str:
    """The service that the answers, since corrected, would go to; "" when it is the one that has the case."""
    kinds = ("irait-ailleurs", "transfere")
    last = await Event.filter(case_id=case.reference, kind__in=kinds).order_by("-id").first()
    if not case.open or last is None or last.kind != "irait-ailleurs":
        return ""
    unit, priority = office.city.units.get(last.data.get("unit", "")), last.data.get("priority", "")
    if unit is not None and unit.id != case.unit:
        return f"Ces réponses iraient au service {unit.name}. Le dossier n’a pas bougé : à vous de le transmettre."
    if priority != case.priority:
        return f"Avec ces réponses, la demande aurait la priorité « {priority} »."
    return ""


async def read(request: Request, found: Case) -> Response:
    """POST /agents/dossiers/{reference}/corrections/lues : not new any more for this agent."""
    async with request.form() as form:
        event = min(whole(form.get("journal"), 0), HIGHEST)
    await reread.read(found, request.state.agent, event)
    return see(request, f"{HOME}/dossiers/{found.reference}")


async def withdraw(request: Request, found: Case) -> str:
    """POST /agents/dossiers/{reference}/corrections/retirer : why it was not done, or nothing."""
    try:
        await demand.withdraw(office(request), found, request.state.agent, now(request))
    except NotAllowed as refusal:
        return str(refusal)
    return ""
