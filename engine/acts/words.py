"""The words of the notices: what a template may say of a case, already written for a person, in French."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from engine.acts import tracking
from engine.acts.office import Office
from engine.definition.process import Process
from engine.habits import habits
from engine.language import FRENCH
from engine.records import Agent, Case

ONE_DAY = timedelta(days=1)


def of_case(
    office: Office, process: Process, case: Case, due_on: date | None, language: str = FRENCH
) -> dict[str, str]:
    """What anyone may read about the case: the city, the service that has it, the dates."""
    city, unit, written = office.city, office.city.unit(case.unit), habits(language)
    return {
        "ville": city.name,
        "site": office.settings.url,
        "telephone_ville": city.phone,
        "horaires_ville": city.phone_hours,
        "accueil": city.welcome,
        "reference": case.reference,
        "demarche": process.title,
        "service": unit.name,
        "adresse_service": unit.address,
        "telephone_service": unit.phone,
        "courriel_service": unit.email,
        "horaires_service": unit.hours,
        "date_depot": written.long_moment(office.calendar.local(case.filed_at)),
        "date_limite": written.long_date(due_on) if due_on else "",
        "priorite": case.priority,
    }


def for_citizen(office: Office, case: Case) -> dict[str, str]:
    """How the person concerned finds the case again. Never given to an agent: the code is theirs."""
    return {"lien_suivi": f"{office.settings.url}/suivi", "code_suivi": tracking.code(office, case)}


def for_agent(office: Office, case: Case) -> dict[str, str]:
    return {
        "lien_dossier": f"{office.settings.url}/agents/dossiers/{case.reference}",
        "usager": case.contact_name or "une personne",
    }


def of_agent(office: Office, agent: Agent) -> dict[str, str]:
    """Who answers (CRPA L111-2): name and role."""
    person = office.city.people.get(agent.login)
    return {"agent": agent.name, "fonction_agent": person.role if person else ""}


def of_silence(office: Office, process: Process, case: Case) -> dict[str, str | date]:
    """The three dates of CRPA L231-1: last day to decide, date shown, first day of the attestation."""
    silence = process.silence
    if silence is None or silence.delay is None or silence.regime == "aucun":
        return {}
    shown = office.calendar.add(office.calendar.day_of(case.filed_at), silence.delay)
    return {
        "silence": silence.regime,
        "date_silence_decision": shown - ONE_DAY,
        "date_silence": shown,
        "date_silence_attestation": shown + ONE_DAY,
    }


def written(words: Mapping[str, str | date], language: str = FRENCH) -> dict[str, str]:
    """The same with its dates as they are written in a language."""
    day = habits(language).long_date
    return {name: day(one) if isinstance(one, date) else one for name, one in words.items()}
