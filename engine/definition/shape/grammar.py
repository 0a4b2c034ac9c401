"""The small words that shapes are written with. Knows no file of the city.

Each gives a Cerberus rule; `help` is the French sentence that editors show, kept aside under `meta`.
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]
"""A Cerberus schema, or one of its rules. Two equal shapes are two things: `schema.thing` tells them by identity."""


def text(help: str = "", *, wanted: str = "", **more: Any) -> Shape:
    """`wanted` says in French what `regex` asks."""
    return {"type": "string", "empty": False, **more, **said(help, wanted)}


def texts(help: str = "", *, empty: bool = False) -> Shape:
    """One text or a list of texts."""
    return {"type": ["list", "string"], "empty": empty, "schema": text(), **said(help)}


def mapping(help: str = "", **more: Any) -> Shape:
    return {"type": "dict", **more, **said(help)}


def listing(help: str = "", **more: Any) -> Shape:
    return {"type": "list", **more, **said(help)}


def one_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": "string", "allowed": list(allowed), **said(help)}


def some_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": "list", "minlength": 1, "schema": one_of(allowed), **said(help)}


def one_or_some_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": ["list", "string"], "allowed": list(allowed), **said(help)}


def condition(help: str) -> Shape:
    return {"type": ["string", "dict"], "empty": False, **said(help)}


def email(help: str) -> Shape:
    return text(help, regex=r"[^@\s]+@[^@\s]+\.[^@\s]+", wanted="une adresse comme accueil@ville.example")


def phone(help: str) -> Shape:
    return text(help, regex=r"[+\d][\d\s().-]{1,28}", wanted="un numéro comme 05 56 10 20 30")


def required(shape: Shape) -> Shape:
    return {**shape, "required": True}


def said(help: str, wanted: str = "") -> Shape:
    words = {"aide": help, "attendu": wanted}
    meta = {key: value for key, value in words.items() if value}
    return {"meta": meta} if meta else {}
