"""Finding a démarche by one's own words: accents, plurals, families of words and slips forgiven. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import takewhile

from engine.definition.process import Process
from engine.names import LIKENESS, fold

SILENT = frozenset(
    """
    a ai ainsi alors au aux avec avoir ca ce cela ces cet cette chez comme comment dans de des donc du elle
    en est et etre eu faire fait faut il ils ici je la le les leur leurs lui ma mais me mes moi mon ne nos
    notre nous on ont ou par pas peu peut peux plus pour pourquoi puis quand que quel quelle quelles quels
    qui quoi sa sans se ses si soit son sont sur ta te tes toi ton tous tout toute toutes tres trop tu un
    une veut veux vers voila voir voudrais vos votre vous ya souhaite souhaiterais besoin svp bonjour merci
    demande demander demarche
    """.split()  # noqa: SIM905 a list of words reads as words
)
"""Words that say nothing of what is looked for."""

TITLE, KEYWORD, SUMMARY, CHOICE = 3.0, 3.0, 1.0, 0.5
WHOLE_PHRASE = 3.0
SHORT_LIKENESS = 0.8
"""A short word has many neighbours: it must be closer."""
SAME, BEGINNING, FAMILY, SLIP = 1.0, 0.8, 0.6, 0.5
"""How sure we are that a word typed is a word of the city."""


class Finder:
    """The démarches of a city, ready to be searched."""

    def __init__(self, processes: Iterable[Process]):
        self.processes = tuple(processes)
        self.phrases = [{fold(words) for words in (each.title, *each.keywords)} for each in self.processes]
        self.weights = [_weights(each) for each in self.processes]
        self.vocabulary = frozenset(word for weights in self.weights for word in weights)

    def find(self, typed: str) -> list[Process]:
        """The démarches that answer these words, best first; none when nothing is near enough."""
        wanted = meaningful(typed)
        scores: defaultdict[int, float] = defaultdict(float)
        for word in wanted:
            likely = self._likely(word)
            for position, weights in enumerate(self.weights):
                near = [weights[known] * sureness for known, sureness in likely.items() if known in weights]
                scores[position] += max(near, default=0) / len(wanted)
        for position, phrases in enumerate(self.phrases):
            if wanted and fold(typed) in phrases:
                scores[position] += WHOLE_PHRASE
        best = max(scores.values(), default=0)
        found = [position for position, score in scores.items() if score > 0 and score >= best / 2]
        return [self.processes[position] for position in sorted(found, key=lambda one: -scores[one])]

    def _likely(self, word: str) -> Mapping[str, float]:
        """Words of the city this word may be; slips are only looked for when nothing else fits."""
        sure = {known: sureness for known in self.vocabulary if (sureness := _sureness(word, known))}
        return sure or {known: SLIP for known in self.vocabulary if _slip(word, known)}


def meaningful(typed: str) -> list[str]:
    """The words to look for, folded, without those that say nothing."""
    words = re.findall(r"[^\W_]+", fold(typed[:200]))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and word not in SILENT))


def _weights(process: Process) -> dict[str, float]:
    weights: dict[str, float] = {}
    choices = [choice for question in process.questions() for choice in question.options.get("options", ())]
    texts = [(choice.label, CHOICE) for choice in choices]
    texts += [(process.summary, SUMMARY), (process.family, SUMMARY), (process.title, TITLE)]
    texts += [(words, KEYWORD) for words in process.keywords]
    for text, weight in texts:
        weights |= dict.fromkeys(meaningful(text), weight)
    return weights


def _sureness(word: str, known: str) -> float:
    if _bare(word) == _bare(known):
        return SAME
    if len(word) >= 3 and known.startswith(word):
        return BEGINNING
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(word, known, strict=False))))
    same_family = shared >= 5 and shared >= 0.7 * min(len(word), len(known))
    return FAMILY if same_family else 0


def _bare(word: str) -> str:
    """Without the marks of plural and feminine."""
    return re.sub(r"(?<=\w{2})e?[sx]?$", "", word)


def _slip(word: str, known: str) -> bool:
    """A letter forgotten, doubled, swapped or taken for another: « lanpadaire », « stationement »."""
    if word[0] != known[0] or min(len(word), len(known)) < 4 or abs(len(word) - len(known)) > 3:
        return False
    enough = LIKENESS if len(known) >= 8 else SHORT_LIKENESS
    likeness = SequenceMatcher(None, word, known, autojunk=False)
    return likeness.real_quick_ratio() >= enough and likeness.ratio() >= enough
