"""Quotes: never closed, closed by accident, or typographic where straight ones are meant."""

from __future__ import annotations

import re

from engine.definition.traps.anatomy import BLANKS, anatomy, quoted
from engine.definition.traps.trap import Lines, Place, Scalar, Stop, Trap, corrected
from engine.errors import WARNING


def open_quote(lines: Lines, stop: Stop) -> Trap | None:
    """A quote that nothing closes, or that the next quote of the file closes by accident."""
    if stop.doing == "quote":
        return _closed(lines, stop.began, "n’est jamais refermé", between=bool(stop.flow))
    last = stop.scalar
    if not last or last.style not in ("'", '"') or stop.place[0] != last.end[0]:
        return None
    swallowed = lines[last.start[0] + 1 : last.end[0] + 1]
    if not any(anatomy(raw).has_plain_key for raw in swallowed):
        return None
    return _closed(lines, last.start, f"ne se referme qu’à la ligne {last.end[0] + 1}")


def _closed(lines: Lines, place: Place, what: str, *, between: bool = False) -> Trap:
    """Closed at the end of the line; between braces, before what follows the text."""
    number, column = place
    raw = lines[number].rstrip()
    mark = raw[column]
    rest = _AFTER_TEXT.search(raw, column) if between else None
    end = rest.start() if rest else len(raw)
    text = raw[column + 1 : end]
    change = raw[:column] + (quoted(mark + text) if mark in text else f"{mark}{text}{mark}") + raw[end:]
    sentence = f"Le guillemet {mark} ouvert ici {what}."
    width = end - column
    return Trap(place, "guillemet-non-ferme", sentence, corrected(change), width, changes={number: change})


_AFTER_TEXT = re.compile(r",\s*[\w-]+\s*:|[\]}][\]}\s,]*$|\s*[\]}],")


def backslash(lines: Lines, stop: Stop) -> Trap | None:
    if stop.doing != "escape" or stop.began[0] != stop.place[0]:
        return None
    number, column = stop.began
    raw = lines[number]
    end = raw.rfind('"')
    if end <= column:
        return None
    change = raw[:column] + quoted(raw[column + 1 : end]) + raw[end + 1 :]
    sentence = "« \\ » a un sens particulier entre guillemets droits doubles."
    place = (number, raw.find("\\", column))
    return Trap(place, "barre-oblique-inverse", sentence, corrected(change), changes={number: change})


_CODE = "guillemets-typographiques"
_TYPOGRAPHIC = {"“": "”", "„": "“", "”": "”", "«": "»", "‘": "’"}


def typographic(lines: Lines, stop: Stop) -> Trap | None:
    """Typographic quotes around a text that needs quotes: to the reader they are letters like any other."""
    number = stop.place[0]
    line = anatomy(lines[number])
    inner = _within_typographic(line.value)
    if inner is None or stop.flow or stop.place[1] < line.start:
        return None
    change = line.with_value(quoted(inner))
    pair = f"{line.value[0]} {line.value[-1]}"
    sentence = f"Les guillemets {pair} ne protègent pas ce texte : il faut des guillemets droits."
    place, help = (number, line.start), corrected(change)
    return Trap(place, _CODE, sentence, help, len(line.value), changes={number: change})


def typographic_text(lines: Lines, scalar: Scalar) -> Trap | None:
    """They would be shown to the citizen, or make a key unknown."""
    inner = _within_typographic(scalar.text)
    if inner is None or scalar.start[0] != scalar.end[0]:
        return None
    if scalar.text[0] == "«" and not scalar.is_key:
        return None
    number, (start, end) = scalar.start[0], (scalar.start[1], scalar.end[1])
    raw, width = lines[number], scalar.end[1] - scalar.start[1]
    if scalar.is_key:
        change = raw[:start] + inner + raw[end:]
        sentence, help = f"Les guillemets de {scalar.text} font partie de la clé.", corrected(change)
        return Trap(scalar.start, _CODE, sentence, help, width, changes={number: change})
    change = raw[:start] + quoted(inner) + raw[end:]
    sentence = f"Les guillemets de {scalar.text} font partie du texte et seront affichés."
    help = f'{corrected(change)}\n(pour les afficher, mettez-les entre guillemets droits : "{scalar.text}")'
    return Trap(scalar.start, _CODE, sentence, help, width, WARNING)


def _within_typographic(text: str) -> str | None:
    """What typographic quotes hold when they hold the whole text."""
    closing = _TYPOGRAPHIC.get(text[:1])
    if not closing or len(text) < 3 or text[-1] != closing or text[0] in text[1:-1]:
        return None
    return text[1:-1].strip(BLANKS) or None
