"""Problems as a person reads them in a terminal, and as a tool reads them in JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.errors import ADVICE, ERROR, WARNING, Problem

SHOWN_WIDTH = 160


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line and column; the same problem found twice is told once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.spot, problem.code, problem.sentence))


def render(problem: Problem, lines: Sequence[str]) -> str:
    """The finding, the line of the file it points at, and what to do about it."""
    level = "" if problem.level == ERROR else f"{problem.level} : "
    head = f"{problem.spot}  {level}{problem.sentence}  [{problem.code}]"
    help_lines = problem.help.splitlines() or [""]
    if not 0 < problem.spot.line <= len(lines):
        return "\n".join([head, *(f"  {line}" for line in help_lines if line)])
    number = str(problem.spot.line)
    bar = f"  {' ' * len(number)} | "
    source, indent, width = _shown(lines[problem.spot.line - 1], problem.spot.column - 1, problem.width)
    body = [
        f"  {number} | {source}",
        f"{bar}{' ' * indent}{'^' * width} {help_lines[0]}",
        *(f"{bar}{line}" for line in help_lines[1:]),
    ]
    return "\n".join([head, *(line.rstrip() for line in body)])


def render_all(problems: Iterable[Problem], lines: Mapping[str, Sequence[str]]) -> str:
    """Every finding in order, then the count. `lines` gives the lines of each file."""
    found = in_order(problems)
    findings = [render(problem, lines.get(problem.spot.file, ())) for problem in found]
    return "\n\n".join([*findings, summary(found)])


def to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "file": problem.spot.file,
            "line": problem.spot.line,
            "column": problem.spot.column,
            "code": problem.code,
            "level": problem.level,
            "sentence": problem.sentence,
            "help": problem.help,
        }
        for problem in in_order(problems)
    ]


def summary(problems: Sequence[Problem]) -> str:
    """« 3 erreurs, 1 avertissement dans 2 fichiers »."""
    if not problems:
        return "Aucun problème."
    counted = [(level, sum(problem.level == level for problem in problems)) for level in (ERROR, WARNING, ADVICE)]
    words = ", ".join(_count(number, level) for level, number in counted if number)
    return f"{words} dans {_count(len({problem.spot.file for problem in problems}), 'fichier')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _shown(line: str, column: int, width: int) -> tuple[str, int, int]:
    """The line as printed and where its underline goes; a long line is cut around the fault."""
    text = "".join(" " if letter.isspace() else letter for letter in line if _width(letter) or letter.isspace())
    start = 0 if len(text) <= SHOWN_WIDTH else max(0, min(column - SHOWN_WIDTH // 2, len(text) - SHOWN_WIDTH))
    before = text[start:column]
    marked = text[column : column + width]
    indent = sum(map(_width, before)) + (1 if start else 0)
    end = start + SHOWN_WIDTH
    shown = ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
    room = max(1, SHOWN_WIDTH - len(before))
    return shown.rstrip(), indent, max(1, min(sum(map(_width, marked)) or 1, room))


def _width(letter: str) -> int:
    """Columns a letter takes in a terminal."""
    if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
