"""Opening a hostile file in another process, that is stopped when it lasts too long. Blocks: call it in a thread."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from engine.errors import Unfit
from engine.received.unfit import DAMAGED, TOO_LARGE

PATIENCE = 30.0
"""Seconds for one file, whatever it holds."""
NOTHING_OF_OURS: dict[str, str] = {}
"""The environment of a decoder: secrets and addresses of the installation are not in it."""
ROOT = Path(__file__).resolve().parents[2]
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from engine.received.child import main; main()"


def made_anew(content: bytes, kind: str, wanted: str) -> bytes:
    """A picture as a file of the media type `wanted`, without what it said of its making. Unfit when it is not one."""
    return _apart(content, "picture", kind, wanted)[1]


def is_active(content: bytes) -> bool:
    """Whether something runs in a PDF. Unfit when it cannot be kept."""
    return bool(_apart(content, "pdf")[0].get("active"))


def _apart(content: bytes, *job: str) -> tuple[dict[str, object], bytes]:
    command = [sys.executable, "-I", "-c", START, *job]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=PATIENCE, check=False, env=NOTHING_OF_OURS
        )
    except subprocess.TimeoutExpired:
        raise Unfit(TOO_LARGE) from None
    told, _, made = done.stdout.partition(b"\n")
    if done.returncode or not told:  # the decoder itself was brought down
        raise Unfit(DAMAGED)
    answer = json.loads(told)
    if "unfit" in answer:
        raise Unfit(answer["unfit"])
    return answer, made
