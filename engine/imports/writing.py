"""Data as YAML that one likes to read: block style, keys in the order of the manual, small conditions on one line.

Every text is written so that `definition.source` reads back exactly the same words.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

WIDTH = 110
PLAIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ0-9«(][^\n\\\t\"]*")
NOT_PLAIN = re.compile(r":(\s|$)|\s#|\s$|^\d+[ \t]*:|[\u00a0\u202f\u2007]|^---|^\.\.\.")
FLOW = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ0-9][\w .’'°%€/+@-]*")
CONDITIONS = ("si", "attendu", "repeter", "filtre")
"""Keys whose value fits on one line when it is small."""


class Entry(dict[str, Any]):
    """A mapping with what is said above it, one comment per line."""

    def __init__(self, *pairs: Any, comments: list[str] | None = None, **more: Any):
        super().__init__(*pairs, **more)
        self.comments: list[str] = comments or []


def document(data: Entry) -> str:
    return "\n".join(lines_of(data, 0, top=True)) + "\n"


def lines_of(data: dict[str, Any], indent: int, top: bool = False) -> Iterator[str]:
    margin = " " * indent
    yield from comments_of(data, margin)
    for position, (key, value) in enumerate(data.items()):
        if top and position and is_wide(value):
            yield ""
        yield from pair(key, value, indent)


def comments_of(value: Any, margin: str) -> Iterator[str]:
    for comment in getattr(value, "comments", ()):
        words = " ".join(comment.split())
        for line in textwrap.wrap(words, WIDTH - len(margin) - 2, break_long_words=False) or [""]:
            yield f"{margin}# {line}".rstrip()


def is_wide(value: Any) -> bool:
    return isinstance(value, dict | list) and not (
        isinstance(value, list) and all(isinstance(one, str) for one in value)
    )


def pair(key: str, value: Any, indent: int) -> Iterator[str]:
    margin, name = " " * indent, scalar(key)
    small = inline(value, key)
    if small is not None and len(margin) + len(name) + len(small) + 2 <= WIDTH:
        yield f"{margin}{name}: {small}"
    elif isinstance(value, dict):
        yield f"{margin}{name}:"
        yield from lines_of(value, indent + 2)
    elif isinstance(value, list):
        yield f"{margin}{name}:"
        yield from items(value, indent + 2, key)
    else:
        yield from long_text(f"{margin}{name}:", str(value), indent + 2)


def items(values: list[Any], indent: int, key: str) -> Iterator[str]:
    margin = " " * indent
    for position, value in enumerate(values):
        if position and key in ("formulaire", "scenarios") and isinstance(value, dict):
            yield ""
        yield from comments_of(value, margin)
        small = inline(value, "si" if key in ("tous", "au_moins_un", "aucun") else "")
        if small is not None and len(margin) + len(small) + 2 <= WIDTH:
            yield f"{margin}- {small}"
        elif isinstance(value, dict):
            body = list(lines_of(dict(value), indent + 2))
            yield f"{margin}- {body[0].strip()}"
            yield from body[1:]
        elif isinstance(value, list):
            yield f"{margin}-"
            yield from items(value, indent + 2, key)
        else:
            yield from long_text(f"{margin}-", str(value), indent + 2)


def inline(value: Any, key: str = "") -> str | None:
    """On one line, None when it is too much for that."""
    if isinstance(value, str):
        return scalar(value) if fits(value) else None
    if isinstance(value, list):
        return flow(value) if all(isinstance(one, str) for one in value) or key in CONDITIONS else None
    if isinstance(value, dict) and (key in CONDITIONS or not value):
        return flow(value)
    return None


def fits(text: str) -> bool:
    return "\n" not in text and len(text) <= WIDTH - 20


def flow(value: Any) -> str | None:
    if isinstance(value, str):
        return flow_scalar(value)
    if isinstance(value, dict):
        parts = [(flow_scalar(key), flow(inner)) for key, inner in value.items()]
        return (
            None
            if any(None in part for part in parts)
            else "{" + ", ".join(f"{key}: {one}" for key, one in parts) + "}"
        )
    parts_of = [flow(one) for one in value]
    return None if None in parts_of else "[" + ", ".join(str(one) for one in parts_of) + "]"


def flow_scalar(text: str) -> str | None:
    if FLOW.fullmatch(text) and not text.endswith(" "):
        return text
    return None if "\n" in text else quoted(text)


def scalar(text: str) -> str:
    if PLAIN.fullmatch(text) and not NOT_PLAIN.search(text):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def long_text(head: str, text: str, indent: int) -> Iterator[str]:
    margin = " " * indent
    if "\n" not in text:
        yield f"{head} >-"
        yield from (
            f"{margin}{line}"
            for line in textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
        )
        return
    yield f"{head} |"
    yield from (f"{margin}{line}".rstrip() for line in text.split("\n"))
