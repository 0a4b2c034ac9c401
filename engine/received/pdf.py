"""A PDF looked through: whether it opens without a password, and whether something in it runs. Runs apart."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from engine.errors import Unfit
from engine.received.unfit import DAMAGED, LOCKED, RUNS

END, TAIL = b"%%EOF", 4096
RUNNING = ("/JS", "/JavaScript", "/EmbeddedFiles", "/RichMedia", "/XFA")
"""Names of what a reader may run or unpack. Forms of the State hold some: they are kept, and never shown by a browser."""
LAUNCHING = "/Launch"


def is_active(content: bytes) -> bool:
    """Whether something in it runs. Unfit when it is locked, cut short, or starts a program.

    What this reader cannot follow is not refused: others may. It counts as active.
    """
    logging.disable(logging.CRITICAL)
    if END not in content[-TAIL:]:
        raise Unfit(DAMAGED)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unfit(LOCKED)
        return looked_through(reader)
    except (Unfit, MemoryError):
        raise
    except Exception:
        return True


def looked_through(reader: PdfReader) -> bool:
    active = False
    for held in everything(reader):
        if held.get("/S") == LAUNCHING:
            raise Unfit(RUNS)
        active = active or any(name in held for name in RUNNING) or held.get("/S") in RUNNING
    return active


def everything(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, those that no page shows included."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers):
        try:
            found: Any = reader.get_object(IndirectObject(number, 0, reader))
        except Exception:  # noqa: S112  (one unreadable object hides none of the others)
            continue
        yield from inside(found)
    yield from inside(reader.trailer)


def inside(found: Any) -> Iterator[DictionaryObject]:
    """This object and those written inside it; what it points to has its own turn."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [value for value in dict.values(one) if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(one, ArrayObject):
            waiting += [value for value in list.__iter__(one) if isinstance(value, DictionaryObject | ArrayObject)]
