"""The words of a city, with where each is and what it weighs there; which of them a word that was typed may be."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from engine.search.words import bare, distance, slips_forgiven, sound, sounds

SAME, BEGINNING, HEARD, FAMILY, SLIP = 1.0, 0.8, 0.75, 0.6, 0.5
"""How sure we are that a word typed is a word of the city."""
STEM, STEM_SHARE = 5, 0.7
"""Words of one family begin alike: that many letters at least, and that share of the shorter one."""

Sureness = dict[str, float]


class Vocabulary:
    """Made from what each démarche's words weigh, in the order of the démarches."""

    def __init__(self, weights: Sequence[Mapping[str, float]]):
        self.places: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for position, words in enumerate(weights):
            for word, weight in words.items():
                self.places[word][position] = weight
        self.sorted = sorted(self.places)
        self.rarity = {word: _rarity(len(found), len(weights)) for word, found in self.places.items()}
        self.by_bare: defaultdict[str, list[str]] = defaultdict(list)
        self.by_sound: defaultdict[str, list[str]] = defaultdict(list)
        self.by_initial: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for word in self.sorted:
            self.by_bare[bare(word)].append(word)
            self.by_sound[sound(word)].append(word)
            self.by_initial[word[0]].append((word, frozenset(word)))

    def weigh(self, likely: Sureness) -> dict[int, float]:
        """For each démarche, what the best of these words weighs there. A word that is everywhere says little."""
        best: dict[int, float] = {}
        for known, sureness in likely.items():
            worth = sureness * self.rarity[known]
            for position, weight in self.places[known].items():
                best[position] = max(best.get(position, 0), weight * worth)
        return best

    def likely(self, word: str) -> Sureness:
        """Words of the city this word may be; slips are only looked for when nothing else fits."""
        found: Sureness = {}
        for sureness, words in self._ways(word):
            for known in words:
                found.setdefault(known, sureness)
        return found or dict.fromkeys(self._slips(word), SLIP)

    def _ways(self, word: str) -> Iterator[tuple[float, list[str]]]:
        """The surest first."""
        yield SAME, self.by_bare.get(bare(word), [])
        yield BEGINNING, list(self._beginning(word)) if len(word) > 2 else []
        yield HEARD, [known for heard in sounds(word) for known in self.by_sound.get(heard, ())]
        yield FAMILY, [known for known in self._beginning(word[:STEM]) if _same_family(word, known)]

    def _beginning(self, start: str) -> Iterator[str]:
        first = bisect_left(self.sorted, start)
        return takewhile(lambda known: known.startswith(start), self.sorted[first : first + 2000])

    def _slips(self, word: str) -> list[str]:
        """A letter forgotten, doubled, swapped or taken for another: « lanpadaire », « stationement ». The nearest."""
        most = slips_forgiven(len(word))
        signs, nearest = frozenset(word), most
        found: list[str] = []
        for known, letters in self.by_initial.get(word[0], ()) if most else ():
            if len(signs ^ letters) > 2 * nearest or min(len(known), len(word)) < 4:
                continue
            gap = distance(word, known, min(nearest, slips_forgiven(len(known))))
            if gap < nearest:
                found = []
            if gap <= min(nearest, slips_forgiven(len(known))):
                nearest = gap
                found.append(known)
        return found


def _same_family(word: str, known: str) -> bool:
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, known, strict=False)))
    return shared >= STEM and shared >= STEM_SHARE * min(len(word), len(known))


def _rarity(found: int, count: int) -> float:
    """1 for a word of one démarche alone, nearly nothing for a word of all."""
    return math.log(1 + count / found) / math.log(1 + count)
