"""Indentation: a line that begins where nothing may begin, and the column it should begin at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.definition.traps.anatomy import Line, anatomy, as_block, closing
from engine.definition.traps.trap import Lines, Scalar, Stop, Trap, corrected


@dataclass(frozen=True)
class Open:
    """A column where a line may begin: that of the dashes of a list, or of the keys of a group."""

    column: int
    dashed: bool
    line: int


class Outline:
    """What is open at the end of the lines fed so far, outermost first."""

    def __init__(self) -> None:
        self.places: list[Open] = []
        self.last: Line | None = None
        self._text_beyond: int | None = None

    def feed(self, number: int, raw: str) -> None:
        line = anatomy(raw)
        if line.empty or (self._text_beyond is not None and line.indent > self._text_beyond):
            return
        self._text_beyond = line.indent if line.opens_block_text else None
        if not (line.key or line.dashed):
            return
        self.last = line
        self.places = [place for place in self.places if place.column < line.indent]
        self.places += [Open(at, True, number) for at in range(line.indent, line.column) if raw[at] == "-"]
        self.places += [Open(line.column, False, number)] if line.key else []

    def nearest(self, line: Line, below: int) -> Open | None:
        """Where a line should rather begin: where a list does for a dash, where keys do otherwise.

        A key without a value begins left of its group, which begins at the column `below`.
        """
        fit = [one for one in reversed(self.places) if one.dashed == line.dashed and one.column != line.indent]
        left = [one for one in fit if line.value or line.dashed or one.column < below]
        return min(left or fit, key=lambda place: abs(place.column - line.indent), default=None)


def outline(lines: Lines) -> Outline:
    found = Outline()
    for number, raw in enumerate(lines):
        found.feed(number, raw)
    return found


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def indentation(lines: Lines, stop: Stop) -> Trap | None:
    number = stop.place[0]
    line = anatomy(lines[number])
    if stop.flow or line.empty or stop.place[1] > line.column + len(line.key) + 1:
        return None
    if not line.key and not line.dashed:
        return _text_out_of_block(lines, stop, line)
    known = _outside_braces(lines, number, line) or _first_without_dash(lines, number, line)
    if known:
        return known
    below = next((_indent(raw) for raw in lines[number + 1 :] if raw.strip()), line.indent + 1)
    near = outline(lines[:number]).nearest(line, below)
    if near is None:
        return _list_after_value(lines, number) if line.dashed else None
    if _stands_aside(lines, near, line):
        return _moved(lines, near.line, line.indent - near.column, f"comme à la ligne {number + 1}")
    return _moved(lines, number, near.column - line.indent, f"comme à la ligne {near.line + 1}")


def _outside_braces(lines: Lines, number: int, line: Line) -> Trap | None:
    """« - {id: photo} » and then « aide: … » below: the braces are closed already."""
    at = _above(lines, number)
    above = anatomy(lines[at]) if at is not None else None
    if at is None or above is None or line.dashed or not line.value or line.indent <= above.indent:
        return None
    if not above.value.startswith("{") or closing(above.raw, above.start) != above.end - 1:
        return None
    change = above.with_value(f"{above.value[:-1]}, {line.key}: {line.value}}}")
    shown = as_block(anatomy(change), above.start, len(change.rstrip()) - 1) or change
    sentence = f"« {line.key} » vient après les accolades de la ligne {at + 1}, déjà refermées."
    place, width = (number, line.indent), len(line.key)
    return Trap(place, "indentation", sentence, corrected(shown), width, changes={at: change, number: ""})


def _above(lines: Lines, number: int) -> int | None:
    return next((at for at in range(number - 1, -1, -1) if not anatomy(lines[at]).empty), None)


def _first_without_dash(lines: Lines, number: int, dashed: Line) -> Trap | None:
    """« questions: », then « id: … » without a dash, then « - id: … » for the second one."""
    first = None
    for at in range(number - 1, -1, -1) if dashed.dashed else ():
        line = anatomy(lines[at])
        if line.empty or line.indent > dashed.column:
            continue
        if line.indent == dashed.column and line.key and not line.dashed:
            first = at
        elif first is not None and line.key and not line.value and line.column < dashed.column:
            like = f"chaque élément de la liste en a un, comme à la ligne {number + 1}"
            sentence = f"Il manque un tiret devant « {anatomy(lines[first]).key} » : {like}."
            return _with_dash(lines, first, dashed, sentence)
        else:
            break
    return None


def lost_dash(lines: Lines, scalar: Scalar, before: Sequence[tuple[str, int]]) -> Trap | None:
    """The first key of an element of a list, written again at the same column: the next element, without its dash.

    `before` gives the keys of the element and their lines, in order.
    """
    (key, first), others = before[0], before[1:]
    number, column = scalar.start
    beginning, again = anatomy(lines[first]), anatomy(lines[number])
    if scalar.flow or not others or key != scalar.text or (again.indent, again.key) != (column, key):
        return None
    if not beginning.dashed or (beginning.column, beginning.key) != (column, key):
        return None
    sentence = f"« {key} » est déjà écrit ligne {first + 1} : il manque le tiret qui commence un nouvel élément."
    return _with_dash(lines, number, beginning, sentence)


def _with_dash(lines: Lines, number: int, like: Line, sentence: str) -> Trap:
    """The line with the dash it lost, under the dash of another element; its keys stay where they are."""
    line = anatomy(lines[number])
    dash = like.raw.rindex("-", 0, like.column)
    change = " " * dash + like.raw[dash : like.column] + line.raw[line.column :]
    place = (number, line.column)
    return Trap(place, "tiret-manquant", sentence, corrected(change), len(line.key), changes={number: change})


USUAL_STEP = 2


def _stands_aside(lines: Lines, near: Open, line: Line) -> bool:
    """Whether the line above, alone in its group, made an unusual step, and this one the usual one."""
    above = outline(lines[: near.line])
    first = anatomy(lines[near.line])
    alone = all(place.column != near.column for place in above.places)
    outer = [place.column for place in above.places if place.column < min(first.indent, line.indent)]
    usual = outer[-1] + USUAL_STEP if outer else 0
    moved = first.indent + line.indent - near.column
    return alone and first.indent != usual and moved == usual


def _moved(lines: Lines, number: int, delta: int, like: str) -> Trap:
    line = anatomy(lines[number])
    changes = _shifted(lines, number, delta)
    sentence = (
        f"Cette ligne commence à la colonne {line.indent + 1} : il faut la colonne {line.indent + delta + 1}, {like}."
    )
    place, help, width = (number, line.indent), corrected(changes[number]), max(1, len(line.key))
    return Trap(place, "indentation", sentence, help, width, changes=changes)


def _shifted(lines: Lines, number: int, delta: int) -> dict[int, str]:
    """The line, and the next ones that made the same step aside, moved by so many columns."""
    first = anatomy(lines[number])
    changes = {number: " " * (first.indent + delta) + first.raw.lstrip()}
    for at in range(number + 1, len(lines)):
        raw = lines[at]
        indent = _indent(raw)
        in_place = indent == first.column + delta or 0 < delta <= indent - first.indent
        if raw.strip() and (indent < first.indent or in_place):
            break
        changes[at] = " " * (indent + delta) + raw.lstrip() if raw.strip() else raw
    return changes


def _text_out_of_block(lines: Lines, stop: Stop, line: Line) -> Trap | None:
    """A line of a text under « | » or « > » that stands left of the others."""
    text, number = stop.scalar, stop.place[0]
    if not text or text.style not in ("|", ">"):
        return None
    first = next((raw for raw in lines[text.start[0] + 1 : number] if raw.strip()), "")
    column = _indent(first)
    change = " " * column + line.raw.strip()
    sentence = (
        f"Cette ligne commence à la colonne {line.indent + 1} : pour faire partie du texte commencé "
        f"ligne {text.start[0] + 1}, il faut la colonne {column + 1}."
    )
    return Trap((number, line.indent), "indentation", sentence, corrected(change), changes={number: change})


def _list_after_value(lines: Lines, number: int) -> Trap | None:
    above = _above(lines, number)
    key = anatomy(lines[above]) if above is not None else None
    if above is None or key is None or not key.key or not key.value:
        return None
    sentence = f"Une liste ne peut pas suivre « {key.key} » (ligne {above + 1}), qui a déjà une valeur."
    help = f"Retirez « {key.value} », ou mettez la liste sous une clé à elle."
    return Trap((number, anatomy(lines[number]).indent), "indentation", sentence, help)
