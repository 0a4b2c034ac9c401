"""From the bytes of a file to plain data with the line and column of every path; the only home of `yaml`.

Every scalar is a string (an empty value is ""), nothing is coerced. The reader stops at the first mistake, so
what `traps.py` recognises there is told, mended in memory, and the reading goes on: all mistakes come together.
Mended data lets the other rooms say what they have to say; a problem that blocks still forbids going live.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from engine.errors import ERROR, WARNING, Problem, Spot

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Source:
    """What a file says and where it says it.

    Paths are tuples like ("formulaire", 0, "questions", 2, "si"), with the keys as they are written.
    `spots` places the values, `key_spots` the keys. `data` is {} when the file could not be read at all.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    spots: dict[Path, Spot] = field(default_factory=dict)
    key_spots: dict[Path, Spot] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    widths: dict[Path, int] = field(default_factory=dict)
    """Length of a value on its first line, when it is a scalar."""

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)

    def spot(self, path: Path) -> Spot:
        """Where the value is; failing that, where the nearest thing around it is."""
        return next((self.spots[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.spots), self.top)

    def key_spot(self, path: Path) -> Spot:
        """Where the key is; the value itself for an item of a list."""
        return self.key_spots.get(path) or self.spot(path)

    @property
    def top(self) -> Spot:
        return Spot(self.file, 1, 1)

    def at_key(self, path: Path, code: str, sentence: str, help: str = "", level: str = ERROR) -> Problem:
        """A problem that underlines the key at the end of `path`."""
        if path not in self.key_spots:
            return self.at_value(path, code, sentence, help, level)
        return Problem(self.key_spots[path], code, sentence, help, level, max(1, len(str(path[-1]))))

    def at_value(self, path: Path, code: str, sentence: str, help: str = "", level: str = ERROR) -> Problem:
        """A problem that underlines the value at `path`."""
        return Problem(self.spot(path), code, sentence, help, level, self.widths.get(path, 1))


def read(path: FilePath, file: str = "") -> Source:
    """The Source of a file; `file` is the name shown in problems."""
    text, problems = read_text(path, file)
    if any(problem.blocks for problem in problems):
        return Source(file or str(path), problems=problems)
    source = parse(text, file or str(path))
    source.problems[:0] = problems
    return source


def read_text(path: FilePath, file: str = "") -> tuple[str, list[Problem]]:
    """The text of a file, which must be UTF-8 and of a bounded size."""
    shown = file or str(path)
    top = Spot(shown, 1, 1)
    if path.stat().st_size > MAX_BYTES:
        return "", [_too_big(top)]
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:200]:
        return "", [Problem(top, "encodage", "Ce fichier est enregistré en UTF-16.", SAVE_AS_UTF8)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(shown, content, error)]
    if text.startswith("\ufeff"):
        sentence = "Ce fichier commence par une marque invisible (BOM) que les autres n’ont pas."
        return text[1:], [Problem(top, "encodage", sentence, SAVE_WITHOUT_BOM, WARNING)]
    return text, []


SAVE_AS_UTF8 = "Dans votre éditeur, choisissez « Enregistrer sous », encodage « UTF-8 »."
SAVE_WITHOUT_BOM = "Dans votre éditeur, choisissez « Enregistrer sous », encodage « UTF-8 » et non « UTF-8 avec BOM »."


def _not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> Problem:
    before = content[: error.start].decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    meant = content[error.start : error.start + 1].decode("cp1252", errors="replace")
    sentence = f"Ce fichier n’est pas enregistré en UTF-8 (sans doute en Latin-1 ou Windows-1252) : le premier caractère illisible est sans doute « {meant} »."
    return Problem(Spot(file, line, column), "encodage", sentence, SAVE_AS_UTF8)


def _too_big(top: Spot) -> Problem:
    sentence = "Ce fichier dépasse 1 Mo : une démarche tient en quelques centaines de lignes."
    return Problem(top, "fichier-trop-gros", sentence, "Découpez-le en plusieurs démarches ou en blocs de forms/.")


def parse(text: str, file: str) -> Source:
    """Everything a text says, and every trap in it."""
    source = Source(file, lines=re.split(r"\r\n|\r|\n", text))
    try:
        document = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        source.problems.append(Problem(Spot(file, mark.line + 1, mark.column + 1), "syntaxe", "Cette ligne n’est pas lisible ici."))
        return source
    source.data = _walk(document, (), source)
    return source


def _walk(node: Any, path: Path, source: Source) -> Any:
    source.spots[path] = Spot(source.file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        source.widths[path] = len(node.value)
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_walk(child, (*path, index), source) for index, child in enumerate(node.value)]
    found = {}
    for key, value in node.value:
        here = (*path, key.value)
        source.key_spots[here] = Spot(source.file, key.start_mark.line + 1, key.start_mark.column + 1)
        found[key.value] = _walk(value, here, source)
    return found
