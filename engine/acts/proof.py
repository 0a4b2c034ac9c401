"""What a person knows and we do not keep: a password, a secret word. Argon2, in a thread: it takes as long as a page."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LONGEST = 1000
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = _hasher.hash(secrets.token_hex(16))
"""Checked when there is nothing to check, so that the answer takes as long."""


async def hashed(words: str) -> str:
    return await asyncio.to_thread(_hasher.hash, words)


async def matches(hash: str, words: str) -> bool:
    return await asyncio.to_thread(_matches, hash, words[:LONGEST])


def _matches(hash: str, words: str) -> bool:
    try:
        return _hasher.verify(hash, words)
    except (Argon2Error, InvalidHashError):
        return False
