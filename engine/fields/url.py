"""The address of a web page, http or https only: it may later be a link that an agent follows."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.fields.numbers import trimmed

HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]", re.UNICODE)
"""Labels of letters and digits of any script, then a last one that is no number: `éco-quartier.example`."""
SPACES_AND_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\<>\"]")


class Url(FieldType):
    name = "url"
    title = "L’adresse d’une page web"
    operators = ("contient", "commence_par")
    inputmode = "url"
    missing = "Indiquez l’adresse de la page, par exemple https://www.exemple.fr."
    longest = 2000
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw=" www.exemple.fr ", value="https://www.exemple.fr"),
        Example(raw="HTTP://Exemple.FR/Page?a=1", value="http://exemple.fr/Page?a=1"),
        Example(raw="https://éco-quartier.example/à-propos", value="https://éco-quartier.example/à-propos"),
        Example(raw="javascript:alert(1)", refused="url"),
        Example(raw="ftp://exemple.fr", refused="url"),
        Example(raw="https://banque.example@autre.example", refused="url"),
        Example(raw="mon site", refused="url"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        try:
            return web_address(trimmed(raw))
        except ValueError:
            raise Refusal("url", not_an_address(trimmed(raw)[:80])) from None

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": self.longest}

    def sentence(self, question: Any, code: str, constraint: Any) -> str:
        if code != "trop-long":
            return ""
        return f"« {question.label} » : donnez une adresse plus courte, de {constraint} caractères au plus."

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("https://exemple.example",)

    def literal(self, question: Any, written: Any) -> str:
        try:
            return web_address(str(written))
        except ValueError:
            raise ValueError(not_an_address(str(written))) from None

    def operand(self, question: Any, operator: str, written: Any) -> str:
        return str(written).casefold()

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        value = value.casefold()
        return bool(value.startswith(operand) if operator == "commence_par" else operand in value)


def web_address(written: str) -> str:
    """The address with its scheme, its host in small letters. Raises ValueError."""
    if SPACES_AND_CONTROLS.search(written):
        raise ValueError(written)
    whole = written if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", written, re.IGNORECASE) else f"https://{written}"
    parts = urlsplit(whole)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not HOST.fullmatch(host):
        raise ValueError(written)
    port = f":{parts.port}" if parts.port else ""  # reading it checks it
    return parts._replace(netloc=host + port).geturl()


def not_an_address(written: str) -> str:
    return (
        f"« {written} » n’est pas l’adresse d’une page web : écrivez-la en entier, par exemple https://www.exemple.fr."
    )
