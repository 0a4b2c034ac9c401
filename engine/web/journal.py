"""The journal of a case as agents read it: who did what and when, in French, internal lines included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.acts.office import Office
from engine.definition.cycle import OUTCOMES, WITHDRAWN
from engine.definition.process import Process
from engine.records import Document, Event
from engine.records.event import CITIZEN
from engine.web import corrected


@dataclass(frozen=True)
class Happening:
    """One line of the journal. `tone`: `from-you` for the person concerned, `note` for a note between agents."""

    id: int
    at: datetime
    title: str
    text: str
    public: bool
    tone: str = ""
    documents: Sequence[Document] = ()


SAID_BY_TITLE = ("depose", "palier", "incident", "remis", "antivirus", "appel", "autrement")
TITLES = {
    "depose": "Demande envoyée",
    "oriente": "Confiée au service {unit}",
    "confie": "Confiée à {name}",
    "pris": "{who} suit ce dossier",
    "precision-demandee": "{who} demande une précision",
    "message-usager": "{who} écrit",
    "message-agent": "{who} répond",
    "transfere": "{who} transmet : {origin} → {target}",
    "note": "Note de {who}",
    "suspendu": "Le délai s’arrête",
    "repris": "Le délai repart",
    "palier": "Rappel : {text}",
    "prevenu": "La personne est prévenue du retard",
    "envoi-echoue": "Un envoi a échoué",
    "incident": "Incident : {text}",
    "remis": "{who} a remis : {text}",
    "appel": "{who} a appelé : {text}",
    "autrement": "{who} change de moyen : {text}",
    "retire": "{who} retire sa demande",
    "antivirus": "{text}",
    "document-infecte": "Un fichier est bloqué : il contient un virus",
    "document-ajoute": "{who} ajoute un document attendu",
    "clos": "{who} termine : {outcome}",
    "corrige": "{who} corrige : {text}",
    "recalcule": "Nouveau calcul : {text}",
    "confirme": "{who} confirme ses réponses",
    "correction-retiree": "{who} ne demande plus de corrections",
    "irait-ailleurs": "Ces réponses iraient au service {unit}, priorité {priority}",
    "pas-pour-elle": "Ces réponses ne conviennent pas à cette démarche",
    "etape": "{who} : {done}{stage}",
    "escalade": "{who} alerte le responsable",
    "avis": "La personne a donné son avis",
    "reaffecte": "{who} confie ce dossier à {whom}",
}


def journal(
    office: Office, events: Iterable[Event], documents: Iterable[Document] = (), process: Process | None = None
) -> list[Happening]:
    """Who did what and when, in French, in the order given. `process` tells corrections: without it, only which."""
    known = {document.id: document for document in documents}
    return [
        Happening(
            id=event.id,
            at=event.at,
            title=title(office, event),
            text=words_of(process, event, known),
            public=event.public,
            tone="from-you" if event.actor_kind == CITIZEN else "note" if event.kind == "note" else "",
            documents=[known[id] for id in event.data.get("documents", ()) if id in known],
        )
        for event in events
    ]


def words_of(process: Process | None, event: Event, documents: Mapping[str, Document]) -> str:
    if event.kind in SAID_BY_TITLE:
        return ""
    if event.kind in corrected.KINDS:
        return corrected.told(process, event, documents) if process else ""
    if event.kind == "precision-demandee" and process:
        return corrected.asked(process, event)
    return "\n".join(filter(None, (event.text, event.data.get("interne"))))


def title(office: Office, event: Event) -> str:
    data = event.data
    withdrawn = event.kind == "clos" and event.actor_kind == CITIZEN and data.get("outcome") == WITHDRAWN
    return TITLES.get("retire" if withdrawn else event.kind, event.kind).format(
        who=event.actor_name or ("La personne" if event.actor_kind == CITIZEN else "Le service"),
        text=event.text,
        name=data.get("name", ""),
        unit=unit_name(office, data.get("unit")),
        priority=data.get("priority", ""),
        origin=unit_name(office, data.get("from")),
        target=unit_name(office, data.get("to")),
        outcome=OUTCOMES.get(data.get("outcome", ""), "").lower(),
        done=data.get("libelle", ""),
        stage=f" → {data['etape']}" if data.get("libelle") and data.get("etape") else data.get("etape", ""),
        whom=data.get("nom", ""),
    )


def unit_name(office: Office, id: str | None) -> str:
    unit = office.city.units.get(id or "")
    return unit.name if unit else ""
