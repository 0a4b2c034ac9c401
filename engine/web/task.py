"""What someone of the service must write, call or hand over, as the agent reads it. Reads and words; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.acts import contact, tell
from engine.acts.call import RESULTS, TRIES
from engine.acts.divert import WAY_WORDS
from engine.acts.office import Office
from engine.definition import ways
from engine.definition.city import Relay
from engine.definition.process import Process
from engine.language import FRENCH, LANGUAGES
from engine.records import Case, Notice
from engine.records.notice import CALL, LETTER, OTHERWISE, RELAY, SMS

HEADINGS = {
    CALL: "Appels à passer",
    LETTER: "Lettres à envoyer",
    SMS: "SMS à envoyer",
    RELAY: "Réponses à remettre sur place",
    OTHERWISE: "Personnes à prévenir autrement",
}
"""In the order of the page: what cannot wait for the post comes first."""


@dataclass(frozen=True)
class Task:
    notice: Notice
    case: Case
    title: str
    body: str
    way: str
    others: Sequence[tuple[str, str]]
    """The other means this person gave: channel, words."""
    needs: Sequence[str]
    moment: str
    """When the person wishes to be called."""
    place: Relay | None
    reachable: bool
    """False when the case itself is not for the eyes of this agent: only what is handed over is."""

    @property
    def stuck(self) -> bool:
        return self.notice.attempts >= TRIES

    @property
    def results(self) -> Mapping[str, str]:
        return RESULTS


def task(office: Office, process: Process, case: Case, notice: Notice, reachable: bool = True) -> Task:
    return Task(
        notice=notice,
        case=case,
        title=process.title,
        body=tell.masked(office, case, notice),
        way=WAY_WORDS.get(notice.channel, notice.channel),
        others=[(way, WAY_WORDS[way]) for way in contact.other_ways(case, notice.channel)],
        needs=needs(process, case),
        moment=shown(process, case.answers, "moment_appel"),
        place=contact.relay(office.city, case) if notice.channel == RELAY else None,
        reachable=reachable,
    )


def needs(process: Process, case: Case) -> list[str]:
    """How to speak with this person, in a few words each: their needs, then their language."""
    said = ways.needs(case.answers)
    asked = {question.id: question for question in process.questions()}.get(ways.NEEDS)
    labels = {one.value: one.label for one in asked.options.get("options", ())} if asked else {}
    short = [ways.NEEDS_IN_SHORT.get(one) or str(labels.get(one, one)) for one in said]
    spoken = shown(process, case.answers, ways.TONGUE)
    if spoken and case.answers.get(ways.TONGUE) != "francais":
        short.append(f"Langue : {spoken[0].lower()}{spoken[1:]}")
    elif case.language not in (FRENCH, ways.SIMPLE):
        short.append(f"Langue : {LANGUAGES[case.language].french_name}")
    return short


def shown(process: Process, answers: Mapping[str, Any], id: str) -> str:
    """An answer as it is read, "" when there is none."""
    question = {one.id: one for one in process.questions()}.get(id)
    value = answers.get(id)
    return question.type.show(question, value) if question and value else ""
