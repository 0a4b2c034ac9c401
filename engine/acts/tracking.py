"""Tracking codes: computed from the secret of the installation, never stored, compared in constant time."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

from engine.acts.office import Office
from engine.records import Case

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 O 1 I L U: nothing that is misheard on the phone or misread on paper."""


def code(office: Office, case: Case) -> str:
    """`ABC-DEF-GHJ`, for the person concerned only."""
    return _code(office.settings.secret, case.reference, case.code_version)


async def find(office: Office, reference: str, typed: str) -> Case | None:
    """The case of this reference and this code. An unknown reference costs as much as a wrong code."""
    wanted = written(reference)
    case = await Case.get_or_none(reference=wanted)
    expected = _code(office.settings.secret, wanted, case.code_version if case else 0)
    right = hmac.compare_digest(_letters(typed).encode(), _letters(expected).encode())
    return case if case is not None and right else None


def written(reference: str) -> str:
    """A reference as it is stored, from what was typed: `26 abcdef` is `26-ABC-DEF`."""
    letters = _letters(reference)
    return "-".join(part for part in (letters[:2], letters[2:5], letters[5:]) if part)


def new_reference(filed_on: datetime) -> str:
    """`26-ABC-DEF`: the year, then chance."""
    drawn = "".join(secrets.choice(SYMBOLS) for _ in range(6))
    return f"{filed_on:%y}-{drawn[:3]}-{drawn[3:]}"


def _code(secret: bytes, reference: str, version: int) -> str:
    digest = hmac.digest(secret, f"suivi:{reference}:{version}".encode(), "sha256")
    number, drawn = int.from_bytes(digest[:16], "big"), ""
    for _ in range(9):
        number, rank = divmod(number, len(SYMBOLS))
        drawn += SYMBOLS[rank]
    return f"{drawn[:3]}-{drawn[3:6]}-{drawn[6:]}"


def _letters(typed: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", typed[:40].upper())
