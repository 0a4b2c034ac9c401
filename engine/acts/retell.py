"""The line of the journal that an action leaves, and what of it the person concerned reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.acts import journal
from engine.acts.filled import Filled
from engine.acts.playing import Play
from engine.definition import cycle
from engine.definition.city import Person
from engine.definition.cycle import REASON, Action, Step

KINDS = {
    cycle.TRANSFER: "transfere",
    cycle.RETURN: "transfere",
    cycle.ASK: "precision-demandee",
    cycle.REPLY: "message-agent",
    cycle.WRITE: "message-usager",
    cycle.ESCALATE: "escalade",
    cycle.ASSIGN: "reaffecte",
    cycle.NOTE: "note",
    cycle.TAKE: "pris",
}
"""The event of each effect; the first one of an action names its line in the journal."""
PUBLIC = ("transfere", "precision-demandee", "message-agent", "message-usager", "clos")
"""Events whose text the person concerned reads."""


def record(
    play: Play,
    action: Action,
    filled: Filled,
    text: str,
    there: Step | None,
    before: str,
    people: Sequence[Person],
) -> None:
    """The line of the journal, and what of it the person concerned reads."""
    ends = there is not None and there.last
    kind = "clos" if ends else KINDS[action.effects[0]] if action.effects else "etape"
    public = kind in PUBLIC or (kind == "etape" and there is not None and not there.quiet)
    shown, inside = lines(action, filled)
    if text and public and kind == "etape" and not (action.text and action.text.public):
        inside.append(text)
        text = ""
    data = data_of(play, kind, action, there, before, people, filled)
    if inside:
        data["interne"] = "\n".join(inside)
    told = "\n".join([*shown, *([text] if text else [])])
    if play.agent is None:
        play.batch.insert(journal.by_citizen(play.after, play.now, kind, told, **data))
        return
    play.batch.insert(journal.by_agent(play.after, play.agent, play.now, kind, told, public=public, **data))
    if there is not None and not public and not there.quiet:
        play.batch.insert(journal.by_engine(play.after, play.now, "etape", "", public=True, etape=there.name))


def data_of(
    play: Play,
    kind: str,
    action: Action,
    there: Step | None,
    before: str,
    people: Sequence[Person],
    filled: Filled,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind == "clos" and there is not None:
        found["outcome"] = there.outcome
    if kind == "transfere":
        found |= {"from": before, "to": play.after.unit}
    if kind == "pris" and play.case.assignee:
        found["previous"] = play.case.assignee
    if kind == "reaffecte":
        found |= {"to": play.after.assignee, "nom": ", ".join(person.name for person in people)}
    if kind == "precision-demandee" and play.asked:
        found |= {"corriger": list(play.asked), "avant": play.until.isoformat() if play.until else ""}
    if filled.documents or kind == "message-usager":
        found["documents"] = list(filled.documents)
    if kind == "etape":
        found |= {"libelle": action.label, **({"etape": there.name} if there else {})}
    return found


def lines(action: Action, filled: Filled) -> tuple[list[str], list[str]]:
    """The answers to the form of an action, as lines: those the person concerned reads, those of agents."""
    shown: list[str] = []
    inside: list[str] = []
    for question in action.questions:
        value = filled.answers.get(question.id)
        if value is not None and question.type.stores:
            label = "Motif" if question.id == REASON else question.label.removesuffix("?").strip()
            line = f"{label} : {question.type.show(question, value)}"
            (shown if question.id in action.shown or question.id == REASON else inside).append(line)
    return shown, inside
