"""The agents' inbox: what is due first in the services they work for, with filters that are plain links and a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from engine import french
from engine.acts import signin
from engine.acts.office import Office
from engine.definition.city import City
from engine.records import Agent, Case
from engine.records import inbox as cases
from engine.records.case import STATES
from engine.records.inbox import MOST, Mark, Wanted
from engine.web.due import Due, due
from engine.web.faulty import ADMINISTRATOR, faulty_files
from engine.web.form import Choice
from engine.web.page import announce, asks_fragment, now, office, page
from engine.web.signin import agents_only

STATE_WORDS = {
    "nouveau": "Nouveau",
    "en-cours": "En cours",
    "attente-usager": "En attente de la personne",
    "clos": "Clos",
}
YES = "oui"


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Anything unknown counts as not asked."""

    service: str = ""
    demarche: str = ""
    etat: str = ""
    moi: str = ""
    retard: str = ""
    urgent: str = ""
    remettre: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], services: Iterable[Choice], processes: Iterable[Choice]) -> Filters:
        allowed = {
            "service": {choice.value for choice in services},
            "demarche": {choice.value for choice in processes},
            "etat": set(STATES),
        }
        asked = {name: query.get(name, "") for name in cls.__dataclass_fields__}
        return cls(**{name: value for name, value in asked.items() if value in allowed.get(name, {YES})})

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})

    def wanted(self, units: frozenset[str], agent: Agent) -> Wanted:
        return Wanted(
            units=frozenset({self.service}) if self.service else units,
            slug=self.demarche,
            state=self.etat,
            assignee=agent.login if self.moi else "",
            late=bool(self.retard),
            urgent=bool(self.urgent),
            to_do=bool(self.remettre),
        )


@dataclass(frozen=True)
class Line:
    """One case, as a line of the list says it."""

    case: Case
    title: str
    person: str
    unit: str
    state: str
    due: Due
    holder: str


@dataclass(frozen=True)
class Counter:
    """How many of a kind, and the list of them."""

    words: str
    href: str
    alarming: bool = False


@agents_only
async def inbox(request: Request) -> Response:
    """GET /agents."""
    here, agent, at = office(request), request.state.agent, now(request)
    units = signin.units_of(agent, here.city)
    services, processes = service_choices(here.city, units), process_choices(here)
    filters = Filters.of(request.query_params, services, processes)
    wanted = filters.wanted(units, agent)
    sheet = await cases.read(wanted, at, Mark.parse(request.query_params.get("apres", "")))
    total, *counts = await cases.count([wanted, *(one.wanted(units, agent) for one, _, _ in KINDS)], at)
    lines = await lines_of(here, sheet.cases, at)
    summary = found(total, filters)
    context = {
        "lines": lines,
        "found": summary,
        "beginning": f"/agents?{filters.query}" if "apres" in request.query_params else "",
        "next": f"/agents?{filters.query}&apres={quote(str(sheet.after))}" if sheet.after else "",
        "filters": filters,
        "services": services,
        "processes": processes,
        "states": [Choice(state, words) for state, words in STATE_WORDS.items()],
        "counters": counters(counts),
        "faults": here.faults,
        "faulty": faulty_files(here) if agent.role == ADMINISTRATOR else (),
        "done": request.query_params.get("fait", "") == "transferer",
    }
    response = page(request, "pages/agents.html", context, fragment="partials/inbox.html")
    return announce(request, response, summary) if asks_fragment(request) else response


# --- what is shown


async def lines_of(office: Office, found: Iterable[Case], at: datetime) -> list[Line]:
    found = list(found)
    names = await holders(case.assignee for case in found)
    return [
        Line(
            case=case,
            title=(await office.process_of(case)).title,
            person=case.contact_name or "Sans nom",
            unit=office.city.unit(case.unit).name,
            state=STATE_WORDS[case.state],
            due=due(case, office.calendar, at),
            holder=names.get(case.assignee, ""),
        )
        for case in found
    ]


async def holders(logins: Iterable[str]) -> dict[str, str]:
    """Names of the agents who have cases in hand."""
    wanted = {login for login in logins if login}
    return dict(await Agent.filter(login__in=sorted(wanted)).values_list("login", "name")) if wanted else {}


KINDS = (
    (Filters(), "dossier ouvert", "dossiers ouverts"),
    (Filters(urgent=YES), "urgent", "urgents"),
    (Filters(retard=YES), "en retard", "en retard"),
    (Filters(moi=YES), "à moi", "à moi"),
    (Filters(remettre=YES), "message à remettre", "messages à remettre"),
)


def counters(counts: Iterable[int]) -> list[Counter]:
    return [
        Counter(counted(count, one, several), f"/agents?{kind.query}".removesuffix("?"), bool(kind.urgent and count))
        for (kind, one, several), count in zip(KINDS, counts, strict=True)
    ]


def counted(count: int, one: str, several: str) -> str:
    return f"plus de {MOST - 1} {several}" if count >= MOST else french.count(count, one, several)


def found(total: int, filters: Filters) -> str:
    """What the list holds, said above it and announced when it changes."""
    kind = "" if filters == Filters() else " avec ces filtres"
    if not total:
        return f"Aucun dossier{kind}."
    return f"{counted(total, 'dossier', 'dossiers')}{kind}."


def service_choices(city: City, units: frozenset[str]) -> list[Choice]:
    """The services, those of the same branch together."""
    return sorted((Choice(id, path_words(city, id)) for id in units), key=lambda choice: choice.label)


def path_words(city: City, unit: str) -> str:
    """« Direction de l’espace public › Voirie »: its branch, but for the top of the tree."""
    names = [one.name for one in city.branch(unit)]
    return " › ".join(reversed(names[:-1] or names))


def process_choices(office: Office) -> list[Choice]:
    live = (Choice(slug, one.process.title) for slug, one in office.live.items())
    return sorted(live, key=lambda choice: choice.label)
