"""From a located definition to a frozen Process. Every mistake met on the way is reported, none stops the reading."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.calendar import Duration
from engine.definition import condition, schema, wording
from engine.definition.blocks import Expansion
from engine.definition.located import Located, Path
from engine.definition.process import (
    Deadline,
    Message,
    Moment,
    Page,
    PersonalData,
    Process,
    Question,
    Route,
    Rung,
    Scenario,
    Silence,
)
from engine.errors import Problem
from engine.fields import TYPES
from engine.fields.numbers import option_yes_no
from engine.names import fold

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Built:
    """A Process with the place of each of its parts; trustworthy only when no problem blocks."""

    process: Process
    where: Located
    question_paths: dict[str, Path] = field(default_factory=dict)
    page_paths: dict[str, Path] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        return self.where.problems


def build(slug: str, work: Expansion) -> Built:
    widths = {source.spots[path]: width for source in work.files.values() for path, width in source.widths.items()}
    where = Located(work.data, work.spots, work.key_spots, list(work.problems), widths)
    root = where.shaped((), work.data, schema.PROCESS)
    reader = Reader(where)
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
    return Built(process, where, reader.question_paths, reader.page_paths)


def fingerprint(sources: Mapping[str, str]) -> str:
    """SHA-256 of the exact texts, file names included."""
    return hashlib.sha256(json.dumps(sources, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def many(written: Any) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(written, list):
        return tuple(written)
    return (written,) if written else ()


def page_id(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60] or "page"


class Reader:
    """Builds each part of a Process from its piece of data, reporting into the same Located."""

    def __init__(self, where: Located):
        self.where = where
        self.question_paths: dict[str, Path] = {}
        self.page_paths: dict[str, Path] = {}
        self.questions: dict[str, Question] = {}
        self.written_conditions: dict[Path, Any] = {}

    # --- the form

    def pages(self, written: list[Any]) -> tuple[Page, ...]:
        pages = [self.page(entry, ("formulaire", index)) for index, entry in enumerate(written)]
        return tuple(page for page in pages if page is not None)

    def page(self, written: Any, path: Path) -> Page | None:
        if isinstance(written, Mapping) and written.get("questions") == []:
            return None  # its block is missing, and that has been reported
        entry = self.where.shaped(path, written, schema.PAGE)
        title = entry.get("page", "")
        id = entry.get("id") or page_id(title)
        if id in self.page_paths:
            first = self.where.spot(self.page_paths[id])
            self.where.report(
                (*path, "page"),
                "page-en-double",
                f"« {title} » est déjà le titre d’une page (ligne {first.line}).",
                "Donnez un autre titre, ou un « id: » propre à cette page.",
            )
            return None
        self.page_paths[id] = path
        if "si" in entry:
            self.written_conditions[path] = entry["si"]
        questions = [
            self.question(entry, (*path, "questions", index)) for index, entry in enumerate(entry.get("questions", []))
        ]
        return Page(id, title, entry.get("texte", ""), questions=tuple(q for q in questions if q is not None))

    def question(self, written: Mapping[str, Any], path: Path) -> Question | None:
        kind = TYPES.get(self.type_name(written, path))
        if kind is None:
            return None
        entry = self.where.shaped(path, written, schema.question_shape(kind))
        id = entry.get("id")
        if id is None or self.is_duplicate(id, path):
            return None
        own = {key: entry[key] for key in ("autocomplete", *kind.options) if key in entry}
        try:
            options = kind.coerce_options(own)
        except ValueError as error:
            key, sentence = error.args
            self.where.report((*path, key), "valeur-interdite", sentence)
            return None
        question = Question(
            id=id,
            type=kind,
            label=entry.get("question", id),
            hint=entry.get("aide", ""),
            required=kind.stores and not self.yes_no(entry, "facultatif", path),
            missing=entry.get("si_vide", ""),
            about_self=entry.get("concerne") != "autre",
            options=options,
        )
        if "si" in entry:
            self.written_conditions[path] = entry["si"]
        self.question_paths[id] = path
        self.questions[id] = question
        return question

    def type_name(self, written: Mapping[str, Any], path: Path) -> str:
        keys = self.where.canonical(path, {k: v for k, v in written.items() if fold(k) == "type"}, ("type",))
        name = keys.get("type")
        if name is None:
            self.where.report(
                path, "cle-manquante", "Il manque le type de la question.", "Ajoutez par exemple « type: texte »."
            )
        elif name not in TYPES:
            close = self.where.nearest(str(name), TYPES)
            self.where.report(
                (*path, "type"),
                "type-inconnu",
                f"« {name} » n’est pas un type de question.",
                close or f"Types : {', '.join(TYPES)}.",
            )
        return name if isinstance(name, str) else ""

    def is_duplicate(self, id: str, path: Path) -> bool:
        if id not in self.question_paths:
            return False
        first = self.where.spot((*self.question_paths[id], "id"))
        self.where.report(
            (*path, "id"),
            "question-en-double",
            f"« {id} » est déjà l’identifiant d’une question ({first.file}, ligne {first.line}).",
            "Donnez un autre id, ou ajoutez « prefixe: » à côté de « inclure ».",
        )
        return True

    def yes_no(self, entry: Mapping[str, Any], key: str, path: Path, default: bool = False) -> bool:
        try:
            return option_yes_no(key, entry.get(key), default)
        except ValueError as error:
            self.where.report((*path, key), "oui-ou-non", error.args[1])
            return default

    # --- conditions

    def named_conditions(self, written: Mapping[str, Any]) -> dict[str, condition.Condition]:
        """Conditions in the order of the file: one may use those above it."""
        named: dict[str, condition.Condition] = {}
        for name, value in written.items():
            if (found := condition.parse(value, ("conditions", name), self.scope(named))) is not None:
                named[name] = found
        return named

    def scope(self, named: Mapping[str, condition.Condition]) -> condition.Scope:
        return condition.Scope(self.questions, named, self.where.report, self.where.nearest)

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
            unit = route.get("sinon") or route.get("vers")
            if not route:
                continue
            if unit is None or ("si" in route) == ("sinon" in route):
                self.where.report(
                    path,
                    "route-forme",
                    "Une route s’écrit avec « si » et « vers », ou avec « sinon » seul.",
                    "Par exemple : {si: danger, vers: astreinte}, puis {sinon: proximite}",
                )
                continue
            when = condition.parse(route["si"], (*path, "si"), self.scope(named)) if "si" in route else None
            if "si" in route and when is None:
                continue
            found.append(Route(index + 1, unit, when, route.get("priorite", "normale"), route.get("motif", "")))
        return tuple(found)

    def deadlines(self, written: Mapping[str, Any]) -> tuple[Deadline, ...]:
        if "reponse" not in written and (close := [k for k in written if fold(k) == "reponse"]):
            self.where.rename(("delais",), close[0], "reponse")
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
            self.where.report((*path, "a"), "palier-moment", str(error))
            return None
        remind, escalate, warn = (many(entry.get(key)) for key in ("relancer", "escalader", "prevenir"))
        return Rung(position, moment, remind, escalate, bool(warn))

    # --- the rest

    def minutes(self, written: str | None) -> int | None:
        if written is None:
            return None
        if not (match := re.fullmatch(r"(\d{1,3})[\s\u00a0\u202f]*minutes?", written)):
            self.where.report(
                ("duree",), "duree", f"« {written} » n’est pas accepté ici : écrivez par exemple « 10 minutes »."
            )
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
        for name, entry in written.items():
            path = ("messages", name)
            if name not in wording.OCCASIONS:
                help = self.where.nearest(name, wording.OCCASIONS) or f"Messages : {', '.join(wording.OCCASIONS)}."
                self.where.report(
                    path, "message-inconnu", f"« {name} » n’est pas un message de la ville.", help, key=True
                )
                continue
            message = self.where.shaped(path, entry, schema.MESSAGE)
            for key in ("objet", "texte"):
                for code, sentence in wording.mistakes(message.get(key, "")):
                    self.where.report((*path, key), code, sentence)
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
        try:
            filed_at = datetime.strptime(entry["depose"], "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
        except ValueError:
            self.where.report(
                (*path, "depose"),
                "date-forme",
                f"« {entry['depose']} » n’est pas un moment : écrivez par exemple 2026-05-13 18:30.",
            )
            return None
        return Scenario(entry["nom"], filed_at, entry.get("canal", "web"), entry["reponses"], expected)
