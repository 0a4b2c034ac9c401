"""Plain texts that need quotes: a « : » or a « # » inside, a character with a meaning at their head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definition.traps.anatomy import Line, anatomy, has_head, quoted, unquoted, without_remark
from engine.definition.traps.trap import Lines, Place, Scalar, Stop, Taken, Trap, corrected

# --- the colon, the most frequent of all -------------------------------------------------------------------


def colon(lines: Lines, stop: Stop) -> Trap | None:
    """« question: Le lieu : précisez »."""
    last = stop.scalar
    if stop.doing != "colon" or stop.flow or not last:
        return None
    number = stop.place[0]
    line = anatomy(lines[number])
    if last.start[0] == number:
        return text_with_colon(number, line) if line.key else None
    if line.has_plain_key and (line.glued or _spaces_its_keys(lines)):
        return None
    return _paragraph_with_colon(lines, stop, last)


def text_with_colon(number: int, line: Line) -> Trap:
    # « - Le lieu : précisez »: what reads as a key already belongs to the text
    start = line.start if line.has_plain_key else line.column
    text = line.raw[start : line.end]
    change = line.with_value(quoted(unquoted(text)), start)
    sentence = f"« {text} » contient un « : » : un tel texte s’écrit entre guillemets."
    place, help = (number, start), corrected(change)
    return Trap(place, "deux-points-dans-texte", sentence, help, len(text), changes={number: change})


def _spaces_its_keys(lines: Lines) -> bool:
    """Whether the author writes « cle : valeur » with a space, as French punctuation asks."""
    return sum(bool(re.match(r"\s*(- +)?[\w-]+ +: ", raw)) for raw in lines) > 1


def _paragraph_with_colon(lines: Lines, stop: Stop, text: Scalar) -> Trap:
    """The « : » stands on a later line of a text that goes on over several."""
    sentence = f"Le texte commencé ligne {text.start[0] + 1} contient un « : » : il s’écrit sous « >- »."
    block, changes = _as_paragraph(lines, text.start, stop.place[0])
    return Trap(stop.place, "deux-points-dans-texte", sentence, corrected(block), changes=changes)


def _as_paragraph(lines: Lines, place: Place, last: int) -> tuple[str, dict[int, str]]:
    """A text of several lines as a block to paste, and quoted where it stands."""
    first, start = place
    column = anatomy(lines[first]).column
    while last + 1 < len(lines) and lines[last + 1].strip() and anatomy(lines[last + 1]).indent > column:
        last += 1
    paragraph = [lines[first][start:], *lines[first + 1 : last + 1]]
    double = not any(mark in raw for raw in paragraph for mark in '"\\')
    mark, paragraph = ('"', paragraph) if double else ("'", [raw.replace("'", "''") for raw in paragraph])
    paragraph[-1] = paragraph[-1].rstrip() + mark
    changes = dict(zip(range(first, last + 1), paragraph, strict=True))
    changes[first] = lines[first][:start] + mark + changes[first]
    indented = [" " * (column + 2) + raw.strip() for raw in [lines[first][start:], *lines[first + 1 : last + 1]]]
    return "\n".join([lines[first][:start] + ">-", *indented]), changes


def texts_as_keys(lines: Lines, taken: Taken) -> Iterator[Trap]:
    """An item of a list that its « : » turned into a key and a value."""
    for key in taken.lonely:
        line = anatomy(lines[key.start[0]])
        if not key.style and not key.flow and " " in key.text.strip() and line.column == key.start[1]:
            yield text_with_colon(key.start[0], line)


def no_colon(lines: Lines, stop: Stop) -> Trap | None:
    """A line that is neither a key nor the end of the text above it."""
    if stop.flow or stop.doing not in ("no-colon", "colon"):
        return None
    number = stop.scalar.start[0] if stop.doing == "colon" and stop.scalar else stop.began[0]
    line = anatomy(lines[number])
    if line.key:
        return None
    if stop.doing == "colon":
        lone_word = stop.place[0] > number and re.fullmatch(r"[\w-]+", line.raw[line.indent : line.end])
        return _missing_colon(number, line) if lone_word else _glued_colon(number, line)
    return _glued_colon(number, line) or _lost_line(lines, number, line)


def _glued_colon(number: int, line: Line) -> Trap | None:
    found = re.compile(r"[\w-]+:(?=[^\s/])").match(line.raw, line.column)
    if not found:
        return None
    change = f"{line.raw[: found.end()]} {line.raw[found.end() :]}"
    sentence = f"Il manque une espace après « {found[0]} »."
    place = (number, found.end() - 1)
    return Trap(place, "deux-points-colles", sentence, corrected(change), changes={number: change})


def _lost_line(lines: Lines, number: int, line: Line) -> Trap:
    """The end of the text above, too far to the left; or a key without its « : »."""
    text = line.raw[line.column : line.end]
    above = next((at for at in range(number - 1, -1, -1) if not anatomy(lines[at]).empty), None)
    if above is None or " " not in text or not anatomy(lines[above]).value:
        return _missing_colon(number, line)
    over = anatomy(lines[above])
    column = over.column + 2 if over.key else over.indent
    change = " " * column + line.raw.strip()
    sentence = (
        f"« {text} » n’a pas de clé. Si cette ligne continue le texte de la ligne {above + 1}, "
        f"elle commence à la colonne {column + 1}."
    )
    place, help = (number, line.column), corrected(change)
    return Trap(place, "indentation", sentence, help, len(text), changes={number: change})


def _missing_colon(number: int, line: Line) -> Trap:
    text = line.raw[line.column : line.end]
    change = f"{line.raw[: line.end]}:{line.raw[line.end :]}"
    sentence = f"Il manque un « : » après « {text} »."
    place, help = (number, line.column), corrected(change)
    return Trap(place, "deux-points-manquant", sentence, help, len(text), changes={number: change})


# --- the first character -----------------------------------------------------------------------------------


def head(lines: Lines, stop: Stop) -> Trap | None:
    """A text that starts with a character that means something to YAML."""
    number, column = stop.place
    line = anatomy(lines[number])
    if stop.flow or not has_head(line.value) or column < line.start:
        return None
    return _block_on_one_line(lines, number, line) or text_with_head(number, line)


def _block_on_one_line(lines: Lines, number: int, line: Line) -> Trap | None:
    """« texte: | Bonjour » with the rest of the text below: its first line goes below too."""
    below = anatomy(lines[number + 1]) if number + 1 < len(lines) else None
    text = line.value[1:].strip()
    if line.value[0] not in "|>" or not line.key or not below or below.empty or below.indent <= line.column:
        return None
    bare = [*lines[:number], line.raw[: line.start] + text, *lines[number + 1 :]]
    _, changes = _as_paragraph(bare, (number, line.start), number)
    block = f"{line.raw[: line.start]}{line.value[0]}\n{' ' * below.indent}{text}"
    sentence = f"Après « {line.value[0]} », le texte commence à la ligne suivante."
    place, help = (number, line.start), corrected(block)
    return Trap(place, "caractere-en-tete", sentence, help, len(line.value), changes=changes)


def text_with_head(number: int, line: Line) -> Trap:
    change = line.with_value(quoted(unquoted(line.value)))
    sentence = f"Ce texte commence par « {line.value[0]} » : il s’écrit entre guillemets."
    place, help = (number, line.start), corrected(change)
    return Trap(place, "caractere-en-tete", sentence, help, len(line.value), changes={number: change})


# --- the hash ----------------------------------------------------------------------------------------------

_CUT = re.compile(r"\s+#(?=[^\s#])|\s#(?=\s\d)")


def cut_by_hash(lines: Lines, before: Scalar | None, scalar: Scalar) -> Trap | None:
    """« Appartement #3 »: the reader drops what follows « # ». A real remark has a space after its « # »."""
    if scalar.is_key or "#" not in lines[scalar.start[0]] + lines[scalar.end[0]]:
        return None
    number, end = _end_of_text(lines, before, scalar)
    raw = lines[number]
    cut = _CUT.match(raw, end)
    if not cut:
        return None
    start = scalar.start[1] if scalar.text and scalar.start[0] == number else cut.end() - 1
    rest = raw[cut.end() :].rstrip()
    text = raw[start : cut.end()] + (rest if rest[0].isspace() else without_remark(rest))
    change = raw[:start] + quoted(text) + raw[start + len(text) :]
    sentence = f"« {text} » est coupé au « # » : ce qui suit n’est pas lu."
    help = corrected(change) + "\n(pour une remarque, laissez une espace après « # »)"
    place, width = (number, cut.end() - 1), start + len(text) - cut.end() + 1
    return Trap(place, "diese-coupe-texte", sentence, help, width, changes={number: change})


def paragraph_cut_by_hash(lines: Lines, stop: Stop) -> Trap | None:
    """The same on several lines: the reader stops on the line that follows « # »."""
    text = stop.scalar
    if stop.flow or text is None or text.style or text.is_key or stop.place[0] <= text.end[0]:
        return None
    number, end = text.end
    cut = _CUT.match(lines[number], end)
    after = anatomy(lines[stop.place[0]])
    if not cut or after.has_plain_key or after.dashed:
        return None
    block, changes = _as_paragraph(lines, text.start, stop.place[0])
    sentence = f"Le texte commencé ligne {text.start[0] + 1} est coupé au « # » : il s’écrit sous « >- »."
    place = (number, cut.end() - 1)
    return Trap(place, "diese-coupe-texte", sentence, corrected(block), changes=changes)


def _end_of_text(lines: Lines, before: Scalar | None, scalar: Scalar) -> Place:
    """An empty value ends at the « : » of its key."""
    if scalar.text or not (before and before.is_key):
        return scalar.end
    number, end = before.end
    return number, lines[number].find(":", end) + 1
