"""The folder of the city, read whole: organisation, démarches and blocks, with every mistake found.

A démarche with a mistake is left out of `processes`; the others are there all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from engine import names
from engine.calendar import Calendar
from engine.definition import blocks, city_cycle, listfile, organisation, parameter, portal, rules, source, translation
from engine.definition.build import Built, build, fingerprint, read_block
from engine.definition.city import City
from engine.definition.listfile import ListFile
from engine.definition.lists import Shelf
from engine.definition.located import Located, grouped, suggestion
from engine.definition.process import Process
from engine.definition.source import Source
from engine.errors import DefinitionError, Problem, Spot
from engine.language import FRENCH, OTHERS

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
    lists: dict[str, ListFile] = field(default_factory=dict)
    """The files of forms/listes/, by their path."""
    parameters: Source | None = None
    """Those that all démarches share."""
    steps: Source | None = None
    """The city's own life cycle, if it writes one."""
    portal: Source | None = None
    """The moments of life and where free requests go, if the city says it."""
    translations: dict[str, Source] = field(default_factory=dict)
    """By path: `processes/x.ar.yaml`."""

    @property
    def shared(self) -> dict[str, Source]:
        """The files that a démarche may draw upon, by path."""
        city = {parameter.FILE: self.parameters, city_cycle.CITY_FILE: self.steps, portal.FILE: self.portal}
        return {**self.blocks, **{name: file for name, file in city.items() if file}, **self.translations}

    @cached_property
    def processes(self) -> dict[str, Process]:
        """Those held back neither by their own mistakes nor by those of the blocks they include."""
        faulty = {problem.spot.file for problem in self.problems if problem.blocks}
        return {slug: built.process for slug, built in self.built.items() if not faulty & {*built.process.sources}}

    @property
    def live(self) -> bool:
        """Whether the organisation itself can be used."""
        return not any(problem.blocks and problem.spot.file == ORGANISATION for problem in self.problems)


Rehearsal = Callable[[Built, City], None]
"""Plays the scenarios of a sound démarche: engine/rehearsal.py, which stands above this room."""


def load(root: Path, rehearse: Rehearsal | None = None) -> Catalogue:
    """Read `processes/` and `forms/` under root. Never raises for what is written there."""
    catalogue = Catalogue(root, City("", Calendar(closures={}, hours={}), {}, {}))
    files = read_folder(root, "processes", catalogue)
    catalogue.blocks = read_folder(root, "forms", catalogue)
    read_lists(root, catalogue)
    read_city(files.get(ORGANISATION), catalogue)
    read_steps(files.get(city_cycle.CITY_FILE), catalogue)
    for file in catalogue.blocks.values():
        check_block(file, catalogue)
    if shared := files.get(parameter.FILE):
        catalogue.parameters = shared
        catalogue.problems += parameter.read_city(shared)[1].problems if blocks.readable(shared) else []
    if ORGANISATION not in files:
        files = {path: file for path, file in files.items() if not is_organisation(path)}
    read_translations(files, catalogue)
    told = read_portal(files.get(portal.FILE), catalogue)
    for path, file in files.items():
        slug = path.removeprefix("processes/").removesuffix(".yaml")
        if not slug.startswith("_") and blocks.readable(file):
            catalogue.built[slug] = read_process(slug, file, catalogue, rehearse)
            catalogue.problems += catalogue.built[slug].problems
    for built in catalogue.built.values():
        catalogue.problems += lost_ways(built, catalogue)
    if told is not None:
        known = {slug: built.process for slug, built in catalogue.built.items()}
        sound = not any(problem.blocks for problem in catalogue.problems)
        catalogue.problems += portal.check(catalogue.city.portal, told, known, sound=sound)
    judge_translations(files, catalogue)
    catalogue.problems = grouped(catalogue.problems)
    return catalogue


def read_lists(root: Path, catalogue: Catalogue) -> None:
    catalogue.lists = listfile.read_folder(root)
    catalogue.problems += listfile.overlooked(root)
    for path, file in catalogue.lists.items():
        catalogue.lines[path] = file.lines
        catalogue.problems += file.problems


