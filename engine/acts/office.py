"""Office: what every act stands on. The city, the démarches in force, the words, the secret. It holds no case."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.acts import publish
from engine.calendar import Calendar
from engine.definition.catalogue import Catalogue, compile_edition
from engine.definition.city import City
from engine.definition.condition import Facts
from engine.definition.process import Process
from engine.errors import DefinitionError, NotAllowed, Problem
from engine.fields.base import FilingDay
from engine.journey import Journey
from engine.language import FRENCH
from engine.names import fold
from engine.records import Case, Draft, Edition
from engine.search import Finder
from engine.settings import Settings

UNDER_WAY = 128
"""How many journeys are remembered: a hundred kilobytes each for the biggest forms."""

log = logging.getLogger(__name__)


class Speaker(Protocol):
    """Who words the notices: engine.theme.Theme, or a plainer one in tests."""

    def speaking(self, code: str) -> Speaker: ...

    def render_notice(
        self, name: str, process: Process, words: Mapping[str, Any], answers: Mapping[str, Any] | None = None
    ) -> tuple[str, str]: ...

    def render_short(
        self, name: str, process: Process, words: Mapping[str, Any], answers: Mapping[str, Any] | None = None
    ) -> str: ...


@dataclass(frozen=True)
class Live:
    """A démarche that may be started now, and the edition its drafts will be pinned to."""

    edition: Edition
    process: Process


@dataclass
class Office:
    city: City
    theme: Speaker
    settings: Settings
    faults: Sequence[Problem] = ()
    """Blocking mistakes in the city's files when they were last read: told by /sante and to administrators."""
    live: dict[str, Live] = field(default_factory=dict)
    _read: dict[tuple[str, str], Process] = field(default_factory=dict)
    """In other languages, by fingerprint."""
    _compiled: dict[int, Process] = field(default_factory=dict)
    _finders: dict[str, tuple[tuple[tuple[str, str], ...], Finder]] = field(default_factory=dict)
    """By language, with the démarches they were made for."""
    _under_way: dict[str, tuple[int, Journey]] = field(default_factory=dict)
    """Of the latest drafts, by token hash."""

    def on_offer(self, language: str = FRENCH) -> tuple[Process, ...]:
        """The démarches in force as they read in a language, from A to Z."""
        return self.finder(language).processes

    def finder(self, language: str = FRENCH) -> Finder:
        """The catalogue, ready to be searched: made once per language for the démarches in force."""
        in_force = tuple((slug, live.process.fingerprint) for slug, live in self.live.items())
        known = self._finders.get(language)
        if known is None or known[0] != in_force:
            known = in_force, self._make_finder(language)
            self._finders[language] = known
        return known[1]

    def _make_finder(self, language: str) -> Finder:
        spoken = sorted((self.spoken(slug, language) for slug in self.live), key=lambda process: fold(process.title))
        beside = {
            process.slug: [
                self.spoken(process.slug, code)
                for code in (FRENCH, *self.live[process.slug].process.languages)
                if code != process.language
            ]
            for process in spoken
        }
        return Finder(spoken, beside, self.city.portal.told(language))

    @property
    def calendar(self) -> Calendar:
        return self.city.calendar

    def offered(self, slug: str) -> Live:
        """The démarche as it may be started now."""
        if slug not in self.live:
            raise NotAllowed("Cette démarche n’est pas ouverte en ce moment.")
        return self.live[slug]

    def put_in_force(self, edition: Edition, process: Process) -> None:
        self._compiled[edition.id] = process
        self.live[edition.slug] = Live(edition, process)

    async def process_of(self, record: Draft | Case, language: str = FRENCH) -> Process:
        """The démarche exactly as it was when this draft or this case was opened, as it reads in a language."""
        if record.edition_id not in self._compiled:
            self._compiled[record.edition_id] = compiled(await Edition.get(id=record.edition_id))
        return self.in_language(self._compiled[record.edition_id], language)

    def spoken(self, slug: str, language: str) -> Process:
        """The démarche in force, as it reads in a language."""
        return self.in_language(self.live[slug].process, language)

    def in_language(self, process: Process, language: str) -> Process:
        """A démarche as it reads in a language, whichever its edition."""
        if process.language == language:
            return process
        key = process.fingerprint, language
        if key not in self._read:
            self._read[key] = compile_edition(process.slug, process.sources, language)
        return self._read[key]

    def facts(self, answers: Mapping[str, Any], channel: str, instant: datetime, language: str = FRENCH) -> Facts:
        """What conditions are judged on, for answers given at that instant."""
        day = FilingDay(self.calendar.day_of(instant), self.calendar)
        return Facts(answers, day, channel, language=language, districts=self.city.districts)

    def facts_of(self, case: Case, answers: Mapping[str, Any] | None = None) -> Facts:
        """The same for what was sent; `answers` stand in for those of the case."""
        return self.facts(case.answers if answers is None else answers, case.channel, case.filed_at, case.language)

    def journey_of(self, case: Case, process: Process) -> Journey:
        """The form as this case answered it. `process` is that of its edition, in the language of who reads."""
        return Journey(process, self.facts_of(case))

    def journey(self, draft: Draft, process: Process, channel: str, instant: datetime) -> Journey:
        """The way of this draft as it stands: a page that follows another does not judge the whole form again."""
        facts = self.facts(draft.answers, channel, instant, process.language)
        _, journey = self._under_way.pop(draft.token_hash, (0, None))
        if journey is None or journey.process is not process or journey.facts != facts:
            journey = Journey(process, facts)
        self._under_way[draft.token_hash] = (draft.version, journey)
        while len(self._under_way) > UNDER_WAY:
            del self._under_way[next(iter(self._under_way))]
        return journey

    def still_known(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The answers of a stored draft, when they are in memory as they stand: each change raises the version."""
        version, journey = self._under_way.get(row["token_hash"], (-1, None))
        return {"answers": journey.facts.answers} if journey is not None and version == row["version"] else {}

    def forget(self, draft: Draft) -> None:
        """Nothing of this draft stays in memory."""
        self._under_way.pop(draft.token_hash, None)


async def open_office(catalogue: Catalogue, theme: Speaker, settings: Settings, now: datetime) -> Office:
    """Publish what the catalogue holds, then serve it; a faulty file keeps its last good edition in force."""
    faults = [problem for problem in catalogue.problems if problem.blocks]
    office = Office(catalogue.city, theme, settings, faults)
    for edition in await publish.publish(catalogue, now):
        fresh = catalogue.processes.get(edition.slug)
        same = fresh is not None and fresh.fingerprint == edition.fingerprint
        try:
            office.put_in_force(edition, fresh if fresh is not None and same else compiled(edition))
        except DefinitionError:  # a stored text that this version no longer reads closes its démarche, not the city
            log.exception("the edition in force of %s cannot be read any more", edition.slug)
    return office


def compiled(edition: Edition) -> Process:
    return compile_edition(edition.slug, edition.sources)
