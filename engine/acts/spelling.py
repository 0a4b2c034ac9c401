"""How secret codes are written: letters and digits that are neither misheard on the phone nor misread on paper.

A code is spelt from a digest, so that it never has to be stored. Knows nothing of what it opens.
"""

from __future__ import annotations

import re

from engine.fields.numbers import ordinary

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 O 1 I L U."""
LENGTH = 9
"""44 bits."""


def spelt(digest: bytes) -> str:
    """`ABC-DEF-GHJ`."""
    number, drawn = int.from_bytes(digest[:16], "big"), ""
    for _ in range(LENGTH):
        number, rank = divmod(number, len(SYMBOLS))
        drawn += SYMBOLS[rank]
    return f"{drawn[:3]}-{drawn[3:6]}-{drawn[6:]}"


def letters(typed: str) -> str:
    """A code as it is compared: spaces, dashes and case aside, the digits of any script."""
    return re.sub(r"[^A-Z0-9]", "", ordinary(typed[:40]).upper())
