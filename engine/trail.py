"""What a fault leaves in the logs: where it happened and its kind, never its words, which may be those of a person.

« invalid literal for int(): 'FR76 3000…' » is what a library says; « ValueError, fields/x.py:12 clean » is enough to
find the mistake.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePath
from typing import Any

DEEPEST = 40
"""Frames told of one fault, the last ones."""


def trail(error: BaseException) -> str:
    """The kinds of a fault and of what caused it, each with its frames, the place where it broke last."""
    told, seen = [], set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-DEEPEST:]
        told += [kind(current), *(f"  {short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(told)


def kind(error: BaseException) -> str:
    """Its class; and for the system's own faults (a full disk, a server that is not there), what the system says."""
    said = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__} ({said})" if said else type(error).__name__


def short(path: str) -> str:
    """The end of a path: enough to find the file, without what the server's folders are called."""
    return "/".join(PurePath(path).parts[-3:])


def keep_words_out_of_logs() -> None:
    """From now on, whatever is logged with an exception (ours, uvicorn's, a library's) tells its trail instead."""
    if getattr(logging.getLogRecordFactory(), "__module__", "") != __name__:
        logging.setLogRecordFactory(record)


def record(*args: Any, **options: Any) -> logging.LogRecord:
    """A record as logging makes it, its exception turned into a trail."""
    made = logging.LogRecord(*args, **options)
    if made.exc_info and made.exc_info[1] is not None:
        made.exc_text, made.exc_info = trail(made.exc_info[1]), None
    return made
