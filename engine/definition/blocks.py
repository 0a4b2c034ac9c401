"""`inclure:` : the blocks of `forms/` put in their place, before anything is checked, positions kept.

After expansion the rest of the engine sees one definition, whose every part still knows the file and line it was
written on. A block cannot include another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine import names, validation
from engine.definition.condition import COMBINERS
from engine.definition.expression.reading import renamed
from engine.definition.listfile import ListFile
from engine.definition.lists import Shelf
from engine.definition.located import ENOUGH, Located, Lost, Path, walk
from engine.definition.schema import BLOCK, INCLUDE, INCLUDE_INSIDE, PAGE, PROCESS
from engine.definition.source import Source
from engine.errors import ADVICE, Spot
from engine.language import like


@dataclass
class Expansion:
    """The definition while blocks are put in: what it becomes, where each part was written, what went wrong."""

    written: Located
    block: Callable[[str], Source | None]
    nearest: Callable[[str], str]
    where: Located
    files: dict[str, Source]
    shelf: Shelf = field(default_factory=Shelf)
    """The lists of the city."""
    lost: Lost = field(default_factory=Lost)
    conditions: dict[str, Any] = field(default_factory=dict)
    """Those that blocks bring."""
    checks: list[tuple[Inclusion, int]] = field(default_factory=list)
    """Verifications brought by the blocks of the page being read."""
    asked: dict[Any, tuple[str, Spot]] = field(default_factory=dict)
    """The block that brought each question, and where it was included."""

    def graft(
        self, source: Located, value: Any, old: Path, new: Path, named: Callable[[Any], Any] = lambda part: part
    ) -> None:
        """Positions of everything in `value`, written at `old` in a source, are known under `new` here.

        `named` is how the questions of a block are called where it is included.
        """
        for path in walk(value, old):
            inside = path[len(old) :]
            for there in {(*new, *inside), (*new, *map(named, inside))}:
                if path in source.spots:
                    self.where.spots[there] = source.spots[path]
                if path in source.key_spots:
                    self.where.key_spots[there] = source.key_spots[path]

    def take(self, file: Source) -> Located:
        """A file whose parts come in."""
        self.files[file.file] = file
        self.where.widths |= widths(file)
        return located(file, self.where)


def located(file: Source, into: Located) -> Located:
    """A file with its own places, whose mistakes are told with the others."""
    return Located(file.data, dict(file.spots), dict(file.key_spots), into.problems, into.widths)


def widths(file: Source) -> dict[Spot, int]:
    return {file.spots[path]: width for path, width in file.widths.items()}


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


def lose_block(work: Expansion) -> None:
    """A block that cannot be read: no question can be said not to exist any more."""
    work.lost.any_question = work.lost.any_condition = True


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


def is_include(entry: Any) -> bool:
    """Whether a question is in fact a block to put in: it has no type of its own."""
    return isinstance(entry, Mapping) and any(key.casefold() == "inclure" for key in entry)


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


QUOTING = {"question", "aide", "si_vide", "texte", "valeur"}
"""Keys whose text may quote an answer."""


# --- the questions of a block


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


FIXED = ("id", "type")


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


# --- the conditions of a block


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
