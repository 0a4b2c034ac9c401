"""`inclure:` : the blocks of `forms/` put in their place, before anything is checked, positions kept.

After expansion the rest of the engine sees one definition, whose every part still knows the file and line it was
written on. A block cannot include another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from engine import names
from engine.definition.expansion import Expansion, located, lose_block, widths
from engine.definition.inclusion import (
    add_conditions,
    check_needed,
    graft_part,
    graft_question,
    is_include,
    looked_at,
    read_inclusion,
    stays,
    without_repeated,
)
from engine.definition.listfile import ListFile
from engine.definition.lists import Shelf
from engine.definition.located import ENOUGH, Located, Path
from engine.definition.schema import BLOCK, INCLUDE, INCLUDE_INSIDE, PAGE, PROCESS
from engine.definition.source import Source
from engine.errors import ADVICE


def expand(
    origin: Source,
    block: Callable[[str], Source | None],
    nearest: Callable[[str], str],
    lists: Mapping[str, ListFile] = MappingProxyType({}),
) -> Expansion:
    """Put in every block. `block(name)` gives its source or None; `nearest(name)` a suggestion or ""."""
    where = Located({}, {(): origin.spot(())}, {}, widths=widths(origin), lines={origin.file: origin.lines})
    work = Expansion(located(origin, where), block, nearest, where, {origin.file: origin}, Shelf(lists))
    for key, value in work.written.canonical((), origin.data, PROCESS).items():
        path = (key,)
        where.data[key] = value
        moves = key == "formulaire" and isinstance(value, list)  # its pages are put in place one by one
        work.graft(work.written, "" if moves else value, path, path)
    if "conditions" not in where.data:  # a misspelt key is one mistake, the names under it are not missing besides
        strange = [key for key in where.data if key not in PROCESS]
        work.lost.any_condition = any(names.nearest(key, PROCESS) == "conditions" for key in strange[:ENOUGH])
    if isinstance(pages := where.data.get("formulaire"), list):
        where.data["formulaire"] = [expand_page(work, page, ("formulaire", index)) for index, page in enumerate(pages)]
    if isinstance(own := where.data.get("conditions", {}), Mapping):
        where.data["conditions"] = {**work.conditions, **own}  # those of the démarche may use those of its blocks
    return work


def expand_page(work: Expansion, page: Any, path: Path) -> Any:
    """The page with its blocks put in; None when nothing of it is left to read."""
    if not isinstance(page, Mapping):
        work.graft(work.written, page, path, path)
        if not (isinstance(page, str) and work.block(page)):
            return page
        sentence = f"« {page} » est un bloc : il faut dire qu’on l’inclut."
        work.written.report(path, "type-attendu", sentence, f"Écrivez « - inclure: {page} ».")
        lose_block(work)
        return None
    work.checks.clear()
    entry = work.written.canonical(path, page, {**INCLUDE, **PAGE})
    if "inclure" in entry:
        return with_checks(work, page_of_block(work, entry, path), path)
    if misspelt_include(work, entry, path):
        return None
    questions = entry.get("questions")
    work.graft(work.written, {**entry, "questions": ""}, path, path)
    if isinstance(questions, list):
        expanded = expand_questions(work, questions, (*path, "questions"))
        return with_checks(work, {**entry, "questions": expanded}, path) if expanded or not questions else None
    work.graft(work.written, questions, (*path, "questions"), (*path, "questions"))
    return entry


def with_checks(work: Expansion, page: dict[str, Any] | None, path: Path) -> dict[str, Any] | None:
    """The page with the verifications of its blocks after its own."""
    own = page.get("verifications", []) if page is not None else None
    if page is None or not work.checks or not isinstance(own, list):
        return page
    places = (*path, "verifications")
    work.where.spots.setdefault(places, work.written.spot(path))
    brought = []
    for number, (inclusion, index) in enumerate(work.checks, len(own)):
        graft_part(work, inclusion, "verifications", index, (*places, number))
        brought.append(inclusion.check(index))
    return {**page, "verifications": [*own, *brought]}


def misspelt_include(work: Expansion, entry: Mapping[str, Any], path: Path) -> bool:
    """« includre: contact » is one mistake, not a page without title and questions."""
    unknown = [key for key in entry if key not in PAGE]
    close = [key for key in unknown if names.nearest(key, (*INCLUDE, *PAGE)) == "inclure"]
    if not close or "questions" in entry:
        return False
    sentence = f"« {close[0]} » n’existe pas dans une page."
    work.written.report((*path, close[0]), "cle-inconnue", sentence, "Vouliez-vous dire « inclure » ?", key=True)
    lose_block(work)
    return True


def page_of_block(work: Expansion, entry: Mapping[str, Any], path: Path) -> dict[str, Any] | None:
    """`- inclure: contact` stands for one page, titled by the block unless the démarche says otherwise."""
    work.graft(work.written, entry, path, path)
    include = work.written.shaped(path, entry, INCLUDE)
    block = find_block(work, include, path)
    if block is None:
        return None
    page = {key: value for key, value in include.items() if key in PAGE}
    for key, own in (("page", "titre"), ("texte", "texte")):
        if key not in page and isinstance(words := block.data.get(own), str) and words:
            page[key] = words
            work.graft(block, words, (own,), (*path, key))
    page.setdefault("page", include["inclure"])
    work.where.spots[(*path, "questions")] = work.written.spots[path]
    kept = {key: value for key, value in include.items() if key != "si"}  # it governs the page
    page["questions"] = block_questions(work, block, kept, path, (*path, "questions"), 0)
    return page if page["questions"] else None


def expand_questions(work: Expansion, written: list[Any], path: Path) -> list[Any]:
    work.where.spots[path] = work.written.spots[path]
    questions: list[Any] = []
    for index, entry in enumerate(written):
        old, new = (*path, index), (*path, len(questions))
        known = work.written.canonical(old, entry, INCLUDE_INSIDE) if is_include(entry) else {}
        if "inclure" not in known:
            work.graft(work.written, entry, old, new)
            questions.append(entry)
            continue
        include = work.written.shaped(old, known, INCLUDE_INSIDE)
        block = find_block(work, include, old)
        if block is not None:
            questions += block_questions(work, block, include, old, path, len(questions))
    return questions


def find_block(work: Expansion, include: Mapping[str, Any], path: Path) -> Located | None:
    name = include.get("inclure")
    block = work.block(name) if name else None
    if name and block is None:
        near = work.nearest(name.removesuffix(".yaml"))
        help = near or f"Créez le fichier forms/{name}.yaml, ou corrigez le nom."
        work.written.report((*path, "inclure"), "bloc-inconnu", f"Le bloc « {name} » n’existe pas dans forms/.", help)
    if name and block is not None:
        tell_newer(work, name, path)
        found = work.take(block)
        found.data = found.canonical((), block.data, BLOCK)
        if readable(block) and isinstance(found.data.get("questions"), list):
            return found
    lose_block(work)
    return None


def tell_newer(work: Expansion, name: str, path: Path) -> None:
    """`contact` and `contact@2` are two versions of a block: the newer one is worth a look."""
    stem, _, number = name.partition("@")
    newer = f"{stem}@{int(number) + 1 if number.isdecimal() else 2}"
    if work.block(newer) is not None:
        sentence = f"« {name} » a une version plus récente : {newer}."
        help = f"Écrivez « inclure: {newer} » quand la démarche est prête."
        work.written.report((*path, "inclure"), "bloc-ancien", sentence, help, level=ADVICE)


SURELY_MENDED = {
    *("tabulation", "espace-insecable", "caractere-invisible", "guillemets-typographiques", "barre-oblique-inverse"),
    *("deux-points-dans-texte", "deux-points-colles", "caractere-en-tete", "diese-coupe-texte", "virgule-manquante"),
    "etiquette-interdite",
}
"""Traps of a single line, whose meaning is certain: what follows them can be judged as well."""


def readable(file: Source) -> bool:
    """Whether what was read is what was meant. A wrong guess would blame what is right."""
    return bool(file.data) and all(problem.code in SURELY_MENDED for problem in file.problems if problem.blocks)


# --- the questions of a block


def block_questions(
    work: Expansion, block: Located, include: Mapping[str, Any], path: Path, target: Path, start: int
) -> list[Any]:
    """The questions of a block under their final ids, with what the démarche leaves out or makes optional."""
    inclusion = read_inclusion(work, block, include, path)
    check_needed(work, inclusion)
    add_conditions(work, inclusion)
    kept = [index for index, question in enumerate(inclusion.written) if stays(work, inclusion, question)]
    if not kept and inclusion.without:
        sentence = "Ce bloc ne pose plus aucune question : « sauf » les retire toutes."
        work.written.report((*path, "sauf"), "page-vide", sentence, "Retirez ce bloc, ou gardez une question.")
    for index, check in enumerate(inclusion.checks):
        if not looked_at(check, inclusion.conditions) & inclusion.without.keys():
            work.checks.append((inclusion, index))
    fresh = without_repeated(work, inclusion, kept)
    for place, index in enumerate(fresh, start):
        graft_question(work, inclusion, index, (*target, place))
    return [inclusion.question(index) for index in fresh]


# --- the conditions of a block
