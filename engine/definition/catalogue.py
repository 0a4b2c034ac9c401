"""The folder of the city, read whole: organisation, démarches and blocks, with every mistake found.

A démarche with a mistake is left out of `processes`; the others are there all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.calendar import Calendar
from engine import names
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


def load(root: Path, check_scenarios: Callable[[Built, City], None] | None = None) -> Catalogue:
    """Read `processes/` and `forms/` under root. Never raises for what is written there.

    `check_scenarios` rehearses the scenarios of a sound démarche (engine/rehearsal.py stands above this room).
    """
    catalogue = Catalogue(root, read_city(root, found := []))
    catalogue.problems = found
    sources = read_folder(root, "forms", catalogue)
    check_blocks(sources, catalogue)
    for path, file in sorted(read_folder(root, "processes", catalogue).items()):
        slug = path.removeprefix("processes/").removesuffix(".yaml")
        if slug.startswith("_") or file.blocked:
            continue
        read_process(slug, file, sources, catalogue, check_scenarios)
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


def check_blocks(sources: Mapping[str, Source], catalogue: Catalogue) -> None:
    """The outline of each block; its questions are checked in the démarches that use it, or alone when none does."""
    for file in sources.values():
        if not file.blocked:
            where = Located(file.data, file.spots, file.key_spots, [])
            where.shaped((), file.data, schema.BLOCK)
            catalogue.problems += where.problems


def read_process(
    slug: str,
    file: Source,
    sources: Mapping[str, Source],
    catalogue: Catalogue,
    check_scenarios: Callable[[Built, City], None] | None,
) -> None:
    built = compile_source(slug, file, sources)
    rules.check(built, catalogue.city)
    sound = not any(problem.blocks for problem in [*built.problems, *file.problems])
    if sound and check_scenarios is not None:
        check_scenarios(built, catalogue.city)
    catalogue.built[slug] = built
    catalogue.problems += built.problems


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
