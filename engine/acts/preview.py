"""A démarche while its author writes it: read again at each save, shown as it is, its last good version kept in force.

For one person on their own machine, on a database that is thrown away: never the city's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from engine import rehearsal
from engine.acts.office import Office, open_office
from engine.acts.renew import renew
from engine.acts.reopen import Stamp, dress, stamp_of
from engine.definition import catalogue, report, source
from engine.definition.blocks import readable
from engine.definition.build import Built
from engine.definition.catalogue import ORGANISATION, Catalogue
from engine.definition.city import City
from engine.definition.process import Process, Scenario
from engine.errors import DefinitionError, NotAllowed, Problem
from engine.names import nearest
from engine.records import Draft
from engine.settings import Settings
from engine.theme import Theme


@dataclass(frozen=True)
class Reading:
    """The file as it was saved at `saved_at`: what it says, even faulty, and what is wrong in it."""

    number: int
    saved_at: datetime
    built: Built | None = None
    """None when the file cannot be read at all."""
    problems: Sequence[Problem] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    @property
    def others(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]

    @cached_property
    def _marks(self) -> dict[str, list[tuple[int, str]]]:
        """By file, the lines where something begins, with the page it belongs to ("" when none)."""
        marks: dict[str, list[tuple[int, str]]] = {}
        if self.built is None:
            return marks
        pages = {path: page for page, path in self.built.page_paths.items()}
        for path, spot in self.built.where.spots.items():
            page = next((pages[path[:end]] for end in range(len(path), 0, -1) if path[:end] in pages), "")
            marks.setdefault(spot.file, []).append((spot.line, page))
        return {file: sorted(found) for file, found in marks.items()}

    def page_of(self, problem: Problem) -> str:
        """The id of the page that a finding concerns; "" when it concerns none."""
        above = [(line, page) for line, page in self._marks.get(problem.spot.file, ()) if line <= problem.spot.line]
        return max(above)[1] if above else ""

    def on_page(self, page: str) -> list[Problem]:
        return [problem for problem in self.problems if self.page_of(problem) == page]

    def elsewhere(self, pages: Sequence[str]) -> list[Problem]:
        """Findings about none of these pages."""
        return [problem for problem in self.problems if self.page_of(problem) not in pages]


class Preview:
    """Gives the office of the file as last saved; a faulty one leaves the last good version in force."""

    def __init__(self, settings: Settings, slug: str, file: Path | None = None):
        """`file` is a démarche kept elsewhere than in the city's folder. Raises NotAllowed when there is none."""
        self.settings, self.slug, self.name = settings, slug, f"processes/{slug}.yaml"
        self.file = file or settings.root / self.name
        if not self.file.is_file():
            raise NotAllowed(f"Le fichier {file or self.name} n’existe pas.{self._meant() if file is None else ''}")
        self.elsewhere = file is not None
        self.reading = Reading(0, datetime.fromtimestamp(0, UTC))
        self.good: Reading | None = None
        self.scenario: int | None = 0
        """Position of the one that fills the pages; None to fill none."""
        self.cases: dict[tuple[int, int | None], str] = {}
        """The request sent with each scenario, by reading and scenario."""
        self._office: Office | None = None
        self._stamp: Stamp = ()
        self._reading = asyncio.Lock()

    def _meant(self) -> str:
        stems = (path.stem for path in (self.settings.root / "processes").glob("[!_]*.yaml"))
        known = sorted(stem for stem in stems if "." not in stem)  # a translation is not a démarche
        close = nearest(self.slug, known)
        return f" Vouliez-vous dire « {close} » ?" if close else f" Vous avez : {', '.join(known)}." if known else ""

    def shown(self, file: str) -> str:
        """The name of a file as its author knows it."""
        return str(self.file) if self.elsewhere and file == self.name else file

    @property
    def process(self) -> Process | None:
        """What the pages show: the last good version, else whatever of the file could be read."""
        built = (self.good or self.reading).built
        return built.process if built else None

    @property
    def chosen(self) -> Scenario | None:
        """The scenario that fills the pages."""
        known = self.process.scenarios if self.process else ()
        return known[self.scenario] if self.scenario is not None and self.scenario < len(known) else None

    async def __call__(self, now: datetime) -> Office:
        """Raises DefinitionError at the first opening when the city itself cannot be read."""
        async with self._reading:  # whoever asks meanwhile waits for the version being read
            try:
                stamp = await asyncio.to_thread(self._look)
            except OSError:  # an editor that puts another file in its place
                stamp = self._stamp
            if self._office is None or stamp != self._stamp:
                self._stamp = stamp  # a file that nothing can be made of is not read again until it changes
                self._office = await self._opened(self._office, now)
            return self._office

    def _look(self) -> Stamp:
        stat = self.file.stat()
        return (*stamp_of(self.settings), (str(self.file), stat.st_mtime_ns, stat.st_size))

    async def _opened(self, before: Office | None, now: datetime) -> Office:
        found = await asyncio.to_thread(self._read)
        worn = before.theme if before else None
        theme, torn = await asyncio.to_thread(dress, self.settings, worn if isinstance(worn, Theme) else None)
        self.reading = self._judged(found, torn)
        if not found.live and before is not None:
            return before
        if not found.live:
            raise DefinitionError([problem for problem in found.problems if problem.spot.file == ORGANISATION])
        office = await open_office(found, theme, self.settings, now)
        if self.slug in found.processes and self.slug in office.live:
            await self._follow(office, now)
            self.good = self.reading
        return office

    def _read(self) -> Catalogue:
        def rehearse(built: Built, city: City) -> None:
            if built.process.slug == self.slug:  # the others are not the ones being written
                rehearsal.check(built, city)

        found = catalogue.load(self.settings.root, rehearse)
        if self.elsewhere:
            guest = source.read(self.file, self.name)
            found.lines[self.name] = guest.lines
            found.built.pop(self.slug, None)
            found.problems = [one for one in found.problems if one.spot.file != self.name] + list(guest.problems)
            if readable(guest):
                found.built[self.slug] = catalogue.read_process(self.slug, guest, found, rehearse)
                found.problems += found.built[self.slug].problems
        return found

    def _judged(self, found: Catalogue, torn: Sequence[Problem]) -> Reading:
        built = found.built.get(self.slug)
        ours = {self.name, ORGANISATION, *(built.process.sources if built else ())}
        problems = [problem for problem in found.problems if problem.spot.file in ours]
        saved = datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        return Reading(self.reading.number + 1, saved, built, report.in_order([*problems, *torn]), found.lines)

    async def _follow(self, office: Office, now: datetime) -> None:
        """What was being filled in goes on with the version just saved: an author does not begin again each time."""
        live = office.live[self.slug].edition.id
        for draft in await Draft.filter(slug=self.slug, reference=None).exclude(edition_id=live):
            await renew(office, draft, now)