def lost_ways(built: Built, catalogue: Catalogue) -> list[Problem]:
    """Démarches that a person would be sent to and that do not exist. Told once every file has been read."""
    before = len(built.problems)
    for page in built.process.pages:
        for index, one in enumerate(page.elsewhere):
            if one.slug == built.process.slug:
                path = (*built.page_paths[page.id], "eligibilite", index, "vers")
                sentence = f"« {one.slug} » est cette démarche : la personne reviendrait ici."
                built.where.report(
                    path, "demarche-inconnue", sentence, "Nommez une autre démarche, ou retirez « vers »."
                )
            elif one.slug and one.slug not in catalogue.built:
                path = (*built.page_paths[page.id], "eligibilite", index, "vers")
                sentence = f"« {one.slug} » n’est pas une démarche de la ville."
                help = suggestion(one.slug, catalogue.built) or "Écrivez le nom de son fichier, sans .yaml."
                built.where.report(path, "demarche-inconnue", sentence, help)
    return built.problems[before:]


def read_city(file: Source | None, catalogue: Catalogue) -> None:
    if file is None:
        near = [path for path in catalogue.lines if is_organisation(path)]
        help = f"Renommez {near[0]} en _organisation.yaml." if near else f"Créez {ORGANISATION}."
        if not (catalogue.root / "processes").is_dir():
            help = "Lancez la commande depuis le dossier de la ville, celui qui contient « processes »."
        sentence = "Il manque le fichier qui décrit la ville : ses services, ses personnes, ses horaires."
        catalogue.problems.append(Problem(Spot(ORGANISATION, 1, 1), "organisation-absente", sentence, help))
    elif blocks.readable(file):
        catalogue.city, mistakes = organisation.read(file, catalogue.root)
        catalogue.problems += mistakes


def read_steps(file: Source | None, catalogue: Catalogue) -> None:
    """The life cycle of the démarches that do not write theirs."""
    if file is not None and blocks.readable(file):
        catalogue.steps = file
        catalogue.problems += city_cycle.read_city(file)[1]


def read_portal(file: Source | None, catalogue: Catalogue) -> Located | None:
    """How the catalogue is told; where its mistakes will be, once the démarches are known."""
    if file is None or not blocks.readable(file):
        return None
    catalogue.portal = file
    told, where = portal.read(file, catalogue.translations)
    catalogue.city = replace(catalogue.city, portal=told)
    return where


def read_translations(files: Mapping[str, Source], catalogue: Catalogue) -> None:
    """Those of a file that is there, into a language that we have."""
    origins = {**files, **catalogue.blocks}
    for path, file in list(catalogue.translations.items()):
        if strange := translation.strange(file, origins):
            meant = translation.language_of(path) in OTHERS or translation.origin_of(path) in origins
            catalogue.problems += [strange] if meant else misnamed(path)
            del catalogue.translations[path]


def judge_translations(files: Mapping[str, Source], catalogue: Catalogue) -> None:
    """What each one lacks. Of a French file that cannot be used, the translations are left in peace."""
    origins = {**files, **catalogue.blocks}
    faulty = {problem.spot.file for problem in catalogue.problems if problem.blocks}
    for path, file in catalogue.translations.items():
        origin = translation.origin_of(path)
        if origin not in faulty and blocks.readable(file):
            catalogue.problems += translation.check(origins[origin], file)


def is_organisation(path: str) -> bool:
    """A file whose name is nearly the one of the organisation is not a démarche."""
    return path.startswith("processes/") and "organisation" in names.fold(path)


def read_folder(root: Path, folder: str, catalogue: Catalogue) -> dict[str, Source]:
    files: dict[str, Source] = {}
    for path in sorted((root / folder).glob("*")):
        name = f"{folder}/{path.name}"
        if path.suffix == ".yaml":
            kept = catalogue.translations if translation.is_translation(name) else files
            kept[name] = source.read(path, name)
            catalogue.lines[name] = kept[name].lines
            catalogue.problems += [*kept[name].problems, *misnamed(translation.origin_of(name))]
        else:
            catalogue.problems += overlooked(path, name)
    return files


def misnamed(name: str) -> Iterator[Problem]:
    """A file name becomes an address, and the word written after `inclure`."""
    stem = name.split("/")[1].removesuffix(".yaml")
    version = "(@[1-9][0-9]?)?" if name.startswith("forms/") else ""
    if name == ORGANISATION or re.fullmatch(rf"_?[a-z0-9][a-z0-9_-]{{0,79}}{version}", stem):
        return
    plain = re.sub(r"[^a-z0-9_]+", "-", names.fold(stem)).strip("-")[:80]
    sentence = f"« {stem} » ne peut pas servir d’adresse : des minuscules sans accent, des chiffres et des tirets."
    yield Problem(Spot(name, 1, 1), "nom-de-fichier", sentence, f"Renommez-le {plain}.yaml." if plain else "")


