"""The parts of a line as a person typed it (indentation, dashes, key, value, remark) and how to quote a text.

Knows the look of YAML but not its parser: it is used on lines that the parser refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NO_BREAK = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
"""Blanks that look like a space and are none (inside a character class)."""

BLANKS = " \t\u00a0\u1680\u2007\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
"""What is taken away around a plain text: a trailing no-break space is nobody’s intention."""

_HEAD = re.compile(r"['\"*&!%@`\[\]{}|>,#]|[-?:](\s|$)")
"""What means something to YAML at the head of a text."""

_LINE = re.compile(
    r"(?P<indent>\s*)(?P<dashes>(?:-\s+|-$)*)"
    r"(?:(?P<key>\"[^\"]*\"|'[^']*'|[^\s#\"'\[\]{},&*!|>%@`](?:[^#]*?[^\s#])??)\s*:(?=\s|$))?"
    r"\s*(?P<value>.*)",
    re.DOTALL,
)
_WORD = re.compile(r"[\w’'.-]+\Z")
_REMARK = re.compile(r"(?:^|\s)#(?=\s|$)")
_BLOCK_SCALAR = re.compile(r"[|>][-+]?\d?[-+]?\Z")
_PAIR = re.compile(r"\s*([^\s,:{}\[\]]+)\s*:(?:\s+|$)")


@dataclass(frozen=True)
class Line:
    """Columns count from 0. `value` leaves out the remark that may follow it."""

    raw: str
    indent: int
    column: int
    """Where the key, or the text when there is no key, begins."""
    key: str
    start: int
    value: str

    @property
    def dashed(self) -> bool:
        return self.column > self.indent

    @property
    def empty(self) -> bool:
        return not self.raw.strip() or self.raw.lstrip().startswith("#")

    @property
    def end(self) -> int:
        return self.start + len(self.value)

    @property
    def has_plain_key(self) -> bool:
        """True for `type: …`, false for `Le lieu : …`, which is a text."""
        return bool(self.key and _WORD.match(self.key))

    @property
    def glued(self) -> bool:
        """True for `type: …`, false for `type : …`."""
        return self.raw[self.column + len(self.key) :][:1] == ":"

    @property
    def opens_block_text(self) -> bool:
        return bool(_BLOCK_SCALAR.match(self.value))

    def with_value(self, value: str, start: int | None = None, end: int | None = None) -> str:
        """The line with another text from `start` to `end` (its value unless told)."""
        start, end = self.start if start is None else start, self.end if end is None else end
        gap = " " if self.raw[:start].endswith(":") else ""
        return self.raw[:start] + gap + value + self.raw[end:]


def anatomy(raw: str) -> Line:
    match = _LINE.match(raw)
    assert match is not None, "every part of the pattern is optional"
    value = without_remark(match["value"].rstrip())
    return Line(raw, match.end("indent"), match.end("dashes"), match["key"] or "", match.start("value"), value)


def without_remark(value: str) -> str:
    """A remark is « # » between two spaces; a « # » inside quotes belongs to the text."""
    since = value.rfind(value[0]) if value[:1] in ("'", '"') else 0
    remark = _REMARK.search(value, max(0, since))
    return value[: remark.start()].rstrip() if remark else value


def quoted(text: str) -> str:
    """The text between quotes, the kind that leaves it as it is when there is one."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def unquoted(text: str) -> str:
    """What someone meant who opened a quote: the same quote at both ends goes, anything else is text."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text


def has_head(text: str) -> bool:
    """Whether YAML sees more than a text in its first character."""
    return bool(_HEAD.match(text))


def needs_quotes(text: str) -> bool:
    """Whether a text on a line of its own must be quoted."""
    return not text or has_head(text) or bool(re.search(r":(\s|$)|\s#", text))


# --- between braces and brackets ---------------------------------------------------------------------------


def closing(raw: str, start: int) -> int | None:
    """The column of the bracket that closes the one at `start`, on the same line."""
    depth = 0
    for column, letter in _outside_quotes(raw, start):
        depth += (letter in "[{") - (letter in "]}")
        if depth == 0:
            return column
    return None


def unclosed(raw: str, start: int = 0) -> list[int]:
    """Columns of the brackets that the line opens and leaves open, outermost first."""
    opened: list[int] = []
    for column, letter in _outside_quotes(raw, start):
        if letter in "[{":
            opened.append(column)
        elif letter in "]}" and opened:
            opened.pop()
    return opened


def _outside_quotes(raw: str, start: int) -> list[tuple[int, str]]:
    """Columns and letters out of quoted texts; an apostrophe inside a word quotes nothing."""
    kept, quote, before = [], "", ""
    for column in range(start, len(raw)):
        letter = raw[column]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"" and before in ("", ":", ",", "[", "{", "-"):
            quote = letter
        else:
            kept.append((column, letter))
        before = before if letter.isspace() else letter
    return kept


def flow_parts(raw: str, start: int, end: int) -> list[str]:
    """What commas separate between the bracket at `start` and its closing one at `end`.

    Between braces a comma only separates when a key follows it: « {trou: Un trou, béant, depot: Un dépôt} ».
    """
    inner = raw[start + 1 : end]
    parts, since, depth = [], 0, 0
    for column, letter in _outside_quotes(inner, 0):
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0 and (raw[start] == "[" or _PAIR.match(inner, column + 1)):
            parts.append(inner[since:column].strip())
            since = column + 1
    return [*parts, inner[since:].strip()]


def pair(part: str) -> tuple[str, str]:
    """`cle: valeur` in two; the key is "" when there is none."""
    match = _PAIR.match(part)
    return (match[1], part[match.end() :].strip()) if match else ("", part.strip())


def flow_mended(raw: str, start: int, end: int) -> str:
    """The same braces or brackets, with quotes around the texts that would be misread."""
    opening, ending = raw[start], "}" if raw[start] == "{" else "]"
    mended = []
    for part in flow_parts(raw, start, end):
        key, value = pair(part) if opening == "{" else ("", part)
        mended.append(f"{key}: {_flow_value(value)}" if key else _flow_value(value))
    return opening + ", ".join(mended) + ending


def _flow_value(value: str) -> str:
    if value[:1] in ("[", "{") and closing(value, 0) == len(value) - 1 and not value.startswith("{{"):
        return flow_mended(value, 0, len(value) - 1)
    if value[:1] in ("'", '"') and value[-1:] == value[:1] and value[:1] not in value[1:-1]:
        return value
    if needs_quotes(value) or any(letter in value for letter in ",[]{}?"):
        return quoted(unquoted(value)) if value else value
    return value


def as_block(line: Line, start: int, end: int) -> str:
    """Braces turned into one line per key, when they are all that the line holds; "" otherwise."""
    pairs = [pair(part) for part in flow_parts(line.raw, start, end)]
    alone = start == line.start and not line.raw[end + 1 :].strip()
    if line.raw[start] != "{" or not alone or not all(key for key, _ in pairs):
        return ""
    written = [f"{key}: {_block_value(value)}" for key, value in pairs]
    if not line.key:
        return line.raw[:start] + f"\n{' ' * start}".join(written)
    gap = "\n" + " " * (line.column + 2)
    return line.raw[:start].rstrip() + gap + gap.join(written)


def _block_value(value: str) -> str:
    flow = _flow_value(value)
    plain_in_block = flow != value and flow[:1] in ("'", '"') and not needs_quotes(value)
    return value if plain_in_block else flow
