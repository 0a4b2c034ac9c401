"""From a located definition to a frozen Process. Every mistake met on the way is reported, none stops the reading."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from engine.calendar import Duration
from engine.definition import condition, schema, wording
from engine.definition.blocks import Expansion, is_include, widths
from engine.definition.form import FormReader
from engine.definition.located import Located, Lost, Path
from engine.definition.process import (
    Deadline,
    Message,
    Moment,
    Page,
    PersonalData,
    Process,
    Route,
    Rung,
    Scenario,
    Silence,
)
from engine.definition.source import Source
from engine.errors import Problem
from engine.fields.date import not_a_date
from engine.names import fold

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Built:
    """A Process with the place of each of its parts; trustworthy only when no problem blocks."""

    process: Process
    where: Located
    question_paths: dict[str, Path] = field(default_factory=dict)
    page_paths: dict[str, Path] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Names of the conditions that something uses."""
    sectors: list[tuple[Path, str]] = field(default_factory=list)
    """Where each sector of the city is named."""

    @property
    def problems(self) -> list[Problem]:
        return self.where.problems


def build(slug: str, work: Expansion) -> Built:
    where = work.where
    root = where.shaped((), where.data, schema.PROCESS)
    reader = Reader(where, work.lost)
    reader.forgive_unread(root)
    pages = reader.pages(root.get("formulaire", []))
    named = reader.named_conditions(root.get("conditions", {}))
    pages = reader.with_conditions(pages, named)
    sources = {path: "\n".join(source.lines) for path, source in sorted(work.files.items())}
    process = Process(
        slug=slug,
        title=root.get("titre", slug),
        summary=root.get("resume", ""),
        family=root.get("famille", ""),
        unit=root.get("service", ""),
        audiences=tuple(root.get("pour", ())),
        channels=tuple(root.get("canaux", ())),
        keywords=many(root.get("mots")),
        minutes=reader.minutes(root.get("duree")),
        cost=root.get("cout", ""),
        prepare=many(root.get("preparer")),
        remedies=root.get("recours", ""),
        silence=reader.silence(root.get("silence")),
        personal_data=reader.personal_data(root.get("donnees_personnelles")),
        conditions=named,
        pages=pages,
        routes=reader.routes(root.get("routage", []), named),
        deadlines=reader.deadlines(root.get("delais", {})),
        messages=reader.messages(root.get("messages", {})),
        scenarios=reader.scenarios(root.get("scenarios", [])),
        sources=sources,
        fingerprint=fingerprint(sources),
    )
    return Built(process, where, reader.question_paths, reader.page_paths, reader.used, reader.sectors)


def read_block(file: Source) -> list[Problem]:
    """What is wrong in a block by itself; the démarches that use it may have the questions it does not know."""
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths(file))
    root = where.shaped((), file.data, schema.BLOCK)
    reader = Reader(where, Lost(any_question=True, any_condition=True))
    for index, question in enumerate(root.get("questions", ())):
        path = ("questions", index)
        if is_include(question):
            sentence = (
                f"« {question.get('inclure', '')} » ne peut pas être inclus ici : un bloc n’inclut pas un autre bloc."
            )
            help = "Recopiez ici ses questions, ou incluez les deux blocs dans la démarche."
            where.report(path, "bloc-dans-bloc", sentence, help)
        else:
            reader.question(question, path)
    named = reader.named_conditions(root.get("conditions", {}))
    for path in reader.written_conditions:
        reader.when(path, named)
    return where.problems


