"""The words of the pages in other languages: a template written in French becomes the same template in Arabic.

Nobody marks anything in a template: what stands between tags is a message, with its `{{ }}` and its inline tags. The
catalogues are `themes/<theme>/langues/<langue>.po`; a sentence made in Python is known by its shape. Knows no jinja2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

INLINE = frozenset(["a", "abbr", "b", "bdi", "em", "i", "small", "span", "strong"])
SPOKEN = ("aria-label", "title", "alt", "data-label")
"""Attributes that are read by people."""
_TOKEN = re.compile(
    r"(?P<comment>\{#.*?#\})|(?P<statement>\{%.*?%\})|(?P<blank>\{\{.*?\}\}(?!\}))"
    r"|(?P<tag></?[a-zA-Z!](?:[^<>{]|\{\{.*?\}\}(?!\})|\{%.*?%\}|\{(?![{%#]))*>)|(?P<text>(?:(?!\{[{%#])(?!</?[a-zA-Z!]).)+)",
    re.DOTALL,
)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ATTRIBUTE = re.compile(rf'(?<=\s)({"|".join(SPOKEN)})="((?:\{{\{{.*?\}}\}}|[^"{{])*)"')
_LITERAL = re.compile(r'"([^"\\{}]*)"')
_SLOT = re.compile(r"\{\w+\}")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Piece:
    kind: str
    text: str

    @property
    def tag(self) -> str:
        found = _NAME.match(self.text) if self.kind == "tag" else None
        return found[1].lower() if found else ""

    @property
    def is_wordless(self) -> bool:
        """Spaces, or a drawing of `theme.icon`."""
        return not self.text.strip() if self.kind == "text" else self.text.startswith("{{ theme.icon(")

    @property
    def closes(self) -> bool:
        return self.text.startswith("</")


def pieces(template: str) -> list[Piece]:
    return [Piece(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(template)]


def plain(text: str) -> str:
    """A text as catalogues know it: ordinary spaces, one at a time."""
    return " ".join(text.split())


def message(run: Iterable[Piece]) -> str:
    """A run of text as translators read it: blanks as they are, inline tags without their attributes."""
    return plain("".join(f"<{'/' if p.closes else ''}{p.tag}>" if p.tag else p.text for p in run))


def translated(template: str, say: Callable[[str], str | None]) -> str:
    """The template in another language. `say` gives None for what it does not know: it then stays in French, marked."""
    made: list[str] = []
    run: list[Piece] = []
    titled = False
    for piece in [*pieces(template), Piece("end", "")]:
        if piece.kind in ("text", "blank") or piece.tag in INLINE:
            run.append(piece)
            continue
        made.append(_run(run, say, bare=titled))
        run = []
        if piece.kind == "statement" and re.match(r"\{%-?\s*(end)?block\b", piece.text):
            titled = re.match(r"\{%-?\s*block (title|lang|body_class)\b", piece.text) is not None
        titled = titled or (piece.tag in ("title", "option") and not piece.closes)
        titled = titled and not (piece.tag in ("title", "option") and piece.closes)
        made.append(_tag(piece.text, say) if piece.kind == "tag" else piece.text)
    return "".join(made)


def _run(run: list[Piece], say: Callable[[str], str | None], *, bare: bool) -> str:
    start, end = _heart(run)
    heart = run[start:end]
    before, after = (_written(part, say, bare) for part in (run[:start], run[end:]))
    if not is_message(heart):
        return before + _written(heart, say, bare) + after
    words = say(message(heart))
    first, last = heart[0].text, heart[-1].text
    lead = first[: len(first) - len(first.lstrip())] if heart[0].kind == "text" else ""
    tail = last[len(last.rstrip()) :] if heart[-1].kind == "text" else ""
    if words is None:
        french = _written(heart, say, bare).strip()
        return before + lead + (french if bare else f'<span lang="fr" dir="ltr">{french}</span>') + tail + after
    return before + lead + _filled(words, heart, say, bare) + tail + after


def _heart(run: list[Piece]) -> tuple[int, int]:
    """The part of a run that holds words: what wraps it and the drawings beside it are no business of translators."""
    start, end = 0, len(run)
    while True:
        while start < end and run[start].is_wordless:
            start += 1
        while end > start and run[end - 1].is_wordless:
            end -= 1
        if end - start < 2 or not (run[start].tag and not run[start].closes and run[start].tag == run[end - 1].tag):
            return start, end
        depth, where = 0, start
        for where in range(start, end):
            depth += 0 if run[where].tag != run[start].tag else -1 if run[where].closes else 1
            if depth == 0:
                break
        if where != end - 1:
            return start, end
        start, end = start + 1, end - 1


def is_message(run: Iterable[Piece]) -> bool:
    return any(piece.kind == "text" and _LETTER.search(piece.text) for piece in run)


def _filled(words: str, heart: list[Piece], say: Callable[[str], str | None], bare: bool) -> str:
    """The translation with the very blanks and tags of the template, each tag the nth of its name."""
    tags: dict[str, list[str]] = {}
    for piece in heart:
        if piece.tag:
            tags.setdefault(f"<{'/' if piece.closes else ''}{piece.tag}>", []).append(_tag(piece.text, say))
    made = []
    for piece in pieces(words):
        if piece.kind == "blank":
            made.append(_blank(piece.text, say, bare))
        elif piece.tag and tags.get(piece.text):
            made.append(tags[piece.text].pop(0))
        else:
            made.append(piece.text)
    return "".join(made)


def _written(run: Iterable[Piece], say: Callable[[str], str | None], bare: bool) -> str:
    return "".join(
        _blank(p.text, say, bare) if p.kind == "blank" else _tag(p.text, say) if p.tag else p.text for p in run
    )


def _blank(text: str, say: Callable[[str], str | None], bare: bool) -> str:
    """`{{ }}` with its literals translated, unless the filter does it when it is filled."""
    inside = text[2:-2]
    if "|spaced" not in inside:
        inside = _LITERAL.sub(
            lambda found: f'"{say(plain(found[1])) or found[1]}"' if found[1].strip() else found[0], inside
        )
    return f"{{{{ ({inside.strip()})|bare }}}}" if bare and "xmlattr" not in inside else f"{{{{{inside}}}}}"


def _tag(text: str, say: Callable[[str], str | None]) -> str:
    """A tag whose attributes hold words: no markup may be put there."""

    def attribute(found: re.Match[str]) -> str:
        words = say(plain(found[2])) if _LETTER.search(re.sub(r"\{\{.*?\}\}", "", found[2])) else None
        return f'{found[1]}="{words or found[2]}"'

    text = _ATTRIBUTE.sub(attribute, text)
    return re.sub(r"\{\{.*?\}\}(?!\})", lambda found: _blank(found[0], say, bare=True), text, flags=re.DOTALL)


def translated_lines(template: str, say: Callable[[str], str | None]) -> str:
    """The same for a message in plain text, where each line is known by itself."""
    return "".join(_line(run, say) for run in _lines(template))


def _lines(template: str) -> Iterator[list[Piece]]:
    """What stands between line ends and statements; these too, alone."""
    run: list[Piece] = []
    for piece in pieces(template):
        parts = re.split(r"(\n)", piece.text) if piece.kind == "text" else [piece.text]
        for part in parts:
            if part == "\n" or piece.kind in ("statement", "comment"):
                yield run
                yield [Piece("end", part)]
                run = []
            elif part:
                run.append(Piece(piece.kind, part))
    yield run


def _line(run: list[Piece], say: Callable[[str], str | None]) -> str:
    text = "".join(piece.text for piece in run)
    words = say(message(run)) if is_message(run) else None
    if words is None:
        return text
    return text[: len(text) - len(text.lstrip())] + words + text[len(text.rstrip()) :]


# --- what there is to translate


def messages(template: str) -> Iterator[str]:
    """Every message of a template, in its order; literals too."""
    run: list[Piece] = []
    for piece in [*pieces(template), Piece("end", "")]:
        if piece.kind in ("text", "blank") or piece.tag in INLINE:
            run.append(piece)
            continue
        start, end = _heart(run)
        if is_message(run[start:end]):
            yield message(run[start:end])
        for one in (*run, piece):
            if one.kind in ("blank", "statement") or one.tag:
                yield from _literals(one.text)
            if one.tag:
                yield from (
                    plain(found[2])
                    for found in _ATTRIBUTE.finditer(one.text)
                    if _LETTER.search(re.sub(r"\{\{.*?\}\}", "", found[2]))
                )
        run = []


def lines(template: str) -> Iterator[str]:
    """Every message of a template in plain text."""
    return (message(run) for run in _lines(template) if is_message(run))


def _literals(code: str) -> Iterator[str]:
    inside = "".join(re.findall(r"\{[{%].*?[%}]\}", code, re.DOTALL)) if code.startswith("<") else code
    for found in _LITERAL.finditer(inside):
        if looks_spoken(found[1]):
            yield plain(found[1])


def looks_spoken(text: str) -> bool:
    """Whether a literal is said to people: a capital, or several words in French."""
    words = text.strip()
    return bool(re.match(r"[A-ZÀ-Ý«][^A-Z]", words)) or (" " in words and bool(re.search(r"[a-zà-ÿ]{2}", words)))


def slots(text: str) -> Counter[str]:
    """What a translation must keep: blanks, inline tags, places to fill."""
    found = [
        p.text if p.kind == "blank" else f"<{'/' if p.closes else ''}{p.tag}>"
        for p in pieces(text)
        if p.kind in ("blank", "tag")
    ]
    return Counter([*map(plain, found), *_SLOT.findall(re.sub(r"\{\{.*?\}\}", "", text))])


# --- catalogues


@dataclass
class Chrome:
    """The words of one language, from its catalogues."""

    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folders: Iterable[Path], code: str) -> Chrome:
        """The catalogues of these folders; the first ones win."""
        made = cls()
        for folder in folders:
            path = folder / "langues" / f"{code}.po"
            if path.is_file():
                with path.open("rb") as file:
                    found = {
                        str(m.id): str(m.string)
                        for m in read_po(file, locale=None)
                        if m.id and m.string and not m.fuzzy
                    }
                made.words = {**found, **made.words}
        made.say = lru_cache(maxsize=4096)(made._say)  # type: ignore[method-assign]
        return made

    def say(self, text: str) -> str | None:
        """A French text of ours in this language; None when it is not known."""
        return self._say(text)

    def _say(self, text: str) -> str | None:
        wanted = plain(text)
        if wanted in self.words:
            return self.words[wanted]
        for shape, words in self._shapes():
            if found := shape.fullmatch(wanted):
                return self._fill(words, found.groupdict())
        return None

    def _fill(self, words: str, filled: Mapping[str, str]) -> str:
        return _SLOT.sub(lambda slot: self._inside(filled.get(f"s{slot[0][1:-1]}", slot[0])), words)

    def _inside(self, text: str) -> str:
        return self.words.get(plain(text), text)

    def _shapes(self) -> list[tuple[re.Pattern[str], str]]:
        if self._made is None:
            shaped = [(id, words) for id, words in self.words.items() if _SLOT.search(re.sub(r"\{\{.*?\}\}", "", id))]
            shaped.sort(key=lambda one: -len(_SLOT.sub("", one[0])))
            self._made = [(re.compile(_shape(id), re.DOTALL), words) for id, words in shaped]
        return self._made

    _made: list[tuple[re.Pattern[str], str]] | None = None


def _shape(id: str) -> str:
    seen: set[str] = set()
    made = ""
    place = 0
    for slot in _SLOT.finditer(id):
        name = f"s{slot[0][1:-1]}"
        made += re.escape(id[place : slot.start()]) + (f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
        seen.add(name)
        place = slot.end()
    return made + re.escape(id[place:])
