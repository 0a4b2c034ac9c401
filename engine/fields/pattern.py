"""`modele:`, the look of a code as a referent writes it: `0` is a digit, `A` a letter, anything else stands for itself.

What separates (spaces, points, dashes…) is forgiven: only letters and digits are compared, then written as the model says.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engine.fields.numbers import ordinary

DIGIT, LETTER = "0", "A"
LONGEST = 60
SEPARATORS = " .,;:-–—/_'’()[]\u00a0\u202f\t"  # what people really type between groups


@dataclass(frozen=True)
class Pattern:
    """One model. Raises ValueError(French sentence) when it says nothing of what is expected."""

    written: str

    def __post_init__(self) -> None:
        if not any(sign in (DIGIT, LETTER) for sign in self.written):
            raise ValueError(
                f"« {self.written[:40]} » n’est pas un modèle : écrivez 0 pour un chiffre, A pour une lettre."
            )
        if len(self.written) > LONGEST:
            raise ValueError(f"Ce modèle est trop long : {LONGEST} caractères au plus.")

    def __str__(self) -> str:
        return self.written

    def fitted(self, typed: str) -> str | None:
        """What was typed, as the model writes it; None when it does not fit."""
        ignored = {*SEPARATORS, *(sign for sign in self.written if not sign.isalnum())}
        signs = [sign for sign in ordinary(unicodedata.normalize("NFC", typed)) if sign not in ignored]
        wanted = [sign for sign in self.written if sign.isalnum()]
        if len(signs) != len(wanted) or not all(map(fits, signs, wanted)):
            return None
        left = iter(signs)
        return "".join(put(next(left), sign) if sign.isalnum() else sign for sign in self.written)

    @property
    def example(self) -> str:
        """An answer of that look: 123.456.789-01, AB-123."""
        digits, letters = iter("1234567890" * LONGEST), iter("ABCDEFGHJK" * LONGEST)
        given = {DIGIT: digits, LETTER: letters}
        return "".join(next(given[sign]) if sign in given else sign for sign in self.written)

    @property
    def numeric(self) -> bool:
        """Whether the keys of a telephone are enough to type it."""
        return all(sign.isdecimal() for sign in self.written if sign.isalnum())


def fits(sign: str, wanted: str) -> bool:
    if wanted == DIGIT:
        return sign.isdecimal()
    return sign.isalpha() if wanted == LETTER else sign.casefold() == wanted.casefold()


def put(sign: str, wanted: str) -> str:
    """A letter is kept in capitals when that is still one letter."""
    if wanted not in (DIGIT, LETTER):
        return wanted
    return sign.upper() if len(sign.upper()) == 1 else sign


FORMS = {
    "chiffres": "que des chiffres",
    "lettres": "que des lettres",
    "lettres-et-chiffres": "que des lettres et des chiffres",
}
"""Values of `forme` and what they accept, in French."""


def formed(form: str, typed: str) -> str | None:
    """What was typed, spaces taken out of codes; None when it holds anything else than `form` accepts."""
    text = " ".join(ordinary(unicodedata.normalize("NFC", typed)).split())
    if form == "lettres":
        letters = [sign for sign in text if sign not in " -'’"]  # the apostrophe of French words
        return text if letters and all(is_letter(sign) for sign in letters) else None
    compact = re.sub(r"\s", "", text)
    if form == "chiffres":
        return compact if compact.isdecimal() else None
    return compact if compact and all(is_letter(sign) or sign.isdecimal() for sign in compact) else None


def is_letter(sign: str) -> bool:
    """Marks that some scripts write above their letters count with them."""
    return sign.isalpha() or unicodedata.category(sign).startswith("M")
