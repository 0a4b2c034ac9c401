"""Repeated groups: questions asked once per child, per person, per thing. Their shape, and their answers as a list.

`answers[group id]` is a list of `{question id: value}`, one mapping per instance. In a draft each instance also holds
its own name under `MARK`: two windows then never take one child for another. Pure; knows neither pages nor people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Instance = Mapping[str, Any]

MARK = "_id"
"""Key of an instance's own name; no question can be called so."""
FEWEST, MOST = 1, 50
"""How many instances when the file says nothing, and how many at the very most."""
SMALL_WORDS = ("à", "au", "aux", "de", "du", "des", "en", "pour", "par", "sur", "sous", "avec", "sans", "dans", "et")


@dataclass(frozen=True)
class Group:
    """`repeter:` on one page or several in a row. `label` is the French word for one instance: « enfant »."""

    id: str
    least: int
    most: int
    label: str
    plural: str
    article: str = ""
    """« un » or « une » when the file gives it: nothing else tells the gender of a word."""

    def count(self, number: int) -> str:
        """« 1 enfant », « 3 enfants »."""
        return f"{number}\u00a0{self.label if number < 2 else self.plural}"

    @property
    def another(self) -> str:
        """« un autre enfant »; « 1 autre personne » when the gender is not known."""
        return f"{self.article or '1'} autre {self.label}"

    @property
    def one(self) -> str:
        """« un enfant »; « 1 personne » when the gender is not known."""
        return f"{self.article or '1'} {self.label}"

    def named(self, number: int) -> str:
        """« Enfant 2 »."""
        return f"{self.label[:1].upper()}{self.label[1:]} {number}"


def split_article(written: str) -> tuple[str, str]:
    """« une personne » as its article and its word."""
    match = re.fullmatch(r"(un|une)\s+(.+)", written.strip(), re.IGNORECASE)
    return (match[1].lower(), match[2]) if match else ("", written.strip())


def plural_of(label: str) -> str:
    """« personne à charge » -> « personnes à charge »: the words before the first small one agree."""
    words, agreed = label.split(), list[str]()
    for position, word in enumerate(words):
        if word in SMALL_WORDS or word.startswith(("d’", "d'", "l’", "l'")) or word.isdigit():
            return " ".join([*agreed, *words[position:]])
        agreed.append(_plural_word(word))
    return " ".join(agreed)


def _plural_word(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("eau", "eu")):
        return f"{word}x"
    return f"{word[:-2]}aux" if word.endswith("al") else f"{word}s"


# --- the answers, as a list


def instances(answers: Mapping[str, Any], group: Group) -> Sequence[Instance]:
    held = answers.get(group.id)
    return held if isinstance(held, list) else ()


def number_of(answers: Mapping[str, Any], group: Group, mark: str) -> int:
    """Where the instance of that name stands, from 1; 0 when it is not, or no longer, there."""
    marks = [instance.get(MARK) for instance in instances(answers, group)]
    return marks.index(mark) + 1 if mark and mark in marks else 0


def put(answers: Mapping[str, Any], group: Group, mark: str, values: Instance) -> dict[str, Any]:
    """The answers with these values in the instance of that name, added at the end when it is new.

    Nothing changes when the list is already full.
    """
    held, number = list(instances(answers, group)), number_of(answers, group, mark)
    if number:
        held[number - 1] = {**held[number - 1], **values}
    elif len(held) < group.most:
        held.append({MARK: mark, **values})
    return {**answers, group.id: held}


def without(answers: Mapping[str, Any], group: Group, mark: str) -> dict[str, Any]:
    """The answers with one instance less; taking it away twice is taking it away once."""
    kept = [instance for instance in instances(answers, group) if instance.get(MARK) != mark]
    return {**answers, group.id: kept}


def answered(answers: Mapping[str, Any], group_ids: Mapping[str, Group]) -> Iterator[tuple[str, Any]]:
    """Every question id with its answer, those of each instance included, in the order asked."""
    for id, value in answers.items():
        if id not in group_ids:
            yield id, value
            continue
        for instance in value if isinstance(value, list) else ():
            yield from ((inner, given) for inner, given in instance.items() if inner != MARK)
