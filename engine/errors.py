"""Every exception of the engine, and Problem: one located mistake in a definition. Knows nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

ERROR, WARNING, ADVICE = "erreur", "avertissement", "conseil"


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a file of the city. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One mistake in a definition, told in French.

    `sentence` repeats what was typed and says what is allowed; `help` is one copyable fix.
    `code` is stable and has its entry in the manual. `width` underlines that many characters.
    """

    spot: Spot
    code: str
    sentence: str
    help: str = ""
    level: str = ERROR
    width: int = 1

    @property
    def blocks(self) -> bool:
        return self.level == ERROR


class ParvisError(Exception):
    """Root of what the engine raises on purpose."""


class SettingsError(ParvisError):
    """The environment asks for something impossible; the text is a sentence in French."""


class DefinitionError(ParvisError):
    """A definition cannot go live. Carries every problem found."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(f"{p.spot}: {p.sentence}" for p in problems))
        self.problems = problems


class Refusal(ParvisError):
    """An answer that cannot be accepted: a stable code and a sentence in French saying what to do."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class NotAllowed(ParvisError):
    """An act that this person may not do, or that the case no longer permits; the text says why in French."""


class Erased(NotAllowed):
    """What a person was writing has just been erased by them in another window."""


class SourceSilent(ParvisError):
    """A server that we ask for help (addresses) did not answer, or not in time, or not what it should."""


class AntivirusSilent(ParvisError):
    """The antivirus did not answer, or not in time: what was to be looked at waits for it."""


class AntivirusRefused(ParvisError):
    """The antivirus answers, but says nothing of this file: it is too large for it, or it could not read it."""


class Overtaken(ParvisError):
    """Someone else changed the same thing meanwhile: nothing was written, read again and decide again."""


class DeliveryError(ParvisError):
    """A notice could not be delivered. `permanent` means that trying again is useless; `after`, not before then."""

    def __init__(self, reason: str, *, permanent: bool, after: timedelta | None = None):
        super().__init__(reason)
        self.permanent = permanent
        self.after = after


class PaperError(ParvisError):
    """A PDF file could not be made: its engine is absent, too slow, or choked. The same page in HTML is always there."""


class ImportRefused(ParvisError):
    """A file from another platform that cannot be read at all; the text says why in French."""


class Unfit(ParvisError):
    """A file that cannot be kept; `reason` is one of those of engine/received/unfit.py."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
