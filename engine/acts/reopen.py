"""The office kept in step with the city's files: a saved file that passes goes live, one that fails changes nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from engine import rehearsal
from engine.acts.office import Office, open_office
from engine.definition import catalogue
from engine.definition.catalogue import ORGANISATION, Catalogue
from engine.errors import DefinitionError
from engine.settings import Settings
from engine.theme import Theme

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int], ...]


class OfficeKeeper:
    """Gives the office of these settings, opened again when a file of the city has changed. One per event loop."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self._stamp: Stamp = ()
        self._office: Office | None = None

    async def __call__(self, now: datetime) -> Office:
        """The office as the files now say. Raises DefinitionError at the first opening if the city cannot be read."""
        stamp = await asyncio.to_thread(stamp_of, self.settings)
        if self._office is None:
            self._office = await self._opened(now)
        elif stamp != self._stamp:
            self._office = await self._reopened(self._office, now)
        self._stamp = stamp
        return self._office

    async def _opened(self, now: datetime) -> Office:
        found = await asyncio.to_thread(catalogue.load, self.settings.root, rehearsal.check)
        if not found.live:
            raise DefinitionError([problem for problem in found.problems if problem.spot.file == ORGANISATION])
        tell(found)
        theme = await asyncio.to_thread(Theme, self.settings.root / "themes", self.settings.theme)
        return await open_office(found, theme, self.settings, now)

    async def _reopened(self, office: Office, now: datetime) -> Office:
        try:
            return await self._opened(now)
        except DefinitionError as error:
            log.error("the city's files cannot be used, what was in force stays: %s", error)
            return office


def tell(found: Catalogue) -> None:
    """What is wrong is said where the people who run the service look."""
    for problem in found.problems:
        if problem.blocks:
            log.error("%s  %s  [%s]", problem.spot, problem.sentence, problem.code)


def stamp_of(settings: Settings) -> Stamp:
    """Name, time and size of every file a city is made of: another stamp means another city."""
    folders = (settings.root / name for name in ("processes", "forms", "themes"))
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in files)
