"""Tracking codes: computed from the secret of the installation, never stored, compared in constant time."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from engine.acts.office import Office
from engine.acts.spelling import LENGTH, SYMBOLS, letters, spelt
from engine.records import Case
from engine.records.lookup import by_key

REFERENCE = 8
"""Letters and figures of a reference."""


def code(office: Office, case: Case) -> str:
    """`ABC-DEF-GHJ`, for the person concerned only."""
    return _code(office.settings.secret, case.reference, case.code_version)


async def find(office: Office, reference: str, typed: str) -> Case | None:
    """The case of this reference and this code. An unknown reference costs as much as a wrong code."""
    wanted = written(reference)
    case = await by_key(Case, wanted)
    expected = _code(office.settings.secret, wanted, case.code_version if case else 0)
    right = hmac.compare_digest(letters(typed).encode(), letters(expected).encode())
    return case if case is not None and right else None


def written(reference: str) -> str:
    """A reference as it is stored, from what was typed: `26 abcdef` is `26-ABC-DEF`."""
    typed = letters(reference)
    return "-".join(part for part in (typed[:2], typed[2:5], typed[5:]) if part)


def told_apart(reference: str, typed: str) -> tuple[str, str]:
    """Reference and code, when both were put in the same place: copied together from a message."""
    both = letters(reference)
    if letters(typed) or len(both) != REFERENCE + LENGTH:
        return reference, typed
    return both[:REFERENCE], both[REFERENCE:]


def new_reference(filed_on: datetime) -> str:
    """`26-ABC-DEF`: the year, then chance."""
    drawn = "".join(secrets.choice(SYMBOLS) for _ in range(6))
    return f"{filed_on:%y}-{drawn[:3]}-{drawn[3:]}"


def _code(secret: bytes, reference: str, version: int) -> str:
    return spelt(hmac.digest(secret, f"suivi:{reference}:{version}".encode(), "sha256"))
