"""The process in which hostile files are opened: little memory, little time, no file to write. Started by apart.py."""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress

from engine.errors import Unfit
from engine.received.unfit import TOO_LARGE

MEMORY = 1536 * 1024 * 1024
SECONDS = 25
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def main() -> None:
    """`picture KIND WANTED` or `pdf`: a file comes in, one line of JSON goes out, then the bytes of a picture."""
    for limit, value in LIMITS:
        with suppress(ValueError, OSError):  # not every system has each of them
            resource.setrlimit(limit, (value, value))
    answer: dict[str, object] = {}
    made = b""
    try:
        answer, made = done(sys.argv[1:], sys.stdin.buffer.read())
    except Unfit as refusal:
        answer = {"unfit": refusal.reason}
    except MemoryError:
        answer = {"unfit": TOO_LARGE}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


def done(job: list[str], content: bytes) -> tuple[dict[str, object], bytes]:
    if job[0] == "pdf":
        from engine.received.pdf import is_active

        return {"active": is_active(content)}, b""
    from engine.received.picture import made_anew

    return {}, made_anew(content, job[1], job[2])
