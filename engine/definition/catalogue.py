"""The folder of the city, read whole: organisation, démarches and blocks, with every mistake found.

A démarche with a mistake is left out of `processes`; the others are there all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine import names
from engine.calendar import Calendar
from engine.definition import blocks, organisation, rules, schema, source
from engine.definition.build import Built, build
from engine.definition.city import City
from engine.definition.located import Located
from engine.definition.process import Process
from engine.definition.source import Source
from engine.errors import DefinitionError, Problem, Spot

ORGANISATION = "processes/_organisation.yaml"


@dataclass
class Catalogue:
    """What the city's files say. `built` holds every démarche read, even faulty; `processes` those that may go live."""

    root: Path
    city: City
    built: dict[str, Built] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    blocks: dict[str, Source] = field(default_factory=dict)

    @property
    def processes(self) -> dict[str, Process]:
        return {slug: built.process for slug, built in self.built.items() if not self.blocked(built)}

    def blocked(self, built: Built) -> bool:
        """A démarche is held back by its own mistakes and by those of the blocks it includes."""
        files = {*built.process.sources}
        return any(problem.blocks and problem.spot.file in files for problem in self.problems)

    @property
    def live(self) -> bool:
        """Whether the organisation itself can be used."""
        return not any(problem.blocks and problem.spot.file == ORGANISATION for problem in self.problems)


Rehearsal = Callable[[Built, City], None]
"""Plays the scenarios of a sound démarche: engine/rehearsal.py, which stands above this room."""


def load(root: Path, rehearse: Rehearsal | None = None) -> Catalogue:
    """Read `processes/` and `forms/` under root. Never raises for what is written there."""
    found: list[Problem] = []
    catalogue = Catalogue(root, read_city(root, found), problems=found)
    catalogue.blocks = read_folder(root, "forms", catalogue)
    check_blocks(catalogue)
    for path, file in read_folder(root, "processes", catalogue).items():
        slug = path.removeprefix("processes/").removesuffix(".yaml")
        if slug.startswith("_") or file.blocked:
            continue
        built = read_process(slug, file, catalogue, rehearse)
        catalogue.built[slug] = built
        catalogue.problems += built.problems
    catalogue.problems = list(dict.fromkeys(catalogue.problems))
    return catalogue


def read_city(root: Path, problems: list[Problem]) -> City:
    nowhere = City("", Calendar(closures={}, hours={}), {}, {})
    path = root / ORGANISATION
    if not path.is_file():
        spot = Spot(ORGANISATION, 1, 1)
        sentence = "Il manque le fichier qui décrit la ville : ses services, ses personnes, ses horaires."
        problems.append(Problem(spot, "organisation-absente", sentence, f"Créez {ORGANISATION}."))
        return nowhere
    file = source.read(path, ORGANISATION)
    problems += file.problems
    if file.blocked:
        return nowhere
    city, mistakes = organisation.read(file)
    problems += mistakes
    return city


def read_folder(root: Path, folder: str, catalogue: Catalogue) -> dict[str, Source]:
    files = {}
    for path in sorted((root / folder).glob("*.yaml")):
        name = f"{folder}/{path.name}"
        files[name] = source.read(path, name)
        catalogue.lines[name] = files[name].lines
        if name != ORGANISATION:
            catalogue.problems += files[name].problems
    for path in sorted((root / folder).glob("*.yml")):
        spot = Spot(f"{folder}/{path.name}", 1, 1)
        catalogue.problems.append(
            Problem(spot, "extension", f"« {path.name} » n’est pas lu.", f"Renommez-le {path.stem}.yaml.")
        )
    return files


def check_blocks(catalogue: Catalogue) -> None:
    """The outline of each block; its questions are checked in the démarches that use it."""
    for file in catalogue.blocks.values():
        if not file.blocked:
            where = Located(file.data, file.spots, file.key_spots, [])
            where.shaped((), file.data, schema.BLOCK)
            catalogue.problems += where.problems


def read_process(slug: str, file: Source, catalogue: Catalogue, rehearse: Rehearsal | None) -> Built:
    built = compile_source(slug, file, catalogue.blocks)
    rules.check(built, catalogue.city)
    sound = not any(problem.blocks for problem in [*built.problems, *file.problems])
    if sound and rehearse is not None:
        rehearse(built, catalogue.city)
    return built


def read_guest(slug: str, file: Source, catalogue: Catalogue, rehearse: Rehearsal | None) -> list[Problem]:
    """The mistakes of a file from elsewhere, judged as a démarche of this city."""
    return read_process(slug, file, catalogue, rehearse).problems


def compile_source(slug: str, file: Source, sources: Mapping[str, Source]) -> Built:
    available = [name.removeprefix("forms/").removesuffix(".yaml") for name in sources]
    expansion = blocks.expand(
        file,
        lambda name: sources.get(f"forms/{name}.yaml"),
        lambda name: Located.nearest(name, available),
    )
    return build(slug, expansion)


def compile_edition(slug: str, texts: Mapping[str, str]) -> Process:
    """The Process of a stored edition, from its exact texts. Raises DefinitionError when they cannot be read."""
    parsed = {name: source.parse(text, name) for name, text in texts.items()}
    built = compile_source(slug, parsed[f"processes/{slug}.yaml"], parsed)
    if mistakes := [problem for problem in built.problems if problem.blocks]:
        raise DefinitionError(mistakes)
    return built.process


def near_slug(slug: str, catalogue: Catalogue) -> str | None:
    """The démarche whose address is nearest to one that does not exist."""
    return names.nearest(slug, list(catalogue.processes))
