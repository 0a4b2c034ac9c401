"""When a démarche is open, by when it is answered, and what silence means: the frozen shapes, part of process.py.

A Moment and a Rung are words of the file; the instants they fall on are worked out in engine/promise and remembered
in engine/records.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from engine.duration import Duration


@dataclass(frozen=True)
class Moment:
    """When a rung falls: a share of the target, a duration before or after it, or the target itself."""

    text: str
    percent: int | None = None
    before: Duration | None = None
    after: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Reads `50 %`, `échéance`, `3 jours ouvrés avant`, `2 jours ouvrés après`; `text` becomes canonical.

        Raises ValueError with a sentence in French.
        """
        words = " ".join(unicodedata.normalize("NFC", text).casefold().split())
        if re.fullmatch(r"[eé]ch[eé]ance", words):
            return cls("échéance")
        if match := re.fullmatch(r"([0-9]{1,3}) ?%", words):
            return cls._share(int(match[1]))
        if match := re.fullmatch(r"(.+) (avant|apr[eè]s)", words):
            duration = Duration.parse(match[1])
            if match[2] == "avant":
                return cls(f"{duration} avant", before=duration)
            return cls(f"{duration} après", after=duration)
        raise ValueError(
            f"« {text} » n’est pas un moment. "
            "Écrivez « 50 % », « 3 jours ouvrés avant », « échéance » ou « 2 jours ouvrés après »."
        )

    @classmethod
    def _share(cls, percent: int) -> Moment:
        if not 1 <= percent <= 100:
            raise ValueError(f"« {percent} % » n’est pas possible : écrivez de « 1 % » à « 100 % ».")
        return cls(f"{percent} %", percent=percent)


@dataclass(frozen=True)
class Rung:
    """One `palier`. `remind` and `escalate` name roles: referent, suppleant, responsable."""

    position: int
    moment: Moment
    remind: tuple[str, ...] = ()
    escalate: tuple[str, ...] = ()
    warn_citizen: bool = False


@dataclass(frozen=True)
class Deadline:
    """A promise: `name` is its key in `delais` (reponse), `restarts` tells `reprise: recommencer`."""

    name: str
    target: Duration
    pauses: frozenset[str] = frozenset()
    restarts: bool = False
    rungs: tuple[Rung, ...] = ()


@dataclass(frozen=True)
class Silence:
    """What silence means (CRPA L231-1, L231-4): regime is acceptation, rejet or aucun."""

    regime: str
    delay: Duration | None = None
    basis: str = ""


@dataclass(frozen=True)
class Period:
    """Days during which a démarche may be sent, both included; None is no limit. `places` is how many it takes."""

    opens: date | None = None
    closes: date | None = None
    places: int | None = None

    def holds(self, day: date) -> bool:
        return (self.opens is None or self.opens <= day) and (self.closes is None or day <= self.closes)


@dataclass(frozen=True)
class Opening:
    """When a démarche may be sent. `message` is the démarche's own sentence when it may not."""

    periods: tuple[Period, ...]
    message: str = ""

    def on(self, day: date) -> Period | None:
        """The period of that day, None when the démarche is closed."""
        return next((period for period in self.periods if period.holds(day)), None)

    def next_after(self, day: date) -> date | None:
        """The next day it opens."""
        return min((period.opens for period in self.periods if period.opens and period.opens > day), default=None)

    def nearest(self, day: date) -> date:
        """That day when it is open, else the next that is, else the last that was."""
        if self.on(day):
            return day
        return self.next_after(day) or max((period.closes for period in self.periods if period.closes), default=day)
