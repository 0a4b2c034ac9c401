"""`processes/_portail.yaml` -> Portal: the moments of life that the catalogue is told by, and where free requests go.

A démarche says which moments it belongs to; here stands how each of them reads, in each language. Knows no page.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.definition import schema, translation
from engine.definition.city import LifeEvent, Portal
from engine.definition.expansion import widths
from engine.definition.located import Located
from engine.definition.organisation import with_plain_ids
from engine.definition.process import Process, Question
from engine.definition.scalar import many
from engine.definition.source import Source
from engine.errors import WARNING, Problem
from engine.language import OTHERS

FILE = "processes/_portail.yaml"


def read(file: Source, translations: Mapping[str, Source]) -> tuple[Portal, Located]:
    """The portal in every language it is translated into, and where its mistakes are told."""
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths(file))
    root = where.shaped((), file.data, schema.PORTAL)
    spoken = {code: translations.get(translation.path_in(FILE, code)) for code in OTHERS}
    others = {
        code: tuple(events(translation.spoken(file, words)).values())
        for code, words in spoken.items()
        if words is not None
    }
    told = read_events(root.get("moments", {}), where)
    return Portal(tuple(told.values()), root.get("demande_libre", ""), others), where


def events(file: Source) -> dict[str, LifeEvent]:
    """Those of a file whose mistakes are told elsewhere."""
    where = Located(file.data, dict(file.spots), dict(file.key_spots))
    return read_events(where.shaped((), file.data, schema.PORTAL).get("moments", {}), where)


def read_events(written: Mapping[str, object], where: Located) -> dict[str, LifeEvent]:
    found = {}
    for id, entry in with_plain_ids("moments", written, where).items():
        told = where.shaped(("moments", id), entry, schema.LIFE_EVENT)
        found[id] = LifeEvent(id, told.get("titre", id), told.get("resume", ""), many(told.get("mots")))
    return found


def check(portal: Portal, where: Located, processes: Mapping[str, Process], *, sound: bool) -> list[Problem]:
    """What can only be said once every démarche has been read; of a faulty one (not `sound`), moments may be lost."""
    lived = {moment for process in processes.values() for moment in process.moments}
    for event in portal.events:
        if sound and event.id not in lived:
            where.report(
                ("moments", event.id),
                "moment-vide",
                f"Aucune démarche ne se range dans « {event.title} » : ce moment n’est pas montré.",
                f"Ajoutez « moments: [{event.id}] » à une démarche, ou retirez ce moment.",
                key=True,
                level=WARNING,
            )
    if portal.free_request:
        check_free_request(portal.free_request, where, processes)
    return where.problems


def check_free_request(slug: str, where: Located, processes: Mapping[str, Process]) -> None:
    path = ("demande_libre",)
    if slug not in processes:
        help = where.nearest(slug, processes) or "Écrivez le nom de son fichier, sans .yaml."
        where.report(path, "demarche-inconnue", f"« {slug} » n’est pas une démarche de la ville.", help)
    elif not {"web", "terminal"} & {*processes[slug].channels}:
        where.report(
            path,
            "demande-libre",
            f"« {slug} » ne se fait pas par internet : elle ne peut pas recevoir ce que les gens cherchent.",
            "Nommez une autre démarche, ou ajoutez « web » à ses canaux.",
        )
    elif free_text(processes[slug]) is None:
        where.report(
            path,
            "demande-libre",
            f"« {slug} » n’a pas de question de type texte-long posée à tout le monde.",
            "Ajoutez-lui cette question, ou nommez une autre démarche.",
        )


def free_text(process: Process) -> Question | None:
    """The question that takes the words of who found nothing: the first long text that everybody is asked."""
    asked = (
        question
        for page in process.pages
        if page.when is None and page.group is None
        for question in page.questions
        if question.when is None
    )
    return next((question for question in asked if question.type.name == "texte-long"), None)
