"""The one checker: command line, publication and CI ask it the same question. Reads files, judges, never writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import face, rehearsal
from engine.definition import catalogue, report, source
from engine.definition.catalogue import Catalogue
from engine.errors import DefinitionError, Problem, Spot


@dataclass(frozen=True)
class Verdict:
    """What was found, with the lines of the files needed to show it."""

    catalogue: Catalogue
    problems: Sequence[Problem]
    lines: Mapping[str, Sequence[str]]

    @property
    def passes(self) -> bool:
        return not any(problem.blocks for problem in self.problems)

    def told(self) -> str:
        """Every problem as a person reads it, then what was checked."""
        built = self.catalogue.built.values()
        scenarios = sum(len(one.process.scenarios) for one in built)
        looked_at = f"{len(built)} démarches lues, {scenarios} scénarios joués."
        return f"{report.render_all(self.problems, self.lines)}\n{looked_at}"


def check(root: Path, files: Sequence[Path] = ()) -> Verdict:
    """Judge the whole folder of the city; with `files`, tell only what concerns them.

    A file from elsewhere is judged as a démarche of this city.
    """
    city = catalogue.load(root, rehearsal.check)
    problems = [*city.problems, *theme_problems(root / "themes")]
    lines: dict[str, Sequence[str]] = dict(city.lines)
    if not files:
        return Verdict(city, problems, lines)
    told: list[Problem] = []
    for path in files:
        name = name_in(root, path)
        if name is None:
            told += check_guest(path, city, lines)
        else:
            concerned = {name, *sources_of(city, name)}
            told += [problem for problem in problems if problem.spot.file in concerned]
    return Verdict(city, told, lines)


def theme_problems(folder: Path) -> list[Problem]:
    """Every mistake of every face the city has."""
    found: list[Problem] = []
    for theme in sorted(path.name for path in folder.glob("*") if (path / "theme.yaml").is_file()):
        try:
            face.read(folder, theme)
        except DefinitionError as error:
            found += error.problems
    return found


def name_in(root: Path, path: Path) -> str | None:
    """The file as the city's folder names it, None when it is elsewhere."""
    try:
        name = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return None
    return name if name.split("/")[0] in ("processes", "forms", "themes") and path.is_file() else None


def sources_of(city: Catalogue, name: str) -> set[str]:
    slug = name.removeprefix("processes/").removesuffix(".yaml")
    return set(city.built[slug].process.sources) if slug in city.built else set()


def check_guest(path: Path, city: Catalogue, lines: dict[str, Sequence[str]]) -> list[Problem]:
    if not path.is_file():
        sentence = f"Le fichier « {path} » n’existe pas."
        return [Problem(Spot(str(path), 1, 1), "fichier-absent", sentence, "Vérifiez son nom et son dossier.")]
    file = source.read(path, str(path))
    lines[str(path)] = file.lines
    found = list(file.problems)
    if not file.blocked:
        found += catalogue.read_guest(path.stem, file, city, rehearsal.check)
    return found
