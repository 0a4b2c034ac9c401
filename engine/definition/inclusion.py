"""One `inclure:`: the questions and conditions of a block as this démarche takes them, renamed, replaced or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import names, validation
from engine.definition.condition import COMBINERS
from engine.definition.expansion import Expansion, lose_block
from engine.definition.expression.reading import renamed
from engine.definition.located import Located, Path
from engine.language import like

QUOTING = {"question", "aide", "si_vide", "texte", "valeur"}
"""Keys whose text may quote an answer."""
FIXED = ("id", "type")
"""What a démarche never changes of the question of a block."""


def is_include(entry: Any) -> bool:
    """Whether a question is in fact a block to put in: it has no type of its own."""
    return isinstance(entry, Mapping) and any(key.casefold() == "inclure" for key in entry)


@dataclass(frozen=True)
class Inclusion:
    """One block at one place: what the démarche leaves out, makes optional, renames and makes conditional."""

    block: Located
    path: Path
    without: Mapping[str, Path]
    optional: Mapping[str, Path]
    """Ids of questions, and where they are named."""
    renaming: Renaming
    when: Any
    instead: Mapping[str, Mapping[str, Any]]
    """Keys that the démarche writes otherwise, by question (`remplacer`)."""

    @property
    def written(self) -> list[Any]:
        return self.block.data["questions"]

    @property
    def conditions(self) -> Mapping[str, Any]:
        named = self.block.data.get("conditions")
        return named if isinstance(named, Mapping) else {}

    def question(self, index: int) -> Any:
        """The question as if it had been written in the démarche."""
        written = self.written[index]
        if not isinstance(written, Mapping):
            return written
        changed = dict(written)
        if "id" in changed:
            changed["id"] = self.renaming.name(changed["id"])
        if "si" in changed:
            changed["si"] = self.renaming.condition(changed["si"])
        if isinstance(formula := changed.get("formule"), str):
            changed["formule"] = renamed(formula, self.renaming.key)
        for key in QUOTING & changed.keys():
            changed[key] = self.renaming.text(changed[key])
        if isinstance(filters := changed.get("filtre"), Mapping):
            changed["filtre"] = {column: self.renaming.source(source) for column, source in filters.items()}
        if self.when is not None:
            changed["si"] = {"tous": [self.when, changed["si"]]} if "si" in changed else self.when
        if id_of(written) in self.optional:
            changed["facultatif"] = "oui"
        changed |= self.instead.get(id_of(written), {})
        return changed

    @property
    def checks(self) -> list[Any]:
        written = self.block.data.get("verifications")
        return written if isinstance(written, list) else []

    def check(self, index: int) -> Any:
        """The verification as if it had been written in the démarche; the questions left out are not named."""
        written = self.checks[index]
        if not isinstance(written, Mapping):
            return written
        changed = {**written, "message": self.renaming.text(written.get("message"))}
        if "si" in changed:
            changed["si"] = self.renaming.condition(changed["si"])
        if self.when is not None and "si" in changed:
            changed["si"] = {"tous": [self.when, changed["si"]]}
        if (named := changed.get("questions")) is not None:
            names = named if isinstance(named, list) else [named]
            changed["questions"] = [self.renaming.key(name) for name in names if name not in self.without]
        return {key: value for key, value in changed.items() if value not in (None, [])}


def read_inclusion(work: Expansion, block: Located, include: Mapping[str, Any], path: Path) -> Inclusion:
    ids = [id_of(question) for question in block.data["questions"]]
    without, optional = (named_questions(work, include, key, ids, path) for key in ("sauf", "facultatif"))
    named = block.data.get("conditions")
    prefix = f"{include['prefixe']}_" if "prefixe" in include else ""
    renaming = Renaming(prefix, frozenset(ids), frozenset(named if isinstance(named, Mapping) else ()))
    return Inclusion(block, path, without, optional, renaming, include.get("si"), replaced(work, include, ids, path))


def id_of(question: Any) -> str:
    id = question.get("id") if isinstance(question, Mapping) else None
    return id if isinstance(id, str) else ""


def named_questions(
    work: Expansion, include: Mapping[str, Any], key: str, ids: list[str], path: Path
) -> dict[str, Path]:
    written = include.get(key, [])
    places = {(*path, key, index): name for index, name in enumerate(written)} if isinstance(written, list) else {}
    found = {}
    for place, name in (places or {(*path, key): written}).items() if written else ():
        if name in ids:
            found[name] = place
            continue
        help = work.written.nearest(name, ids) or f"Ses questions : {', '.join(filter(None, ids))}."
        work.written.report(place, "question-inconnue", f"« {name} » n’est pas une question du bloc.", help)
    return found


def replaced(work: Expansion, include: Mapping[str, Any], ids: list[str], path: Path) -> dict[str, Mapping[str, Any]]:
    """What the démarche says otherwise of the questions of the block. Who a question is cannot change."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, keys in include.get("remplacer", {}).items():
        place = (*path, "remplacer", name)
        if name not in ids:
            help = work.written.nearest(name, ids) or f"Ses questions : {', '.join(filter(None, ids))}."
            sentence = f"« {name} » n’est pas une question du bloc."
            work.written.report(place, "question-inconnue", sentence, help, key=True)
        elif not isinstance(keys, Mapping) or not keys:
            sentence = f"{validation.found(keys)} : il faut les clés à changer et leurs valeurs."
            work.written.report(place, "type-attendu", sentence, "Par exemple « aide: … », décalé sous la question.")
        else:
            found[name] = {key: value for key, value in keys.items() if may_change(work, key, place)}
    return found


