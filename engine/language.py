"""The languages that a city may write its démarches in, and texts that know which one they are in.

The one list: conditions, translations and the choice on the pages read it. `simple` is French written for reading
easily. French is authoritative: a text without translation stays French and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FRENCH = "fr"


@dataclass(frozen=True)
class Language:
    """`code` is the word of the files and conditions; `tag` what HTML wants; `name` is in the language itself."""

    code: str
    name: str
    french_name: str
    tag: str = ""
    direction: str = "ltr"
    yes: str = "Oui"
    no: str = "Non"

    @property
    def lang(self) -> str:
        return self.tag or self.code

    @property
    def foreign(self) -> bool:
        """True when a French text must be marked among its words."""
        return self.lang != FRENCH


LANGUAGES = {
    one.code: one
    for one in (
        Language("fr", "Français", "français"),
        Language("en", "English", "anglais", yes="Yes", no="No"),
        Language("es", "Español", "espagnol", yes="Sí", no="No"),
        Language("ar", "العربية", "arabe", direction="rtl", yes="نعم", no="لا"),
        Language("simple", "Français facile", "version simple", tag="fr"),
    )
}
OTHERS = tuple(code for code in LANGUAGES if code != FRENCH)


class French(str):
    """A text that has no translation where one was looked for."""

    __slots__ = ()


class Ours(str):
    """Words of the engine among what people typed: a page in another language says them in it."""

    __slots__ = ()


class Translated(str):
    """A text in the reader's language; `french` is the one it was translated from, which is authoritative."""

    french: str

    def __new__(cls, text: str, french: str) -> Translated:
        made = super().__new__(cls, text)
        made.french = french
        return made


def french_of(text: str) -> str:
    """The French text that a translation stands for; the text itself otherwise."""
    return text.french if isinstance(text, Translated) else text


def like(source: str, change: Callable[[str], Any]) -> Any:
    """What `change` makes of a text, in the same language as this text, its French changed likewise."""
    if isinstance(source, Translated):
        return Translated(change(str(source)), change(source.french))
    return French(change(str(source))) if isinstance(source, French) else change(source)
