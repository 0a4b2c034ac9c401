"""Regular expressions of the source as `forme`, `modele` and lengths of ours, when they are simple enough to be said so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from engine.fields.pattern import LONGEST, SEPARATORS

DIGITS, LETTERS, BOTH = "chiffres", "lettres", "lettres-et-chiffres"
CLASSES = {r"\d": DIGITS, "[0-9]": DIGITS, r"[\d]": DIGITS, r"\w": BOTH, r"[\w]": BOTH}
ATOM = re.compile(r"\\[dws.\-/+() ]|\[[^\]\[]*\]|[^\\\[\](){}*+?.^$|]")
COUNT = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}|[*+?]")
MOST_MODELS = 6
ENDLESS = 999


@dataclass(frozen=True)
class Piece:
    """`sign` repeated: a class of characters, or one character that stands for itself."""

    sign: str
    least: int
    most: int

    @property
    def literal(self) -> bool:
        return self.sign not in (DIGITS, LETTERS, BOTH)


def settings_of(pattern: str) -> dict[str, str] | None:
    """`forme`, `longueur_min`, `longueur` or `modele` (one per line); None when the pattern says something else."""
    if len(pattern) > 200:
        return None
    parts = [pieces(part) for part in alternatives(pattern)]
    read = [part for part in parts if part]
    if not read or len(read) != len(parts):
        return None
    if len(read) == 1 and (found := formed(read[0])) is not None:
        return found
    models: list[str] = []
    for part in read:
        found_models = written(part)
        if found_models is None:
            return None
        models += found_models
    models = list(dict.fromkeys(models))
    return {"modele": "\n".join(models)} if 0 < len(models) <= MOST_MODELS else None


def alternatives(pattern: str) -> list[str]:
    """`^(a|b)$` and `a|b` as [a, b]; other parentheses only group and are left out when nothing is repeated."""
    bare = pattern.strip().removeprefix("^").removesuffix("$")
    whole = re.fullmatch(r"\((?:\?:)?([^()]*)\)", bare)
    found = [part.removeprefix("^").removesuffix("$") for part in (whole[1] if whole else bare).split("|")]
    return [re.sub(r"\((?:\?:)?([^()|]*)\)(?![*+?{])", r"\1", part) for part in found]


def is_wider(pattern: str) -> bool:
    """Whether what we say of it accepts more: some digits only, or one letter in the place of any."""
    return bool(
        re.search(
            r"\[[^\]]*(?!0-9)\d-\d[^\]]*\]|\[[^\]]*(?!A-Z|a-z)[A-Za-z]-[A-Za-z]|[^-\[{,\d]0|[^\[-]A(?!-)", pattern
        )
    )


def pieces(part: str) -> list[Piece] | None:
    found: list[Piece] = []
    at = 0
    while at < len(part):
        atom = ATOM.match(part, at)
        sign = sign_of(atom[0]) if atom else None
        if atom is None or sign is None:
            return None
        at = atom.end()
        count = COUNT.match(part, at)
        least, most = bounds(count)
        at = count.end() if count else at
        if found and found[-1].sign == sign and not found[-1].literal:
            last = found.pop()
            least, most = last.least + least, min(last.most + most, ENDLESS)
        found.append(Piece(sign, least, most))
    return found


def sign_of(atom: str) -> str | None:
    """The class of an atom, or the character it stands for."""
    if atom in CLASSES:
        return CLASSES[atom]
    if atom in (r"\s", "[ ]", r"[\s]"):
        return " "
    if atom.startswith("["):
        inside = re.sub(r"\\d", "0-9", atom[1:-1])
        if inside.startswith("^"):
            return None
        ranges = set(re.findall(r"[0-9]-[0-9]|[A-Za-z]-[A-Za-z]", inside))
        rest = re.sub(r"[0-9]-[0-9]|[A-Za-zÀ-ÿ]-[A-Za-zÀ-ÿ]|\\", "", inside)
        digits = any(one[0].isdecimal() for one in ranges)
        letters = any(one[0].isalpha() for one in ranges)
        if rest and all(sign in SEPARATORS for sign in rest) and not ranges:
            return rest[0]
        if any(sign.isalnum() for sign in rest) and not letters:
            return None
        return BOTH if digits and letters else DIGITS if digits else LETTERS if letters else None
    return atom[-1]


def bounds(count: re.Match[str] | None) -> tuple[int, int]:
    if count is None:
        return 1, 1
    if count[0] in "*+?":
        return (1 if count[0] == "+" else 0), (1 if count[0] == "?" else ENDLESS)
    least = int(count[1])
    return least, least if not count[2] else int(count[3]) if count[3] else ENDLESS


def formed(part: list[Piece]) -> dict[str, str] | None:
    """One class of characters, so many times."""
    kept = [one for one in part if not (one.literal and one.sign == " ")]
    if len(kept) != 1 or kept[0].literal:
        return None
    only = kept[0]
    if only.most < max(only.least, 1):
        return None
    least = {"longueur_min": str(only.least)} if only.least > 1 else {}
    most = {"longueur": str(only.most)} if only.most < ENDLESS else {}
    return {"forme": only.sign, **least, **most}


def written(part: list[Piece]) -> list[str] | None:
    """The models that say the same: one for each length."""
    choices: list[list[str]] = []
    for one in part:
        if one.sign == BOTH or one.most > 20 or one.most < one.least:
            return None
        sign = {DIGITS: "0", LETTERS: "A"}.get(one.sign, one.sign)
        if one.literal and one.sign in SEPARATORS:
            choices.append([sign * one.most])  # forgiven when it is missing
        else:
            choices.append([sign * number for number in range(one.least, one.most + 1)])
    count = 1
    for each in choices:
        count *= len(each)
        if count > MOST_MODELS:
            return None
    models = ["".join(each).strip() for each in product(*choices)]
    sound = all(model and len(model) <= LONGEST and ("0" in model or "A" in model) for model in models)
    return models if sound else None