def may_change(work: Expansion, key: str, path: Path) -> bool:
    if names.fold(key) not in FIXED:
        return True
    sentence = f"« {key} » d’un bloc ne se remplace pas : d’autres parties du bloc s’en servent."
    help = "Retirez la question avec « sauf », puis posez la vôtre."
    work.written.report((*path, key), "cle-refusee", sentence, help, key=True)
    return False


def check_needed(work: Expansion, inclusion: Inclusion) -> None:
    """A question of the block that decides whether others are asked cannot be left out."""
    kept = [question for question in inclusion.written if id_of(question) not in inclusion.without]
    for name, path in inclusion.without.items():
        work.lost.removed[inclusion.renaming.name(name)] = work.written.spot(path).line
        needing = [id_of(question) for question in kept if name in looked_at(question, inclusion.conditions)]
        if needing:
            others = ", ".join(needing)
            sentence = f"« {name} » ne peut pas être retirée : {others} en dépend{'ent' if len(needing) > 1 else ''}."
            help = f"Retirez aussi {others}, ou gardez « {name} »."
            work.written.report(path, "question-necessaire", sentence, help)
            work.lost.questions.add(inclusion.renaming.name(name))


def looked_at(question: Any, named: Mapping[str, Any]) -> set[str]:
    """Ids of the questions that the condition and the filter of a question look at."""
    if not isinstance(question, Mapping):
        return set()
    filters = question.get("filtre")
    looked = [str(one).partition(".")[0] for one in filters.values()] if isinstance(filters, Mapping) else []
    return {*looked, *(sources(question["si"], named) if "si" in question else ())}


def sources(condition: Any, named: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(condition, str) and condition in named:
        others = {name: written for name, written in named.items() if name != condition}
        yield from sources(named[condition], others)
    elif isinstance(condition, Mapping):
        for key, written in condition.items():
            if key in COMBINERS and isinstance(written, list):
                for part in written:
                    yield from sources(part, named)
            else:
                yield key


def stays(work: Expansion, inclusion: Inclusion, question: Any) -> bool:
    if is_include(question):
        lose_block(work)  # a block inside a block: told where the block is checked
        return False
    return id_of(question) not in inclusion.without


def without_repeated(work: Expansion, inclusion: Inclusion, kept: list[int]) -> list[int]:
    """The same block twice without `prefixe:` is one mistake, not one for each of its questions."""
    file, here = inclusion.block.spot(()).file, work.written.spot((*inclusion.path, "inclure"))
    again: list[str] = []
    fresh = []
    for index in kept:
        id = inclusion.renaming.name(id_of(inclusion.written[index]))
        if id and work.asked.get(id, ("", here))[0] == file and work.asked[id][1] != here:
            again.append(id)
        else:
            work.asked.setdefault(id, (file, here))
            fresh.append(index)
    if again:
        work.written.report(
            (*inclusion.path, "inclure"),
            "bloc-en-double",
            f"Ce bloc est déjà inclus ligne {work.asked[again[0]][1].line} : il poserait deux fois {', '.join(again)}.",
            "Ajoutez « prefixe: » à côté de « inclure », ou retirez ces questions avec « sauf: ».",
        )
    return fresh


def graft_question(work: Expansion, inclusion: Inclusion, index: int, new: Path) -> None:
    graft_part(work, inclusion, "questions", index, new)


def graft_part(work: Expansion, inclusion: Inclusion, key: str, index: int, new: Path) -> None:
    block, old, question = inclusion.block, (key, index), inclusion.block.data[key][index]
    work.graft(block, question, old, new, inclusion.renaming.key)
    for key, value in inclusion.instead.get(id_of(question), {}).items():
        work.graft(work.written, value, (*inclusion.path, "remplacer", id_of(question), key), (*new, key))
    if inclusion.when is None or not isinstance(question, Mapping):
        return
    outer = (*new, "si")
    if "si" in question:
        work.graft(block, question["si"], (*old, "si"), (*new, "si", "tous", 1), inclusion.renaming.key)
        outer = (*new, "si", "tous", 0)
    work.graft(work.written, inclusion.when, (*inclusion.path, "si"), outer)


@dataclass(frozen=True)
class Renaming:
    """How the ids of a block change with `prefixe:`; conditions written inside the block follow."""

    prefix: str
    ids: frozenset[str]
    conditions: frozenset[str]

    def name(self, word: Any) -> Any:
        return f"{self.prefix}{word}" if isinstance(word, str) else word

    def text(self, written: Any) -> Any:
        """`{{ reponse.prenom }}` of a block follows the prefix too."""
        if not self.prefix or not isinstance(written, str):
            return written
        return like(written, lambda text: re.sub(r"(?<=\breponse\.)\w+", lambda word: self.key(word[0]), text))

    def source(self, written: Any) -> Any:
        """A question of the block, or what its answer brings (`commune.nom`)."""
        head = written.partition(".")[0] if isinstance(written, str) else ""
        return self.name(written) if head in self.ids else written

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

    def key(self, key: Any) -> Any:
        return self.name(key) if key in self.ids else key

    def inside(self, key: str, value: Any) -> Any:
        return value if key in self.ids else self.condition(value)


def add_conditions(work: Expansion, inclusion: Inclusion) -> None:
    """The conditions of a block join those of the démarche, under the block's prefix."""
    own = work.where.data.get("conditions")
    for name, condition in inclusion.conditions.items():
        final = inclusion.renaming.name(name)
        path = ("conditions", final)
        if isinstance(own, Mapping) and final in own:
            sentence = f"« {final} » nomme déjà une condition du bloc {inclusion.block.spot(()).file}."
            work.written.report(path, "condition-en-double", sentence, "Choisissez un autre nom.", key=True)
            continue
        work.conditions[final] = inclusion.renaming.condition(condition)
        work.graft(inclusion.block, condition, ("conditions", name), path, inclusion.renaming.key)
