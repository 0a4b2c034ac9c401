"""The office kept in step with the city's files: a saved file that passes goes live, one that fails changes nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from engine import face, rehearsal
from engine.acts.office import Office, open_office
from engine.definition import catalogue, report
from engine.definition.build import Built
from engine.definition.catalogue import ORGANISATION, Catalogue
from engine.definition.city import City
from engine.errors import DefinitionError, Problem
from engine.records import Edition
from engine.settings import Settings
from engine.theme import Theme, template_mistakes

log = logging.getLogger(__name__)

NONE_YET: frozenset[object] = frozenset()

Stamp = tuple[tuple[str, int, int], ...]


class OfficeKeeper:
    """Gives the office of these settings, opened again when a file of the city has changed. One per event loop."""

    def __init__(self, settings: Settings, *, tells: bool = True):
        self.settings = settings
        self.tells = tells
        """Of the web and the worker in one process, a single one says what the files say."""
        self._stamp: Stamp = ()
        self._office: Office | None = None

    async def __call__(self, now: datetime) -> Office:
        """The office as the files now say. Raises DefinitionError at the first opening if the city cannot be read."""
        if self._office is None:  # the doors open at once; the next look plays every scenario
            known = await Edition.filter(live=True).values_list("fingerprint", flat=True)
            self._office = await self._opened(now, frozenset(known))
            return self._office
        stamp = await asyncio.to_thread(stamp_of, self.settings)
        if stamp != self._stamp:
            self._office = await self._reopened(self._office, now)
            self._stamp = stamp
        return self._office

    async def _opened(self, now: datetime, known: frozenset[object] = NONE_YET, before: Office | None = None) -> Office:
        """Scenarios of the editions `known` have been played when they were published."""

        def rehearse(built: Built, city: City) -> None:
            if built.process.fingerprint not in known:
                rehearsal.check(built, city)

        found = await asyncio.to_thread(catalogue.load, self.settings.root, rehearse)
        if not found.live:
            raise DefinitionError([problem for problem in found.problems if problem.spot.file == ORGANISATION])
        worn = before.theme if before else None
        theme, torn = await asyncio.to_thread(dress, self.settings, worn if isinstance(worn, Theme) else None)
        found.problems += torn
        if self.tells and not known:
            tell(found)
        await asyncio.to_thread(prepare, found)
        return await open_office(found, theme, self.settings, now)

    async def _reopened(self, office: Office, now: datetime) -> Office:
        try:
            opened = await self._opened(now, before=office)
        except DefinitionError as error:
            log.error("%s\nRien ne change : la ville reste telle qu’elle était.", error)
            office.faults = [problem for problem in error.problems if problem.blocks]
            return office
        if self.tells:
            tell_changes(office, opened)
        return opened


def dress(settings: Settings, worn: Theme | None) -> tuple[Theme, list[Problem]]:
    """The city's face, and what is wrong in it: the one worn until now is then kept.

    When there is none, templates that cannot be read give way to those of `base`.
    """
    folder, name = settings.root / "themes", settings.theme
    found = [*face.check(folder, name), *(template_mistakes(folder, name) if name != "base" else ())]
    torn = [problem for problem in found if problem.blocks]
    if torn and worn is not None:
        return worn, torn
    unreadable = {problem.spot.file.removeprefix(f"{folder.name}/{name}/") for problem in torn}
    return Theme(folder, name, without=unreadable), torn


def prepare(found: Catalogue) -> None:
    """What the types in use must read is read before the first request waits for it."""
    for kind in {question.type for process in found.processes.values() for question in process.questions()}:
        kind.prepare()


def tell(found: Catalogue) -> None:
    """What is wrong is said where the people who run the service look, as « check » says it."""
    for problem in report.in_order(problem for problem in found.problems if problem.blocks):
        log.error("\n%s", report.render(problem, found.lines.get(problem.spot.file, ())))


def tell_changes(before: Office, after: Office) -> None:
    """Whoever saved a file reads what it changed for the people of the city."""
    for slug, live in after.live.items():
        if slug not in before.live or before.live[slug].edition.id != live.edition.id:
            log.info("« %s » est en ligne : /demarches/%s", live.process.title, slug)
    for slug in before.live.keys() - after.live.keys():
        log.info("« %s » n’est plus en ligne.", before.live[slug].process.title)
    if after.faults:
        log.info("Ce qui contient une erreur n’est pas mis en ligne : la dernière version juste continue de servir.")


def stamp_of(settings: Settings) -> Stamp:
    """Name, time and size of every file a city is made of: another stamp means another city."""
    folders = (settings.root / name for name in ("processes", "forms", "themes"))
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in files)
