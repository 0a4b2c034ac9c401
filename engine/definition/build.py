"""From a located definition to a frozen Process. Every mistake met on the way is reported, none stops the reading."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from engine.definition import (
    among,
    city_cycle,
    condition_reading,
    deadlines,
    eligibility,
    messages,
    opening,
    parameter,
    routes,
    scenarios,
    schema,
    set_aside,
    steps,
    verifications,
    wording,
)
from engine.definition.blocks import readable
from engine.definition.condition import Condition
from engine.definition.condition_scope import Scope
from engine.definition.cycle import Cycle
from engine.definition.expansion import Expansion, widths
from engine.definition.expression import reading
from engine.definition.expression.meaning import Formula, Names, judge
from engine.definition.form import FormReader
from engine.definition.inclusion import is_include
from engine.definition.lists import Shelf
from engine.definition.located import Located, Lost, Path
from engine.definition.process import (
    Message,
    Page,
    PersonalData,
    Process,
    Question,
    Silence,
)
from engine.definition.question import WrittenText
from engine.definition.scalar import duration, many, minutes
from engine.definition.source import Source
from engine.errors import Problem
from engine.language import FRENCH


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
    texts: list[WrittenText] = field(default_factory=list)
    """Those with blanks to fill."""
    parameters: parameter.Parameters = field(default_factory=parameter.Parameters)
    lost: Lost = field(default_factory=Lost)
    group_paths: dict[str, Path] = field(default_factory=dict)
    """The first page of each repeated group."""
    members: dict[str, str] = field(default_factory=dict)
    """The repeated group of each question that has one."""
    group_at: dict[Path, str | None] = field(default_factory=dict)

    def out_of_reach(self, question: str, path: Path) -> str:
        """The group of a question that what stands at this path cannot look at, being outside it; else nothing."""
        group = self.members.get(question, "")
        return group if group and self.group_at.get(path[:2], "") not in (group, None) else ""

    @property
    def problems(self) -> list[Problem]:
        return self.where.problems


def build(
    slug: str, work: Expansion, city: Source | None = None, city_steps: Source | None = None, language: str = FRENCH
) -> Built:
    """`city` is the file of the parameters that all démarches share, `city_steps` the one of their life cycle."""
    where = work.where
    root = where.shaped((), where.data, schema.PROCESS)
    sound = city is not None and readable(city)
    reader = Reader(where, work.lost, parameter.gather(where, root, city, work.lost, sound), work.shelf)
    reader.language = language
    reader.forgive_unread(root)
    reader.audiences = tuple(root.get("pour", ()))
    process = assemble(slug, root, reader, city_steps)
    if city_steps is not None and city_cycle.uses_city(root.get("etapes")):
        work.files[city_steps.file] = city_steps
    return Built(
        with_sources(process, work, reader.parameters, city),
        where,
        reader.question_paths,
        reader.page_paths,
        reader.used,
        reader.sectors,
        reader.texts,
        reader.parameters,
        reader.lost,
        reader.group_paths,
        reader.members,
        reader.group_at,
    )


def assemble(slug: str, root: Mapping[str, Any], reader: Reader, city_steps: Source | None) -> Process:
    """Each section by its reader, pages and questions first: conditions, messages and the rest may name any of them."""
    pages = reader.pages(root.get("formulaire", []))
    named = reader.named_conditions(root.get("conditions", {}))
    pages = reader.with_conditions(pages, named)
    told = messages.read(reader, root.get("messages", {}))
    return Process(
        slug=slug,
        language=reader.language,
        title=root.get("titre", slug),
        summary=root.get("resume", ""),
        family=root.get("famille", ""),
        unit=root.get("service", ""),
        audiences=tuple(root.get("pour", ())),
        channels=tuple(root.get("canaux", ())),
        keywords=many(root.get("mots")),
        moments=many(root.get("moments")),
        minutes=minutes(reader.where, root.get("duree")),
        cost=root.get("cout", ""),
        prepare=many(root.get("preparer")),
        remedies=root.get("recours", ""),
        silence=reader.silence(root.get("silence")),
        personal_data=reader.personal_data(root.get("donnees_personnelles")),
        parameters={name: reader.parameters[name] for name in reader.parameters},
        opening=opening.read(reader, root.get("ouverture")),
        conditions=named,
        pages=pages,
        routes=routes.read(reader, root.get("routage", []), named),
        dispatch=root.get("affectation", ""),
        deadlines=deadlines.read(reader, root.get("delais", {})),
        messages=told,
        cycle=life(reader, root, named, told, city_steps),
        scenarios=scenarios.read(reader, root.get("scenarios", [])),
        set_aside=set_aside.read(reader, root.get("conseils_ignores", [])),
    )


def with_sources(process: Process, work: Expansion, parameters: parameter.Parameters, city: Source | None) -> Process:
    """Pinned to the exact texts it was read from: once everything is, since only then is it known what was named."""
    files = {**work.files, **work.shelf.used, **({parameter.FILE: city} if city and parameters.of_city else {})}
    sources = {path: "\n".join(source.lines) for path, source in sorted(files.items())}
    return replace(process, sources=sources, fingerprint=fingerprint(sources))


def life(
    reader: Reader,
    root: Mapping[str, Any],
    named: Mapping[str, Condition],
    told: Mapping[str, Message],
    city: Source | None,
) -> Cycle | None:
    """The démarche's own life cycle, else the city's."""
    if "etapes" in root:
        return steps.read(reader, root["etapes"], named, told, city_cycle.common_actions(city))
    if city is None:
        return None
    return city_cycle.of_city("\n".join(city.lines)) if reader.language == FRENCH else city_cycle.read_city(city)[0]


def read_block(file: Source, shelf: Shelf | None = None) -> list[Problem]:
    """What is wrong in a block by itself; the démarches that use it may have the questions it does not know."""
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths(file))
    root = where.shaped((), file.data, schema.BLOCK)
    reader = Reader(where, Lost(any_question=True, any_condition=True), parameter.Parameters(lost=True), shelf)
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
    verifications.read(reader, "bloc", root.get("verifications"), ("verifications",))
    named = reader.named_conditions(root.get("conditions", {}))
    for path in reader.written_conditions:
        reader.when(path, named)
    return where.problems


def fingerprint(sources: Mapping[str, str]) -> str:
    """SHA-256 of the exact texts, file names included."""
    return hashlib.sha256(json.dumps(sources, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Reader(FormReader):
    """Builds each part of a Process from its piece of data, reporting into the same Located."""

    def __init__(self, where: Located, lost: Lost, parameters: parameter.Parameters, shelf: Shelf | None = None):
        super().__init__(where, lost, parameters, shelf)
        self.used: set[str] = set()
        self.sectors: list[tuple[Path, str]] = []

    def forgive_unread(self, root: Mapping[str, Any]) -> None:
        """A form or a list of conditions that cannot be read is one mistake: its names are not missing besides."""
        self.lost.any_question |= "formulaire" not in root
        self.lost.any_condition |= "conditions" in self.where.data and "conditions" not in root

    # --- conditions

    def named_conditions(self, written: Mapping[str, Any]) -> dict[str, Condition]:
        """Conditions in the order of the file: one may use those above it."""
        named: dict[str, Condition] = {}
        later = {name: self.where.spot(("conditions", name), key=True).line for name in written}
        for name, value in written.items():
            found = condition_reading.parse(value, ("conditions", name), self.scope(named, later, inside=None))
            del later[name]
            if found is None:
                self.lost.conditions.add(name)
            else:
                named[name] = found
        return named

    def scope(
        self,
        named: Mapping[str, Condition],
        later: Mapping[str, int] = MappingProxyType({}),
        inside: str | None = "",
    ) -> Scope:
        """`inside` is the repeated group where the condition stands; None where it is only named for later use."""
        return Scope(
            self.questions,
            named,
            self.where.report,
            self.where.nearest,
            self.lost,
            later,
            self.used,
            self.sectors,
            self.parameters,
            self.group_sources(),
            self.members,
            inside,
        )

    def group_sources(self) -> dict[str, among.GroupSource]:
        return {
            id: among.GroupSource(group, frozenset(one for one, its in self.members.items() if its == id))
            for id, group in self.groups.items()
        }

    def when(self, path: Path, named: Mapping[str, Condition]) -> Condition | None:
        if path not in self.written_conditions:
            return None
        place = self.group_at.get(path[:2], "")
        return condition_reading.parse(self.written_conditions[path], (*path, "si"), self.scope(named, inside=place))

    def with_conditions(self, pages: tuple[Page, ...], named: Mapping[str, Condition]) -> tuple[Page, ...]:
        """Conditions are read once every question is known, since they may name any of them."""
        return tuple(self.page_with_conditions(page, named) for page in pages)

    def page_with_conditions(self, page: Page, named: Mapping[str, Condition]) -> Page:
        questions = []
        for question in page.questions:
            path = self.question_paths[question.id]
            conditioned = replace(question, when=self.when(path, named))
            if question.type.computed:
                conditioned = replace(conditioned, formula=self.formula(question, (*path, "formule")))
            if question.type.narrows:
                conditioned = self.lists.filtered(conditioned, self.questions, path)
            self.questions[question.id] = conditioned
            questions.append(conditioned)
        when = self.when(self.page_paths[page.id], named)
        path = (*self.page_paths[page.id], "eligibilite")
        elsewhere = eligibility.read(
            self, self.written_eligibility.get(page.id, []), path, named, self.eligibility_words.get(page.id, [])
        )
        checks = verifications.with_conditions(self, page, named)
        return replace(page, when=when, questions=tuple(questions), elsewhere=elsewhere, checks=checks)

    def formula(self, question: Question, path: Path) -> Formula | None:
        groups: dict[str, dict[str, Question]] = {id: {} for id in self.groups}
        own = self.members.get(question.id)
        for id, group in self.members.items():
            if id in self.questions:
                groups.setdefault(group, {})[id] = self.questions[id]
        reachable = {id: one for id, one in self.questions.items() if self.members.get(id) in (None, own)}
        written = question.options["formule"]
        try:
            names = Names(reachable, self.parameters, groups)
            return judge(reading.read(written), names, question.options["resultat"])
        except reading.Slip as slip:
            word = written[slip.at : slip.at + slip.width].partition(".")[0]
            if slip.code == "calcul-nom" and (self.lost.question(word) or self.parameters.lost):
                return None  # the name may be one of those whose own mistake is told
            unsure = self.lost.formulas & {*re.findall(r"\w+", written)}
            self.lost.formulas.add(question.id)
            if unsure and slip.code == "calcul-type":
                return None  # it uses a value whose own formula is told
            self.where.report_inside(path, written, slip.at, slip.width, slip.code, slip.sentence, slip.help)
            return None

    # --- the rest

    def quote_in_message(self, text: str, path: Path) -> None:
        """A message may quote any answer: it is written once all of them are known."""
        self.texts.append(WrittenText(path, text, len(self.question_paths)))
        self.parameters.used |= {quote.name for quote in wording.quotes(text) if quote.head == wording.PARAMETER}

    def silence(self, written: Any) -> Silence | None:
        if written is None:
            return None
        entry = self.where.shaped(("silence",), written, schema.SILENCE)
        return Silence(
            entry.get("regime", "aucun"), duration(self.where, entry, "delai", ("silence",)), entry.get("fondement", "")
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
