"""A definition being read: its data, where each part was written, and the mistakes found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine import names, validation
from engine.definition import schema as shapes
from engine.errors import ERROR, WARNING, Problem, Spot

Path = tuple[Any, ...]


def walk(value: Any, path: Path) -> Iterator[Path]:
    """The path of a value, then those of everything inside it."""
    yield path
    inside = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from walk(inner, (*path, key))


@dataclass
class Lost:
    """Names whose own mistake has been told: what uses them is not a second mistake."""

    questions: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)
    removed: dict[str, int] = field(default_factory=dict)
    """Questions of a block that the démarche leaves out, and the line that does so."""
    any_question: bool = False
    """True when questions could not be read at all: an unknown name may be one of theirs."""
    any_condition: bool = False
    any_parameter: bool = False
    formulas: set[str] = field(default_factory=set)
    """Worked out questions whose formula is wrong: what they give is not known."""

    def question(self, name: str) -> bool:
        return self.any_question or name in self.questions

    def condition(self, name: str) -> bool:
        return self.any_condition or name in self.conditions


@dataclass
class Located:
    """`spots` and `key_spots` know every path of `data`; a path not known is told at its nearest parent."""

    data: Any
    spots: dict[Path, Spot]
    key_spots: dict[Path, Spot]
    problems: list[Problem] = field(default_factory=list)
    widths: dict[Spot, int] = field(default_factory=dict)
    """How far a value goes on its line, to underline it."""
    lines: dict[str, Sequence[str]] = field(default_factory=dict)
    """The files, to find a line inside a text."""
    paths: dict[Problem, Path] = field(default_factory=dict)
    """What each mistake is about."""

    def spot(self, path: Path, *, key: bool = False) -> Spot:
        if key and path in self.key_spots:
            return self.key_spots[path]
        while path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    def report(
        self, path: Path, code: str, sentence: str, help: str = "", *, key: bool = False, level: str = ERROR
    ) -> None:
        spot = self.spot(path, key=key)
        width = len(str(path[-1])) if key and path in self.key_spots else self.widths.get(spot, 1)
        self.problems.append(Problem(spot, code, sentence, help, level, width))
        self.paths[self.problems[-1]] = path

    def report_line(self, path: Path, number: int, code: str, sentence: str, help: str) -> None:
        """At a line of a text written after « | », which begins under it; at the text itself otherwise."""
        spot = self.spot(path)
        lines = self.lines.get(spot.file, ())
        written = "".join(lines[spot.line + number - 1 : spot.line + number]).rstrip()
        if "".join(lines[spot.line - 1 : spot.line])[spot.column - 1 :].startswith("|") and written.strip():
            indent = len(written) - len(written.lstrip())
            spot = Spot(spot.file, spot.line + number, indent + 1)
            self.problems.append(Problem(spot, code, sentence, help, width=len(written) - indent))
        else:
            self.report(path, code, sentence, help)

    def report_inside(
        self, path: Path, text: str, at: int, width: int, code: str, sentence: str, help: str = ""
    ) -> None:
        """At a place inside a text that stands on one line of the file; at the text itself otherwise."""
        spot = self.spot(path)
        line = "".join(self.lines.get(spot.file, ())[spot.line - 1 : spot.line])
        start = line.find(text, spot.column - 1) if text else -1
        if start < 0:
            self.report(path, code, sentence, help)
        else:
            inside = Spot(spot.file, spot.line, start + 1 + at)
            self.problems.append(Problem(inside, code, sentence, help, width=width))

    def shaped(self, path: Path, written: Any, schema: shapes.Shape) -> dict[str, Any]:
        """The well-formed entries of a mapping, under their canonical keys; the others are reported and left out."""
        if not isinstance(written, Mapping):
            example = next((key for key, rules in schema.items() if rules.get("required")), next(iter(schema)))
            sentence = f"{validation.found(written)} : il faut des clés et leurs valeurs, une par ligne."
            self.report(path, "type-attendu", sentence, f"Par exemple « {example}: … ».")
            return {}
        known = {key: _text(value) for key, value in self.canonical(path, written, schema).items()}
        faults = validation.check(known, schema)
        told = self.without_misspelt(path, faults, schema)
        missing = [str(fault.path[-1]) for fault in told if fault.code == "cle-manquante"]
        if missing:
            self.report_missing(path, missing)
        for fault in told:
            if fault.code != "cle-manquante":
                self.report_fault(path, fault, schema)
        bad = {fault.path[0] for fault in faults}
        return {key: value for key, value in known.items() if key not in bad}

    def report_missing(self, path: Path, keys: list[str]) -> None:
        *others, last = [f"« {key} »" for key in keys]
        sentence = f"Il manque {', '.join(others)}{' et ' if others else ''}{last}."
        self.report(path, "cle-manquante", sentence, "\n".join(f"Ajoutez « {key}: … »." for key in keys), key=True)

    def without_misspelt(
        self, path: Path, faults: list[validation.Fault], schema: shapes.Shape
    ) -> list[validation.Fault]:
        """A required key written under another name is one mistake, not one unknown key and one that is missing."""
        unknown = [fault for fault in faults if fault.code == "cle-inconnue" and len(fault.path) == 1]
        missing = [fault for fault in faults if fault.code == "cle-manquante" and len(fault.path) == 1]
        meant = {shapes.meant(str(fault.path[-1]), schema) for fault in unknown[:ENOUGH]}
        left = [fault for fault in missing if fault.path[-1] not in meant]
        kept = [fault for fault in faults if fault not in missing or fault in left]
        if len(unknown) != 1 or len(left) != 1 or left != missing:
            return kept
        key, wanted = unknown[0].path[-1], left[0].path[-1]
        sentence = f"« {key} » n’existe pas dans {shapes.thing(schema)}, et il manque « {wanted} »."
        self.report((*path, key), "cle-inconnue", sentence, f"Vouliez-vous dire « {wanted} » ?", key=True)
        return [fault for fault in kept if fault not in (unknown[0], left[0])]

    def canonical(self, path: Path, written: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
        """The same mapping, keys matched without regard to accents and case; the proper form is told."""
        found: dict[str, Any] = {}
        for key, value in written.items():
            proper, exact = names.canonical(key, allowed)
            if proper is not None and not exact:
                if proper in written or proper in found:
                    self.report_twice(path, key, proper)
                    continue
                self.rename(path, key, proper, value)
            found[proper or key] = value
        return found

    def report_twice(self, path: Path, key: str, proper: str) -> None:
        first = self.spot((*path, proper), key=True)
        sentence = f"« {key} » répète « {proper} » de la ligne {first.line}."
        self.report((*path, key), "cle-en-double", sentence, "Gardez l’une des deux lignes.", key=True)

    def rename(self, path: Path, written: str, proper: str, value: Any) -> None:
        """What is written under a key is understood under its proper form, which is told."""
        self.report(
            (*path, written),
            "cle-approchante",
            f"« {written} » est compris comme « {proper} ».",
            f"Écrivez « {proper} ».",
            key=True,
            level=WARNING,
        )
        self.alias(path, written, proper, value)

    def alias(self, path: Path, written: str, proper: str, value: Any) -> None:
        old = (*path, written)
        for inner in walk(value, old):
            for table in (self.spots, self.key_spots):
                if inner in table:
                    table[(*path, proper, *inner[len(old) :])] = table[inner]

    def report_fault(self, path: Path, fault: validation.Fault, schema: shapes.Shape) -> None:
        where = (*path, *fault.path)
        if fault.code == "cle-inconnue":
            key = str(fault.path[-1])
            sentence = f"« {key} » n’existe pas dans {shapes.thing(schema)}."
            self.report(where, fault.code, sentence, self.right_place(key, schema), key=True)
        elif fault.code == "valeur-interdite":
            self.report(where, fault.code, fault.sentence, self.nearest(str(fault.value), fault.constraint))
        else:
            self.report(where, fault.code, fault.sentence, right_shape(fault))

    def right_place(self, key: str, schema: shapes.Shape) -> str:
        """The key most likely meant, else where this one belongs, else what may be written here."""
        if len(self.problems) > ENOUGH:
            return ""
        if close := shapes.meant(key, schema):
            return f"Vouliez-vous dire « {close} » ?"
        homes = shapes.homes(key)
        if 0 < len(homes) <= FEW_HOMES:
            return f"« {key} » s’écrit dans {' ou dans '.join(homes)}. Vérifiez le décalage de la ligne."
        return f"Vous pouvez écrire ici : {', '.join(schema)}."

    def nearest(self, written: str, allowed: Any) -> str:
        """« Vouliez-vous dire … ? », or "" when nothing comes close, or when there is already much to correct."""
        return suggestion(written, allowed) if len(self.problems) < ENOUGH else ""


def suggestion(written: str, allowed: Any) -> str:
    close = names.nearest(written, list(allowed or ()))
    return f"Vouliez-vous dire « {close} » ?" if close else ""


ENOUGH = 200
"""Mistakes told at a time in a file: whoever has more starts with these."""
FEW_HOMES = 2
"""A key that belongs to more things than that says nothing of what was meant."""


def _text(value: Any) -> Any:
    """Blanks between quotes are an empty text."""
    if isinstance(value, list):
        return [_text(one) for one in value]
    return value.strip() and value if isinstance(value, str) else value


def right_shape(fault: validation.Fault) -> str:
    """How a value of the wrong shape should be written, when it can be told."""
    if fault.code != "type-attendu":
        return ""
    key, value, wanted = fault.path[-1], fault.value, fault.constraint
    wants_list = "list" in ([wanted] if isinstance(wanted, str) else wanted)
    match value:
        case str() if value and wants_list and isinstance(key, str):
            return f"Écrivez « {key}: [{value}] »."
        case [str(only)] if only and not wants_list and wanted != "dict" and isinstance(key, str):
            return f"Écrivez « {key}: {only} »."
        case [_, *_] if key == "si":
            return several_conditions(value)
        case Mapping() if wants_list:
            return "Commencez chaque élément de la liste par un tiret."
        case list() if wanted == "dict":
            return "Retirez les tirets : une clé et sa valeur par ligne."
        case str() if wanted == "dict":
            return "Écrivez ses clés sur les lignes suivantes, décalées de deux espaces."
    return ""


def several_conditions(written: Sequence[Any]) -> str:
    """A list does not say whether all must hold, or one is enough."""
    shown = ", ".join(written) if all(isinstance(one, str) for one in written) else "…"
    every, one = f"{{tous: [{shown}]}}", f"{{au_moins_un: [{shown}]}}"
    return f"Écrivez {every} si tout doit être vrai,\nou {one} si une seule suffit."


NAMED = {
    *("question-inconnue", "condition-inconnue", "service-inconnu", "secteur-inconnu", "personne-inconnue"),
    *("cle-inconnue", "cle-approchante", "type-inconnu", "valeur-interdite", "reference-en-avant"),
    *("contour-absent", "contour-illisible", "contour-objet", "contour-forme"),
    *("operateur-inconnu", "operateur-interdit", "comparaison-impossible", "question-sans-reponse"),
}
"""Codes whose sentence names what was typed: the same sentence twice is the same mistake at two places."""


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """The same mistake made at several places of a file is told once, with its other lines."""
    first: dict[Any, Problem] = {}
    lines: dict[Any, list[int]] = {}
    for problem in sorted(dict.fromkeys(problems), key=lambda problem: problem.spot):
        key = (problem.spot.file, problem.code, problem.sentence) if problem.code in NAMED else problem
        first.setdefault(key, problem)
        lines.setdefault(key, []).append(problem.spot.line)
    return enough([with_lines(problem, lines[key]) for key, problem in first.items()])


def with_lines(problem: Problem, lines: list[int]) -> Problem:
    """« Aussi aux lignes 45, 60 et 72. » when the same mistake stands elsewhere too."""
    others = [str(line) for line in dict.fromkeys(lines) if line != problem.spot.line]
    if not others:
        return problem
    shown, more = others[:SHOWN_LINES], len(others) - SHOWN_LINES
    *before, last = shown if more <= 0 else [*shown, f"{more} autres"]
    also = f"Aussi aux lignes {', '.join(before)} et {last}." if before else f"Aussi à la ligne {last}."
    return replace(problem, help="\n".join(filter(None, (problem.help, also))))


SHOWN_LINES = 10


def enough(problems: list[Problem]) -> list[Problem]:
    """The first mistakes of each file, those that block before the others."""
    told: Counter[str] = Counter()
    kept = set()
    for problem in sorted(problems, key=lambda problem: not problem.blocks):
        told[problem.spot.file] += 1
        if told[problem.spot.file] <= ENOUGH:
            kept.add(problem)
    return [problem for problem in problems if problem in kept]
