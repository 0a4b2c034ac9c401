"""`inclure:` : the blocks of `forms/` put in their place, before anything is checked, positions kept.

After expansion the rest of the engine sees one definition, whose every part still knows the file and line it was
written on. A block cannot include another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.schema import INCLUDE
from engine.definition.source import Source
from engine.errors import Problem, Spot

Path = tuple[Any, ...]
INCLUDE_KEYS = tuple(INCLUDE)


@dataclass
class Expansion:
    """The definition while blocks are put in: new data, where each part was written, what went wrong."""

    origin: Source
    block: Callable[[str], Source | None]
    nearest: Callable[[str], str]
    data: dict[str, Any] = field(default_factory=dict)
    spots: dict[Path, Spot] = field(default_factory=dict)
    key_spots: dict[Path, Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Source] = field(default_factory=dict)

    def graft(self, source: Source, old: Path, new: Path) -> None:
        """Positions of everything under `old` in a source are known under `new` here."""
        depth = len(old)
        for path, spot in source.spots.items():
            if path[:depth] == old:
                self.spots[new + path[depth:]] = spot
        for path, spot in source.key_spots.items():
            if path[:depth] == old and len(path) > depth:
                self.key_spots[new + path[depth:]] = spot

    def report(self, path: Path, code: str, sentence: str, help: str = "") -> None:
        self.problems.append(Problem(self.origin.spots[path], code, sentence, help))


def expand(origin: Source, block: Callable[[str], Source | None], nearest: Callable[[str], str]) -> Expansion:
    """Put in every block. `block(name)` gives its source or None; `nearest(name)` a suggestion or ""."""
    work = Expansion(origin, block, nearest, files={origin.file: origin})
    work.graft(origin, (), ())
    work.data = dict(origin.data)
    conditions = origin.data.get("conditions")
    work.data["conditions"] = dict(conditions) if isinstance(conditions, Mapping) else conditions or {}
    pages = origin.data.get("formulaire")
    if isinstance(pages, list):
        forget(work, ("formulaire",))
        work.data["formulaire"] = [expand_page(work, page, ("formulaire", index)) for index, page in enumerate(pages)]
    return work


def forget(work: Expansion, root: Path) -> None:
    """Questions move when a block is put in: their positions are learnt again, one by one."""
    for table in (work.spots, work.key_spots):
        for path in [path for path in table if path[: len(root)] == root and len(path) > len(root)]:
            del table[path]


def expand_page(work: Expansion, page: Any, path: Path) -> Any:
    work.graft(work.origin, path, path)
    if isinstance(page, Mapping) and "inclure" in page:
        return page_of_block(work, page, path)
    if isinstance(page, Mapping) and isinstance(page.get("questions"), list):
        forget(work, (*path, "questions"))
        return {**page, "questions": expand_questions(work, page["questions"], (*path, "questions"))}
    return page


def page_of_block(work: Expansion, page: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """`- inclure: contact` stands for one page, titled by the block unless the démarche says otherwise."""
    kept = {key: value for key, value in page.items() if key not in ("inclure", "sauf", "facultatif", "prefixe")}
    block = find_block(work, page, path)
    if block is None:
        return {"page": str(page["inclure"]), **kept, "questions": []}
    for key, own in (("page", "titre"), ("texte", "texte")):
        if own in block.data and key not in kept:
            kept[key] = block.data[own]
            work.graft(block, (own,), (*path, key))
    work.spots[(*path, "questions")] = block.spots.get(("questions",), block.spots[()])
    kept["questions"] = block_questions(work, block, page, path, (*path, "questions"), 0)
    return kept


def expand_questions(work: Expansion, written: list[Any], path: Path) -> list[Any]:
    questions: list[Any] = []
    for index, entry in enumerate(written):
        old, new = (*path, index), (*path, len(questions))
        if not (isinstance(entry, Mapping) and "inclure" in entry):
            work.graft(work.origin, old, new)
            questions.append(entry)
            continue
        block = find_block(work, entry, old)
        if block is not None:
            added = block_questions(work, block, entry, old, path, len(questions))
            if "si" in entry:
                added = [
                    guarded(work, question, entry["si"], (*path, len(questions) + i), old)
                    for i, question in enumerate(added)
                ]
            questions.extend(added)
    return questions


def find_block(work: Expansion, include: Mapping[str, Any], path: Path) -> Source | None:
    for key in include:
        if key not in INCLUDE_KEYS:
            spot = work.origin.key_spots[(*path, key)]
            sentence = f"« {key} » n’existe pas dans un bloc inclus."
            work.problems.append(
                Problem(
                    spot, "cle-inconnue", sentence, f"Vous pouvez écrire : {', '.join(INCLUDE_KEYS)}.", width=len(key)
                )
            )
    name = include["inclure"]
    block = work.block(name) if isinstance(name, str) else None
    if block is None:
        help = work.nearest(str(name)) or f"Créez le fichier forms/{name}.yaml, ou corrigez le nom."
        work.report((*path, "inclure"), "bloc-inconnu", f"Le bloc « {name} » n’existe pas dans forms/.", help)
        return None
    work.files[block.file] = block
    return None if block.blocked else block


def block_questions(
    work: Expansion, block: Source, include: Mapping[str, Any], where: Path, target: Path, start: int
) -> list[Any]:
    """The questions of a block under their final ids, with what the démarche leaves out or makes optional."""
    written = block.data.get("questions")
    if not isinstance(written, list):
        return []
    ids = [question.get("id") for question in written if isinstance(question, Mapping)]
    without, optional = (named_questions(work, include, key, ids, where) for key in ("sauf", "facultatif"))
    prefix = include.get("prefixe", "")
    names = block.data.get("conditions")
    conditions: Mapping[str, Any] = names if isinstance(names, Mapping) else {}
    renamed = Renaming(f"{prefix}_" if prefix else "", {*ids}, {*conditions})
    add_conditions(work, block, conditions, renamed)
    questions: list[Any] = []
    for index, question in enumerate(written):
        if isinstance(question, Mapping) and question.get("id") in without:
            continue
        work.graft(block, ("questions", index), (*target, start + len(questions)))
        questions.append(overridden(question, optional, renamed))
    return questions


def named_questions(work: Expansion, include: Mapping[str, Any], key: str, ids: list[Any], where: Path) -> set[str]:
    written = include.get(key, [])
    names = written if isinstance(written, list) else [written]
    for index, name in enumerate(names):
        if name not in ids:
            path = (*where, key, index) if isinstance(written, list) else (*where, key)
            known = ", ".join(str(id) for id in ids)
            work.report(
                path, "question-inconnue", f"« {name} » n’est pas une question du bloc.", f"Ses questions : {known}."
            )
    return {name for name in names if isinstance(name, str)}


@dataclass(frozen=True)
class Renaming:
    """How the ids of a block change with `prefixe:`; conditions written inside the block follow."""

    prefix: str
    ids: set[Any]
    conditions: set[str]

    def name(self, word: Any) -> Any:
        return f"{self.prefix}{word}" if isinstance(word, str) else word

    def condition(self, written: Any) -> Any:
        if not self.prefix:
            return written
        if isinstance(written, str):
            return self.name(written) if written in self.conditions else written
        if isinstance(written, list):
            return [self.condition(part) for part in written]
        if isinstance(written, Mapping):
            return {self.key(key): self.inside(key, value) for key, value in written.items()}
        return written

    def key(self, key: str) -> str:
        return self.name(key) if key in self.ids else key

    def inside(self, key: str, value: Any) -> Any:
        return value if key in self.ids else self.condition(value)


def overridden(question: Any, optional: set[str], renamed: Renaming) -> Any:
    if not isinstance(question, Mapping):
        return question
    changed = dict(question)
    if "id" in changed and renamed.prefix:
        changed["id"] = renamed.name(changed["id"])
    if "si" in changed:
        changed["si"] = renamed.condition(changed["si"])
    if question.get("id") in optional:
        changed["facultatif"] = "oui"
    return changed


def add_conditions(work: Expansion, block: Source, conditions: Mapping[str, Any], renamed: Renaming) -> None:
    """The conditions of a block join those of the démarche, under the block's prefix."""
    merged = work.data["conditions"]
    if not isinstance(merged, dict):
        return
    for name, written in conditions.items():
        final = renamed.name(name)
        if final in merged and ("conditions", final) in work.origin.key_spots:
            spot = work.origin.key_spots[("conditions", final)]
            sentence = f"« {final} » nomme déjà une condition du bloc {block.file}."
            work.problems.append(
                Problem(spot, "condition-en-double", sentence, "Choisissez un autre nom.", width=len(final))
            )
            continue
        merged[final] = renamed.condition(written)
        work.graft(block, ("conditions", name), ("conditions", final))
        work.key_spots[("conditions", final)] = block.key_spots[("conditions", name)]


def guarded(work: Expansion, question: Any, condition: Any, path: Path, include: Path) -> Any:
    """`si:` beside `inclure:` governs each question of the block, besides its own condition."""
    if not isinstance(question, Mapping):
        return question
    own = question.get("si")
    if own is None:
        work.graft(work.origin, (*include, "si"), (*path, "si"))
        return {**question, "si": condition}
    for table in (work.spots, work.key_spots):
        for old in [old for old in table if old[: len(path) + 1] == (*path, "si")]:
            table[(*path, "si", "tous", 1, *old[len(path) + 1 :])] = table[old]
    work.graft(work.origin, (*include, "si"), (*path, "si", "tous", 0))
    return {**question, "si": {"tous": [condition, own]}}
