"""The one checker: command line, publication and CI ask it the same question. Reads files, judges, never writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import face, rehearsal
from engine.definition import catalogue, report, source
from engine.definition.blocks import readable
from engine.definition.catalogue import Catalogue
from engine.errors import Problem, Spot
from engine.theme import template_mistakes


@dataclass(frozen=True)
class Verdict:
    """What was found, with the lines of the files needed to show it."""

    catalogue: Catalogue
    problems: Sequence[Problem]
    lines: Mapping[str, Sequence[str]]
    slugs: frozenset[str] = frozenset()
    """The démarches asked about; none is all of them."""

    @property
    def passes(self) -> bool:
        return not any(problem.blocks for problem in self.problems)

    def coverage(self) -> str:
        """What the scenarios of each démarche go through, one line each, then what none of them sees."""
        lines = ["Ce que voient les scénarios"]
        for slug, built in sorted(self.catalogue.built.items()):
            if self.slugs and slug not in self.slugs:
                continue
            found = rehearsal.coverage(built, self.catalogue.city)
            routes = [f"route {n + 1} ({built.process.routes[n].unit})" for n in found.unseen_routes]
            unseen = [*routes, *(f"page {id}" for id in found.unseen_pages), *found.unseen_questions]
            lines.append(f"  {slug} : {found.line()}")
            lines += [f"    jamais : {', '.join(unseen)}"] if unseen else []
        return "\n".join(lines)

    def told(self) -> str:
        """Every problem as a person reads it, then what was checked."""
        built = self.catalogue.built.values()
        scenarios = sum(len(one.process.scenarios) for one in built)
        looked_at = f"{plural(len(built), 'démarche lue', 'démarches lues')}, "
        looked_at += f"{plural(scenarios, 'scénario joué', 'scénarios joués')}."
        manual = f"\n{MANUAL}" if self.problems else ""
        return f"{report.render_all(self.problems, self.lines)}{manual}\n{looked_at}"


MANUAL = "Chaque code entre crochets a sa page : docs/manuel/erreurs/<code>.md"


def plural(number: int, one: str, several: str) -> str:
    return f"{number} {several if number > 1 else one}"


def check(root: Path, files: Sequence[Path] = ()) -> Verdict:
    """Judge the whole folder of the city; with `files` (or folders), tell only what concerns them.

    A file from elsewhere is judged as a démarche of this city.
    """
    city = catalogue.load(root, rehearsal.check)
    faces = theme_problems(root / "themes")
    problems = [*city.problems, *faces]
    lines: dict[str, Sequence[str]] = {**city.lines, **lines_of(root, faces)}
    if not files:
        return Verdict(city, problems, lines)
    told: list[Problem] = []
    for path in files:
        name = name_in(root, path)
        if name is None:
            told += check_guest(path, city, lines)
        else:
            told += [problem for problem in problems if concerns(problem.spot.file, name, city)]
    return Verdict(city, told, lines, frozenset(path.stem for path in files) & city.built.keys())


def theme_problems(folder: Path) -> list[Problem]:
    """Every mistake of every face the city has, and of the templates it writes itself."""
    found: list[Problem] = []
    for theme in sorted(path.name for path in folder.glob("[!._]*") if path.is_dir()):
        found += face.check(folder, theme)
        if theme != "base":
            found += template_mistakes(folder, theme)
    return list(dict.fromkeys(found))


def lines_of(root: Path, problems: Sequence[Problem]) -> dict[str, Sequence[str]]:
    """The lines that these problems point at, as far as they can be read."""
    files = {problem.spot.file for problem in problems if (root / problem.spot.file).is_file()}
    return {file: (root / file).read_text("utf-8", errors="replace").splitlines() for file in files}


def name_in(root: Path, path: Path) -> str | None:
    """The file or folder as the city's folder names it, None when it is elsewhere."""
    try:
        name = path.resolve().relative_to(root.resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):
        return None
    return name if name.split("/")[0] in ("processes", "forms", "themes") and path.exists() else None


def concerns(file: str, name: str, city: Catalogue) -> bool:
    """Whether a mistake in `file` is one of the file or folder asked for, or of a block it includes."""
    return file == name or file.startswith(f"{name}/") or file in sources_of(city, name)


def sources_of(city: Catalogue, name: str) -> set[str]:
    slug = name.removeprefix("processes/").removesuffix(".yaml")
    return set(city.built[slug].process.sources) if slug in city.built else set()


def check_guest(path: Path, city: Catalogue, lines: dict[str, Sequence[str]]) -> list[Problem]:
    if path.is_dir() and (inside := sorted(path.glob("*.yaml"))):
        return [problem for file in inside for problem in check_guest(file, city, lines)]
    if not path.is_file():
        what = "Ce dossier n’a aucun fichier .yaml" if path.is_dir() else f"Le fichier « {path} » n’existe pas"
        sentence = f"{what}."
        return [Problem(Spot(str(path), 1, 1), "fichier-absent", sentence, "Vérifiez son nom et son dossier.")]
    file = source.read(path, str(path))
    lines[str(path)] = file.lines
    found = list(file.problems)
    if readable(file):
        found += catalogue.read_guest(path.stem, file, city, rehearsal.check)
    return found