def fingerprint(sources: Mapping[str, str]) -> str:
    """SHA-256 of the exact texts, file names included."""
    return hashlib.sha256(json.dumps(sources, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def many(written: Any) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(written, list):
        return tuple(written)
    return (written,) if written else ()


def route_mistake(route: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong in the keys of a route, and how to correct it."""
    match ("si" in route, "vers" in route, "sinon" in route):
        case (True, True, False) | (False, False, True):
            return None
        case (_, _, True):
            return "« sinon » ne va ni avec « si » ni avec « vers ».", "Gardez « si » et « vers », ou « sinon » seul."
        case (_, False, _):
            return "Cette route ne dit pas à quel service va la demande.", "Ajoutez « vers: … »."
    help = f"Ajoutez « si: … », ou écrivez « sinon: {route['vers']} » si c’est la dernière."
    return "Cette route n’a pas de condition.", help


def read_moment(written: str) -> datetime | None:
    """A day and an hour in Paris, of our century."""
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2100 else None


class Reader(FormReader):
    """Builds each part of a Process from its piece of data, reporting into the same Located."""

    def __init__(self, where: Located, lost: Lost):
        super().__init__(where, lost)
        self.used: set[str] = set()
        self.sectors: list[tuple[Path, str]] = []

    def forgive_unread(self, root: Mapping[str, Any]) -> None:
        """A form or a list of conditions that cannot be read is one mistake: its names are not missing besides."""
        self.lost.any_question |= "formulaire" not in root
        self.lost.any_condition |= "conditions" in self.where.data and "conditions" not in root

    # --- conditions

    def named_conditions(self, written: Mapping[str, Any]) -> dict[str, condition.Condition]:
        """Conditions in the order of the file: one may use those above it."""
        named: dict[str, condition.Condition] = {}
        later = {name: self.where.spot(("conditions", name), key=True).line for name in written}
        for name, value in written.items():
            found = condition.parse(value, ("conditions", name), self.scope(named, later))
            del later[name]
            if found is None:
                self.lost.conditions.add(name)
            else:
                named[name] = found
        return named

    def scope(
        self, named: Mapping[str, condition.Condition], later: Mapping[str, int] = MappingProxyType({})
    ) -> condition.Scope:
        return condition.Scope(
            self.questions, named, self.where.report, self.where.nearest, self.lost, later, self.used, self.sectors
        )

    def when(self, path: Path, named: Mapping[str, condition.Condition]) -> condition.Condition | None:
        if path not in self.written_conditions:
            return None
        return condition.parse(self.written_conditions[path], (*path, "si"), self.scope(named))

    def with_conditions(self, pages: tuple[Page, ...], named: Mapping[str, condition.Condition]) -> tuple[Page, ...]:
        """Conditions are read once every question is known, since they may name any of them."""
        return tuple(self.page_with_conditions(page, named) for page in pages)

    def page_with_conditions(self, page: Page, named: Mapping[str, condition.Condition]) -> Page:
        questions = []
        for question in page.questions:
            conditioned = replace(question, when=self.when(self.question_paths[question.id], named))
            self.questions[question.id] = conditioned
            questions.append(conditioned)
        when = self.when(self.page_paths[page.id], named)
        return Page(page.id, page.title, page.text, when, tuple(questions))

    # --- routes and deadlines

    def routes(self, written: list[Any], named: Mapping[str, condition.Condition]) -> tuple[Route, ...]:
        found = []
        for index, entry in enumerate(written):
            path = ("routage", index)
            route = self.where.shaped(path, entry, schema.ROUTE)
            if not isinstance(entry, Mapping) or len(route) < len(entry):
                continue  # what is wrong has been reported
            if wrong := route_mistake(route):
                self.where.report(path, "route-forme", *wrong)
                continue
            unit = route.get("sinon") or route["vers"]
            when = condition.parse(route["si"], (*path, "si"), self.scope(named)) if "si" in route else None
            if "si" in route and when is None:
                continue
            found.append(Route(index + 1, unit, when, route.get("priorite", "normale"), route.get("motif", "")))
        return tuple(found)

    def deadlines(self, written: Mapping[str, Any]) -> tuple[Deadline, ...]:
        if "reponse" not in written and (close := [k for k in written if fold(k) == "reponse"]):
            self.where.rename(("delais",), close[0], "reponse", written[close[0]])
            written = {"reponse" if k == close[0] else k: v for k, v in written.items()}
        found = [self.deadline(name, entry, ("delais", name)) for name, entry in written.items()]
        return tuple(deadline for deadline in found if deadline is not None)

    def deadline(self, name: str, written: Any, path: Path) -> Deadline | None:
        entry = self.where.shaped(path, written, schema.DEADLINE)
        target = self.duration(entry, "objectif", path)
        if target is None:
            return None
        rungs = [self.rung(rung, (*path, "paliers", i), i + 1) for i, rung in enumerate(entry.get("paliers", []))]
        return Deadline(
            name,
            target,
            frozenset(entry.get("suspendu_pendant", ())),
            entry.get("reprise") == "recommencer",
            tuple(rung for rung in rungs if rung is not None),
        )

    def duration(self, entry: Mapping[str, Any], key: str, path: Path) -> Duration | None:
        if key not in entry:
            return None
        try:
            return Duration.parse(entry[key])
        except ValueError as error:
            self.where.report((*path, key), "duree", str(error))
            return None

    def rung(self, written: Any, path: Path, position: int) -> Rung | None:
        entry = self.where.shaped(path, written, schema.RUNG)
        if "a" not in entry:
            return None
        try:
            moment = Moment.parse(entry["a"])
        except ValueError as error:
            share = entry["a"].strip()
            help = f"Écrivez « a: {share} % »." if share.isdecimal() and 1 <= int(share) <= 100 else ""
            self.where.report((*path, "a"), "palier-moment", str(error), help)
            return None
        remind, escalate, warn = (many(entry.get(key)) for key in ("relancer", "escalader", "prevenir"))
        if len(entry) == len(written) and not (remind or escalate or warn):
            sentence = f"Le palier « {moment.text} » ne prévient personne."
            self.where.report(path, "palier-sans-destinataire", sentence, "Ajoutez « relancer: referent ».")
        return Rung(position, moment, remind, escalate, bool(warn))

    # --- the rest

    def minutes(self, written: str | None) -> int | None:
        if written is None:
            return None
        if not (match := re.fullmatch(r"(\d{1,3})[\s\u00a0\u202f]*minutes?", written)):
            number = re.match(r"\d{1,3}", written)
            help = f"Écrivez « duree: {number[0]} minutes »." if number else ""
            sentence = f"« {written} » n’est pas accepté ici : écrivez par exemple « 10 minutes »."
            self.where.report(("duree",), "duree", sentence, help)
            return None
        return int(match[1])

    def silence(self, written: Any) -> Silence | None:
        if written is None:
            return None
        entry = self.where.shaped(("silence",), written, schema.SILENCE)
        return Silence(
            entry.get("regime", "aucun"), self.duration(entry, "delai", ("silence",)), entry.get("fondement", "")
        )

    def personal_data(self, written: Any) -> PersonalData | None:
        if written is None:
            return None
        entry = self.where.shaped(("donnees_personnelles",), written, schema.PERSONAL_DATA)
        return PersonalData(
            entry.get("finalite", ""),
            entry.get("base", ""),
            entry.get("conservation", ""),
            many(entry.get("destinataires")),
        )

    def messages(self, written: Mapping[str, Any]) -> dict[str, Message]:
        found = {}
        for name, entry in self.where.canonical(("messages",), written, wording.OCCASIONS).items():
            path = ("messages", name)
            if name not in wording.OCCASIONS:
                help = self.where.nearest(name, wording.OCCASIONS) or f"Messages : {', '.join(wording.OCCASIONS)}."
                self.where.report(
                    path, "message-inconnu", f"« {name} » n’est pas un message de la ville.", help, key=True
                )
                continue
            message = self.where.shaped(path, entry, schema.MESSAGE)
            for key in ("objet", "texte"):
                for slip in wording.mistakes(message.get(key, "")):
                    self.where.report_line((*path, key), slip.line, slip.code, slip.sentence, slip.help)
            found[name] = Message(name, message.get("objet", ""), message.get("texte", ""))
        return found

    def scenarios(self, written: list[Any]) -> tuple[Scenario, ...]:
        found = [self.scenario(entry, ("scenarios", index)) for index, entry in enumerate(written)]
        return tuple(scenario for scenario in found if scenario is not None)

    def scenario(self, written: Any, path: Path) -> Scenario | None:
        entry = self.where.shaped(path, written, schema.SCENARIO)
        expected = self.where.shaped((*path, "attendu"), entry.get("attendu", {}), schema.EXPECTED)
        if not {"nom", "depose", "reponses"} <= set(entry):
            return None
        filed_at = read_moment(entry["depose"])
        if filed_at is None:
            written, sentence = entry["depose"], not_a_date(entry["depose"], "2026-05-13 18:30")
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
                sentence = f"« {written} » n’a pas d’heure : écrivez par exemple {written} 10:00."
            self.where.report((*path, "depose"), "date-forme", sentence, "Écrivez le jour, une espace, puis l’heure.")
            return None
        return Scenario(entry["nom"], filed_at, entry.get("canal", "web"), entry["reponses"], expected)
