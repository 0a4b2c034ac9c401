"""Files of the city that cannot go live, as an administrator reads them: what is wrong, where, what serves meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from engine import french, manual
from engine.acts.office import Live, Office
from engine.definition import report
from engine.errors import Problem

ADMINISTRATOR = "administrateur"


@dataclass(frozen=True)
class FaultyFile:
    file: str
    problems: Sequence[Problem]
    meanwhile: str
    """What goes on serving, in words."""

    def page(self, problem: Problem) -> str:
        """The page of the manual about a mistake."""
        return manual_page(problem.code)


def manual_page(code: str) -> str:
    return f"{manual.FOLDER.as_posix()}/{code}.md"


def faulty_files(here: Office) -> list[FaultyFile]:
    """By name of file, each with its mistakes in the order of its lines."""
    ordered = report.in_order(here.faults)
    by_file = ((file, tuple(problems)) for file, problems in groupby(ordered, key=lambda problem: problem.spot.file))
    return [FaultyFile(file, problems, meanwhile(here, file)) for file, problems in by_file]


def meanwhile(here: Office, file: str) -> str:
    path = PurePosixPath(file)
    if path.parts[0] == "themes":
        return "Les pages gardent leur présentation précédente."
    if path.parts[0] == "processes" and not path.name.startswith("_"):
        live = here.live.get(path.stem)
        return f"{edition_of(here, live)} reste en service." if live else "Cette démarche n’est pas en service."
    using = [live for live in here.live.values() if file in live.process.sources]
    if not using:
        return "La version précédente reste en service."
    titles = french.listed([f"« {live.process.title} »" for live in using])
    return f"Ce qui s’en sert reste en service comme avant : {titles}."


def edition_of(here: Office, live: Live) -> str:
    moment = here.calendar.local(live.edition.created_at)
    return f"L’édition du {french.long_date(moment)}, {french.clock_time(moment)},"
