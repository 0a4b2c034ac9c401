"""Braces and brackets: left open, or around a text whose punctuation means something there."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.definition.traps.anatomy import anatomy, as_block, closing, flow_mended, has_head, unclosed
from engine.definition.traps.texts import text_with_head
from engine.definition.traps.trap import Lines, Mark, Place, Scalar, Stop, Trap, corrected
from engine.errors import WARNING

_CLOSING = {"[": "]", "{": "}"}


def bracket(lines: Lines, stop: Stop) -> Trap | None:
    """The reader stopped between braces or brackets."""
    if not stop.flow:
        return None
    number, start = stop.flow
    end = closing(lines[number], start)
    if _wrong_closing(lines, stop):
        return _open(lines, stop)
    if stop.place[0] == number and end is not None and stop.place[1] <= end:
        code, sentence = _sentence(lines, stop.place, stop.flow)
        return _mended(lines, stop.place, stop.flow, code, sentence)
    return _cut_by_hash(lines, stop.flow) or _missing_comma(lines, stop) or _open(lines, stop)


def _wrong_closing(lines: Lines, stop: Stop) -> bool:
    assert stop.flow is not None
    letter = lines[stop.place[0]][stop.place[1] : stop.place[1] + 1]
    return letter in ("]", "}") and letter != _CLOSING[lines[stop.flow[0]][stop.flow[1]]]


def _cut_by_hash(lines: Lines, flow: Place) -> Trap | None:
    """« [a, b #3] »: what closes the bracket is taken for a remark."""
    number, start = flow
    cut = re.compile(r"\s#(?=\S)").search(lines[number], start)
    if not cut:
        return None
    sentence = "Le « # » coupe ce texte : ce qui suit n’est pas lu."
    return _mended(lines, (number, cut.end() - 1), flow, "diese-coupe-texte", sentence)


def blank_to_fill(lines: Lines, stop: Stop) -> Trap | None:
    """« {{ ville }} vous répond », a text with a word to fill, reads as braces within braces."""
    number, column = stop.place
    raw = lines[number]
    if stop.doing != "key" or not stop.flow or raw[column - 1 : column + 1] != "{{":
        return None
    around = unclosed(raw[: column - 1])
    if not around:
        return text_with_head(number, anatomy(raw))
    sentence = "Un texte qui commence par « {{ » s’écrit entre guillemets."
    return _mended(lines, stop.place, (number, around[0]), "caractere-en-tete", sentence)


def _sentence(lines: Lines, place: Place, flow: Place) -> tuple[str, str]:
    raw, where = lines[place[0]], _between(lines, flow)
    letter = raw[place[1] : place[1] + 1]
    if letter == ":":
        return "deux-points-dans-texte", f"Un texte qui contient « : » s’écrit entre guillemets {where}."
    before = raw[: place[1]]
    start = max((found.end() for found in _VALUE.finditer(before)), default=place[1])
    if has_head(raw[start:]):
        return "caractere-en-tete", f"Ce texte commence par « {raw[start]} » : il s’écrit entre guillemets."
    sentence = f"« {letter} » a un sens particulier {where} : ce texte s’écrit entre guillemets ou sur sa ligne."
    return "virgule-dans-accolades", sentence


_VALUE = re.compile(r"(?:[:,]\s+|[\[{])(?=\S|$)")
"""What stands before a value between braces."""


def _between(lines: Lines, flow: Place) -> str:
    return "entre accolades" if lines[flow[0]][flow[1]] == "{" else "entre crochets"


def _mended(lines: Lines, place: Place, flow: Place, code: str, sentence: str, width: int = 1) -> Trap | None:
    """The trap with quotes where they lack; None when quotes change nothing."""
    number, start = flow
    raw = lines[number]
    end = closing(raw, start)
    if end is None:
        return None
    change = raw[:start] + flow_mended(raw, start, end) + raw[end + 1 :]
    if change == raw:
        return None
    shown = as_block(anatomy(raw), start, end) or change
    return Trap(place, code, sentence, corrected(shown), width, changes={number: change})


def _open(lines: Lines, stop: Stop) -> Trap:
    """A bracket not closed where it should be: at the end of its line, or before what follows it."""
    assert stop.flow is not None
    number, column = stop.flow
    mark = _CLOSING[lines[number][column]]
    at, change = stop.place[0], ""
    if _wrong_closing(lines, stop):
        change = lines[at][: stop.place[1]].rstrip() + mark + lines[at][stop.place[1] :]
    elif at > number:
        at = next(above for above in range(at - 1, number - 1, -1) if not anatomy(lines[above]).empty)
    if not change:
        end = anatomy(lines[at]).end
        body = lines[at][:end]
        lacking = [_CLOSING[body[one]] for one in reversed(unclosed(body, column))] if at == number else [mark]
        change = body + "".join(lacking) + lines[at][end:]
    sentence = (
        f"Le crochet « [ » ouvert ligne {number + 1} n’est pas refermé."
        if mark == "]"
        else f"L’accolade « {{ » ouverte ligne {number + 1} n’est pas refermée."
    )
    return Trap(stop.flow, "crochet-non-ferme", sentence, corrected(change), changes={at: change})


def _missing_comma(lines: Lines, stop: Stop) -> Trap | None:
    """Braces on several lines, closed further down: the line before lacks its comma."""
    assert stop.flow is not None
    number, opening, before = stop.place[0], stop.flow[0], stop.place[0] - 1
    if number == opening or not anatomy(lines[number]).has_plain_key:
        return None
    outside = anatomy(lines[opening]).column >= anatomy(lines[number]).indent
    if outside or not any(_closes(raw) for raw in lines[number : number + 30]):
        return None
    change = lines[before].rstrip() + ","
    sentence = f"Il manque une virgule à la fin de la ligne {before + 1}."
    place = (before, len(change) - 1)
    return Trap(place, "virgule-manquante", sentence, corrected(change), changes={before: change})


def _closes(raw: str) -> bool:
    return sum((letter in "]}") - (letter in "[{") for letter in raw) > 0


def extra_bracket(lines: Lines, stop: Stop) -> Trap | None:
    number = stop.place[0]
    line = anatomy(lines[number])
    end = closing(line.raw, line.start) if line.value[:1] in ("[", "{") else None
    if end is None or not line.raw[end + 1 : line.end].strip() or line.raw[end + 1 : line.end].strip("]} "):
        return None
    change = line.with_value(line.raw[line.start : end + 1])
    column = line.end - 1
    sentence = f"Il y a un « {line.raw[column]} » de trop à la fin de cette ligne."
    return Trap((number, column), "crochet-non-ferme", sentence, corrected(change), changes={number: change})


# --- what reads, and does not mean what it seems -----------------------------------------------------------


def lost_comma(lines: Lines, before: Scalar | None, scalar: Scalar, value: Scalar | None) -> Trap | None:
    """« {trou: Un trou, béant} » makes « béant » a key without a value."""
    text_before = before and before.flow == scalar.flow and not before.is_key and not before.style and before.text
    empty = value is not None and not value.text and not value.style and not value.is_key
    if not (scalar.is_key and scalar.flow and not scalar.style and text_before and empty):
        return None
    after = lines[scalar.end[0]][scalar.end[1] :].lstrip()[:1]
    if after == ":" or lines[scalar.flow[0]][scalar.flow[1]] != "{":
        return None
    whole = f"{before.text}, {scalar.text}" if before else scalar.text
    sentence = f"La virgule coupe « {whole} » : mettez-le entre guillemets, ou écrivez une ligne par clé."
    width = len(scalar.text)
    return _mended(lines, scalar.start, scalar.flow, "virgule-dans-accolades", sentence, width)


def question_mark(lines: Lines, scalar: Scalar) -> Trap | None:
    """« {question: Où ?} » reads here, and not with every reader of YAML."""
    if "?" not in scalar.text or scalar.flow is None:
        return None
    where = _between(lines, scalar.flow)
    sentence = f"« {scalar.text} » contient un « ? » : {where}, un tel texte s’écrit entre guillemets."
    code, width = "virgule-dans-accolades", scalar.end[1] - scalar.start[1]
    trap = _mended(lines, scalar.start, scalar.flow, code, sentence, max(1, width))
    return replace(trap, level=WARNING, changes={}) if trap else None


def mark_between_braces(lines: Lines, mark: Mark) -> Trap | None:
    assert mark.flow is not None
    sentence = f"Ce texte commence par « {mark.sign} » : il s’écrit entre guillemets."
    return _mended(lines, mark.place, mark.flow, "caractere-en-tete", sentence)
