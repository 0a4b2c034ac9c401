"""How many SMS a text takes, and how it is written to take few. Pure; knows no gateway and nobody."""

from __future__ import annotations

import re
import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of GSM 03.38: ê, ç and î are not in it."""
EXTENDED = frozenset("^{}\\[~]|€\f")
"""These take two places."""

ALONE, JOINED = 160, 153
WIDE_ALONE, WIDE_JOINED = 70, 67
"""Characters in one SMS, and in each part of a longer one; fewer as soon as one of them is outside the alphabet."""

PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\u00ab\u00bb\u201c\u201d", '"'),
        **dict.fromkeys("\u2013\u2014\u2212\u2011", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **{"\u2026": "...", "\u0153": "oe", "\u0152": "OE"},
    }
)
"""What typography adds and nobody misses. Accents stay: they make words, and voices read them."""


def plain(text: str) -> str:
    """The text on one line, as it leaves: a dash or a curly apostrophe must not make three messages of one."""
    composed = unicodedata.normalize("NFC", text).translate(PLAIN)
    return re.sub(r'" (.+?) "', r'"\1"', " ".join(composed.split()))


def segments(text: str) -> int:
    """How many SMS this text takes."""
    if set(text) <= BASIC | EXTENDED:
        return _parts(len(text) + sum(character in EXTENDED for character in text), ALONE, JOINED)
    return _parts(len(text.encode("utf-16-be")) // 2, WIDE_ALONE, WIDE_JOINED)


def _parts(length: int, alone: int, joined: int) -> int:
    return 1 if length <= alone else -(-length // joined)
