"""Examining a file before it is kept: what it is, whether it may be, and a picture made anew. Nothing is kept here.

Hostile files are opened in other processes, two at a time: the pages never wait for a decoder.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from engine import french
from engine.errors import Refusal, Unfit
from engine.fields.fichier import ALSO, FORMATS
from engine.received import apart, unfit
from engine.received.kind import PDF, PICTURES, kind

T = TypeVar("T")

_OPENERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="examine")
"""Two large pictures at once: more would take the memory of the pages."""

SENTENCES = {
    unfit.DAMAGED: "« {name} » est abîmé ou incomplet. Prenez-le de nouveau en photo, ou choisissez un autre fichier.",
    unfit.TOO_LARGE: "« {name} » est trop grand une fois ouvert. Réduisez-le, ou prenez-le en photo.",
    unfit.LOCKED: "« {name} » est protégé par un mot de passe. Enregistrez-le sans mot de passe, ou prenez-le en photo.",
    unfit.RUNS: "« {name} » contient un programme. Imprimez-le en PDF, ou prenez-le en photo.",
    unfit.HIDES: "« {name} » cache un autre fichier. Imprimez-le en PDF, ou prenez-le en photo.",
}
LONGEST_NAME = 200


@dataclass(frozen=True)
class Examined:
    """A file that may be kept, as it will be."""

    name: str
    content: bytes
    media_type: str
    active: bool
    sent_sha256: str
    """Of the bytes as they were sent."""


async def examine(name: str, content: bytes, formats: Collection[str], largest: int) -> Examined:
    """What is kept of this file, or Refusal with what to do."""
    shown = clean_name(name)
    if not content:
        raise Refusal("document-vide", f"« {shown} » est vide. Choisissez un autre fichier.")
    if len(content) > largest:
        limit = french.weight(largest)
        raise Refusal("trop-lourd", f"« {shown} » pèse plus de {limit}. Choisissez un fichier plus léger.")
    try:
        found = await _apart(lambda: kind(content))
        media_type = kept_as(found, formats)
        if not media_type:
            wanted = ", ".join(format.upper() for format in formats)
            raise Refusal("format-refuse", f"« {shown} » n’est pas d’un format accepté. Formats : {wanted}.")
        kept, active = content, False
        if found in PICTURES:
            kept = await _apart(lambda: apart.made_anew(content, found, media_type))
        elif found == PDF:
            active = await _apart(lambda: apart.is_active(content))
    except Unfit as refused:
        raise Refusal(f"document-{refused.reason}", SENTENCES[refused.reason].format(name=shown)) from None
    digest = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
    return Examined(renamed(shown, media_type), kept, media_type, active, digest)


def ours(name: str, content: bytes, media_type: str) -> Examined:
    """A file that we made ourselves: there is nothing to look for in it."""
    return Examined(name, content, media_type, False, hashlib.sha256(content).hexdigest())


async def _apart(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_OPENERS, work)


def kept_as(found: str, formats: Collection[str]) -> str:
    """The media type a file is kept under: its own, or for a picture one that everyone opens; "" when it is refused."""
    accepted = [media_type for format in formats for media_type in FORMATS[format]]
    if found not in PICTURES:
        return found if found in accepted else ""
    pictures = [media_type for media_type in accepted if media_type in PICTURES]
    if found in pictures and found not in FORMATS["heic"]:
        return found
    opened = (one for one in (*FORMATS["jpg"], *FORMATS["png"], *FORMATS["webp"]) if one in pictures)
    return next(opened, *FORMATS["jpg"]) if pictures else ""


def clean_name(name: str) -> str:
    """The original name without folders, line ends or control characters; its end is kept when it is too long."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-LONGEST_NAME:] or "document"


def renamed(name: str, media_type: str) -> str:
    """The name with the end of what the file truly is: who opens it gets what they expect."""
    ends = next(ends_of(format) for format, kinds in FORMATS.items() if media_type in kinds)
    stem, dot, end = name.rpartition(".")
    if dot and end.lower() in ends:
        return name
    known = {one for format in FORMATS for one in ends_of(format)}
    return f"{stem if dot and end.lower() in known else name}.{ends[0]}"


def ends_of(format: str) -> tuple[str, ...]:
    return (format, *ALSO.get(format, ()))