def overlooked(path: Path, name: str) -> Iterator[Problem]:
    """What looks like a file of the city and is not read."""
    if path.name.startswith(".") or path.name.endswith(("~", ".bak", ".swp")):
        return
    spot = Spot(name, 1, 1)
    if path.is_dir():
        if not listfile.is_list(f"{name}/") and any(path.rglob("*.yaml")):
            sentence = f"« {path.name} » est un dossier : les fichiers qu’il contient ne sont pas lus."
            yield Problem(spot, "sous-dossier", sentence, f"Mettez-les directement dans {name.split('/')[0]}.")
    elif re.search(r"\.ya?ml\b", path.name, re.IGNORECASE):
        stem = re.split(r"\.ya?ml\b", path.name, flags=re.IGNORECASE)[0]
        yield Problem(spot, "extension", f"« {path.name} » n’est pas lu.", f"Renommez-le {stem}.yaml.")


def check_block(file: Source, catalogue: Catalogue) -> None:
    """What can be said of a block alone; the conditions that look at the démarche are checked where it is used."""
    if blocks.readable(file):
        catalogue.problems += read_block(file, Shelf(catalogue.lists))


def read_process(slug: str, file: Source, catalogue: Catalogue, rehearse: Rehearsal | None) -> Built:
    built = compile_source(slug, file, catalogue.shared, catalogue.lists)
    rules.check(built, catalogue.city, city_sound=catalogue.live)
    faulty = {problem.spot.file for problem in [*catalogue.problems, *file.problems, *built.problems] if problem.blocks}
    sound = not faulty & {ORGANISATION, *built.process.sources}
    if sound and rehearse is not None:
        rehearse(built, catalogue.city)
    rules.silence(built, sound=sound)
    return built


def read_guest(slug: str, file: Source, catalogue: Catalogue, rehearse: Rehearsal | None) -> list[Problem]:
    """The mistakes of a file from elsewhere, judged as a démarche of this city."""
    return grouped(read_process(slug, file, catalogue, rehearse).problems)


def compile_source(
    slug: str,
    file: Source,
    sources: Mapping[str, Source],
    lists: Mapping[str, ListFile] = MappingProxyType({}),
    language: str = FRENCH,
) -> Built:
    """`sources` are the files it may draw upon, translations included; `language` is the one it is to be read in."""
    translations = {path: one for path, one in sources.items() if translation.is_translation(path)}
    files = {path: one for path, one in {**sources, file.file: file}.items() if path not in translations}
    if language != FRENCH:
        files = {
            path: translation.spoken(one, translations.get(translation.path_in(path, language)))
            for path, one in files.items()
            if blocks.readable(one)
        }
    available = [name.removeprefix("forms/").removesuffix(".yaml") for name in files if name.startswith("forms/")]
    expansion = blocks.expand(
        files[file.file],
        lambda name: files.get(f"forms/{name}.yaml"),
        lambda name: suggestion(name, available),
        lists,
    )
    built = build(slug, expansion, files.get(parameter.FILE), files.get(city_cycle.CITY_FILE), language)
    built.process = pinned(built.process, translations)
    if language != FRENCH:
        left = sum(translation.left(files[path]) for path in built.process.sources if path in files)
        built.process = replace(built.process, untranslated=left)
    return built


def pinned(process: Process, translations: Mapping[str, Source]) -> Process:
    """With the translations of the files it was read from: they are part of its edition."""
    mine = {path: one for path, one in translations.items() if translation.origin_of(path) in process.sources}
    if not mine:
        return process
    texts = {path: "\n".join(one.lines) for path, one in mine.items()}
    sources = dict(sorted({**process.sources, **texts}.items()))
    languages = tuple(code for code in OTHERS if translation.path_in(f"processes/{process.slug}.yaml", code) in mine)
    return replace(process, sources=sources, fingerprint=fingerprint(sources), languages=languages)


def compile_edition(slug: str, texts: Mapping[str, str], language: str = FRENCH) -> Process:
    """The Process of a stored edition, from its exact texts. Raises DefinitionError when they cannot be read."""
    lists = {name: listfile.parse(text, name) for name, text in texts.items() if listfile.is_list(name)}
    parsed = {name: source.parse(text, name) for name, text in texts.items() if name not in lists}
    built = compile_source(slug, parsed[f"processes/{slug}.yaml"], parsed, lists, language)
    if mistakes := [problem for problem in built.problems if problem.blocks]:
        raise DefinitionError(mistakes)
    return built.process


def near_slug(slug: str, catalogue: Catalogue) -> str | None:
    """The démarche whose address is nearest to one that does not exist."""
    return names.nearest(slug, list(catalogue.processes))
