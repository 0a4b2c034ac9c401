"""Contact: who the person is and how to tell them things, read from their answers.

The ids are those of the shared blocks `identite`, `contact` and `entreprise`; a démarche without these blocks
is read by the types of its questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.definition import ways
from engine.definition.city import City, Relay
from engine.definition.process import Process, Question
from engine.fields.telephone import international, receives_sms
from engine.language import FRENCH
from engine.records import Case
from engine.records.notice import CALL, EMAIL, LETTER, RELAY, SMS

ON_PAGE = "suivi"


@dataclass(frozen=True)
class Contact:
    name: str
    email: str
    phone: str
    address: str
    mode: str


def read(process: Process, answers: Mapping[str, Any]) -> Contact:
    alone = {id: value for id, value in answers.items() if id not in process.groups}
    answered = {id: value for id, value in alone.items() if value not in (None, "", {}, [])}
    questions = [process.question(id) for id in answered]
    email = _first(questions, answered, "courriel", "courriel")
    phone = _first(questions, answered, "telephone", "telephone")
    address = _first(questions, answered, "adresse_courrier", "adresse")
    name = _name(answered)
    return Contact(name[:200], email[:254], phone[:40], address, _mode(answered, email, phone, address))


def language(process: Process, answers: Mapping[str, Any], reading: str) -> str:
    """The one things are said in: the one asked for when the démarche has it, else the one they were reading in."""
    asked = ways.TONGUES.get(str(answers.get(ways.TONGUE)), "")
    wanted = asked or reading
    if wanted == FRENCH and ways.SIMPLE in ways.needs(answers):
        wanted = ways.SIMPLE
    return wanted if wanted in (FRENCH, *process.languages) else reading


def whereabouts(city: City, case: Case, channel: str) -> str:
    """Where this person is reached by one means, on one line; "" when they gave nothing for it."""
    known = {EMAIL: case.contact_email, LETTER: case.contact_address, CALL: case.contact_phone}
    if channel == SMS:
        return international(case.contact_phone) or case.contact_phone
    if channel == RELAY:
        place = relay(city, case)
        return f"{place.name}, {place.address}"[:254] if place else ""
    return ", ".join(known.get(channel, "").splitlines())[:254]


def relay(city: City, case: Case) -> Relay | None:
    """The place where the person comes back, when the city knows it."""
    return city.relays.get(str(case.answers.get(ways.RELAY)))


def other_ways(case: Case, but: str) -> list[str]:
    """The other means this person gave, those that reach them by themselves first."""
    able = {
        EMAIL: bool(case.contact_email),
        SMS: receives_sms(case.contact_phone),
        CALL: bool(case.contact_phone),
        LETTER: bool(case.contact_address),
        RELAY: bool(case.answers.get(ways.RELAY)),
    }
    return [channel for channel, can in able.items() if can and channel != but]


def _first(questions: Sequence[Question], answered: Mapping[str, Any], id: str, type_name: str) -> str:
    """The answer to `id`, else the first one of that type that is about the person."""
    for question in sorted(questions, key=lambda question: question.id != id):
        if question.id == id or (question.type.name == type_name and question.about_self):
            return _shown(question, answered[question.id])
    return ""


def _shown(question: Question, value: Any) -> str:
    if isinstance(value, Mapping) and value.get("sans_adresse"):
        return ""
    return question.type.show(question, value)


def _name(answered: Mapping[str, Any]) -> str:
    """The whole name the person asked to be called by, else first name and name; an organisation stands in for nobody."""
    person = " ".join(str(answered[part]) for part in ("prenom", "nom") if answered.get(part))
    return str(answered.get("nom_usage") or person or answered.get("organisme_nom", ""))


def _mode(answered: Mapping[str, Any], email: str, phone: str, address: str) -> str:
    """What was chosen, when it can be done; else what is known of the person.

    Who asked to be told is never left with the page alone: without an address, a letter waits at a desk.
    """
    reachable = {EMAIL: email, SMS: phone, CALL: phone, LETTER: address, RELAY: "oui"}
    known = next((mode for mode in (EMAIL, CALL, LETTER) if reachable[mode]), "")
    if ways.WAY not in answered:
        return known or ON_PAGE
    chosen = ways.WAYS.get(str(answered[ways.WAY]), ON_PAGE)
    if chosen == SMS and phone and not receives_sms(phone):
        return CALL
    return chosen if chosen == ON_PAGE or reachable[chosen] else known or RELAY
