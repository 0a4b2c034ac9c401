"""Characters that look like a space and are none: tabs, no-break spaces, invisible letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definition.traps.anatomy import BLANKS, NO_BREAK, anatomy
from engine.definition.traps.indent import Outline
from engine.definition.traps.trap import Lines, Stop, Taken, Trap, also, corrected

# --- tabs --------------------------------------------------------------------------------------------------


def tab(lines: Lines, stop: Stop) -> Trap | None:
    number, column = stop.place
    raw = lines[number]
    if "\t" in _lead(raw):
        return _tab_indentation(lines, number)
    if raw[column : column + 1] != "\t":
        return None
    change = f"{raw[:column]} {raw[column:].lstrip()}"
    sentence = "Une tabulation sépare ces mots : il faut une espace."
    return Trap(stop.place, "tabulation", sentence, corrected(change), changes={number: change})


def _tab_indentation(lines: Lines, number: int) -> Trap:
    changes = _without_tabs(lines)
    others = [at for at in changes if at != number]
    sentence = f"Cette ligne commence par une tabulation : le retrait se fait avec des espaces{also(others)}."
    place = (number, lines[number].index("\t"))
    return Trap(place, "tabulation", sentence, corrected(changes[number]), changes=changes)


def _lead(raw: str) -> str:
    return raw[: len(raw) - len(raw.lstrip(" \t"))]


def _without_tabs(lines: Lines) -> dict[int, str]:
    """Each line put in line with what stands above it."""
    changes, above = {}, Outline()
    for at, raw in enumerate(lines):
        if "\t" in _lead(raw):
            raw = changes[at] = _indented(raw, above) if raw.strip(" \t") else ""
        above.feed(at, raw)
    return changes


def _indented(raw: str, above: Outline) -> str:
    lead, text = _lead(raw), raw.lstrip(" \t")
    line = anatomy(text)
    widths = [len(lead.replace("\t", " " * size)) for size in (2, 4, 8)]
    columns = [place.column for place in above.places if place.dashed == line.dashed]
    last = above.last
    if last and last.key and (not last.value or last.opens_block_text):
        columns.append(last.column + 2)
    fit = next((width for width in widths if width in columns), None)
    if fit is None:
        fit = min(reversed(columns), key=lambda column: abs(column - widths[0]), default=widths[0])
    return " " * fit + text


# --- no-break spaces ---------------------------------------------------------------------------------------

_BLANK_LEAD = re.compile(rf"([ \t]*(?:- +)*-?)([{NO_BREAK}][{NO_BREAK} ]*)")
_BLANK_AFTER_COLON = re.compile(rf"(\s*(?:- +)*[\w-]+)[{NO_BREAK} ]*:([{NO_BREAK}][{NO_BREAK} ]*)")
_BLANK_KEY = re.compile(rf"[ \t]*[{NO_BREAK}][{NO_BREAK} ]*(?:- +)*[\w-]+ *:(?:\s|$)")
_BLANK_EDGE = re.compile(rf"\A[{NO_BREAK}]|[{NO_BREAK}]\Z")


def no_break_space(lines: Lines, stop: Stop) -> Trap | None:
    """The line at fault may be a little above the one where the reader stopped."""
    near = [stop.place[0] - back for back in range(min(5, stop.place[0] + 1))]
    near += [stop.began[0]] if stop.doing == "no-colon" else []
    near += [stop.scalar.start[0]] if stop.scalar and not stop.scalar.style else []
    for number in near:
        trap = _blank_lead(lines, number) or _blank_after_colon(lines, number)
        if trap:
            return trap
    # a key put at the margin by its no-break spaces is only felt when its group ends, further down
    keys = (at for at in range(stop.place[0]) if _BLANK_KEY.match(lines[at]))
    return next((trap for at in keys if (trap := _blank_lead(lines, at))), None)


def _blank_lead(lines: Lines, number: int) -> Trap | None:
    found = _BLANK_LEAD.match(lines[number])
    if not found:
        return None
    changes = {at: mended for at, raw in enumerate(lines) if (mended := _without_blank_lead(raw)) != raw}
    others = [at for at in changes if at != number]
    sentence = f"Une espace insécable tient lieu de retrait : il faut des espaces ordinaires{also(others)}."
    place, help = (number, found.start(2)), corrected(changes[number])
    return Trap(place, "espace-insecable", sentence, help, len(found[2]), changes=changes)


def _without_blank_lead(raw: str) -> str:
    found = _BLANK_LEAD.match(raw)
    return found[1] + _as_spaces(found[2]) + raw[found.end() :] if found else raw


def _as_spaces(blanks: str) -> str:
    """Some blanks take no room at all."""
    return " " * sum(letter not in "\u200b\ufeff" for letter in blanks)


def _blank_after_colon(lines: Lines, number: int) -> Trap | None:
    found = _BLANK_AFTER_COLON.match(lines[number])
    if not found:
        return None
    change = f"{found[1]}: {lines[number][found.end() :]}".rstrip()
    sentence = "Une espace insécable suit le « : » : sans espace ordinaire, la clé n’est pas reconnue."
    place = (number, found.start(2))
    return Trap(place, "espace-insecable", sentence, corrected(change), changes={number: change})


def blank_in_keys(lines: Lines, taken: Taken) -> Iterator[Trap]:
    """« titre : » with a no-break space, as a French keyboard types it, is another key than « titre »."""
    keys = [one for one in taken.scalars if one.is_key and not one.style and _BLANK_EDGE.search(one.text)]
    yield from _blank_after_colons(lines, taken)
    leads = [trap for key in keys if key.text[0] in BLANKS and (trap := _blank_lead(lines, key.start[0]))]
    if leads:
        yield leads[0]
    elif keys:
        changes: dict[int, str] = {}
        for key in keys:
            raw = changes.get(key.start[0], lines[key.start[0]])
            changes[key.start[0]] = raw.replace(key.text, key.text.strip(BLANKS), 1)
        number, column = keys[0].start
        others = [at for at in changes if at != number]
        sentence = f"Une espace insécable précède le « : » : la clé n’est pas reconnue{also(others)}."
        place = (number, column + len(keys[0].text.rstrip(BLANKS)))
        yield Trap(place, "espace-insecable", sentence, corrected(changes[number]), changes=changes)


def _blank_after_colons(lines: Lines, taken: Taken) -> Iterator[Trap]:
    """« si : {…} » with a no-break space after its « : » may read as one long key."""
    for key in taken.scalars:
        if key.is_key and not key.style and re.search(rf":[{NO_BREAK}]", key.text):
            trap = _blank_after_colon(lines, key.start[0])
            if trap:
                yield trap


# --- characters that cannot be seen ------------------------------------------------------------------------

_FORBIDDEN = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def invisible(lines: Lines) -> Iterator[Trap]:
    """Control characters and foreign line ends, which come with a copy and paste."""
    found = {at: letter for at, raw in enumerate(lines) if (letter := _FORBIDDEN.search(raw))}
    if found:
        changes = {at: _FORBIDDEN.sub(" ", lines[at]).rstrip() for at in found}
        number, letter = next(iter(found.items()))
        others = also([at for at in found if at != number])
        name = f"U+{ord(letter[0]):04X}"
        sentence = f"Un caractère invisible ({name}), venu d’un copier-coller, est dans cette ligne{others}."
        place, help = (number, letter.start()), corrected(changes[number])
        yield Trap(place, "caractere-invisible", sentence, help, changes=changes)
