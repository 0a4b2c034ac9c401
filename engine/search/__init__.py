"""Finding a démarche by one's own words: accents, plurals, sounds, slips and other languages forgiven. Pure.

Made once for the démarches in force, then only read. Remembers nothing of what people type.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from types import MappingProxyType

from engine.definition.city import LifeEvent
from engine.definition.process import Process
from engine.search.vocabulary import SAME, Sureness, Vocabulary
from engine.search.words import letters, meaningful

__all__ = ["Finder", "meaningful"]

TITLE, KEYWORD, EVENT, SUMMARY, CHOICE = 3.0, 3.0, 1.5, 1.0, 0.5
"""What a word weighs, by where the city wrote it."""
WHOLE_PHRASE, PHRASE_INSIDE = 3.0, 1.5
"""Added when what is typed is, or holds, an expression of several words of the city."""
OTHER_LANGUAGE = 0.9
"""Words of a language that the reader has not chosen count nearly as much."""
MOST_FOUND, MOST_NEAR = 30, 3
NEAR = 0.6
"""Share of common letters under which a word of the city is no help to who found nothing."""

Weights = dict[str, float]
Text = tuple[str, float]


class Finder:
    """The démarches of a city, ready to be searched.

    `beside` holds the same démarches in other languages, by slug; `events` the moments of life they belong to.
    """

    def __init__(
        self,
        processes: Iterable[Process],
        beside: Mapping[str, Sequence[Process]] = MappingProxyType({}),
        events: Iterable[LifeEvent] = (),
    ):
        self.processes = tuple(processes)
        told = {event.id: event for event in events}
        self.phrases: defaultdict[str, set[int]] = defaultdict(set)
        """The expressions of the city as they are written, and where."""
        self.parts: defaultdict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        """Those of several words, under each of their words."""
        self.written: dict[str, str] = {}
        """The words that may be proposed, with their accents."""
        weights = [
            self._read(position, process, beside.get(process.slug, ()), told)
            for position, process in enumerate(self.processes)
        ]
        self.vocabulary = Vocabulary(weights)

    def find(self, typed: str) -> list[Process]:
        """The démarches that answer these words, best first; none when nothing is near enough."""
        wanted = meaningful(typed)
        likely = list(self._likely(wanted))
        scores: defaultdict[int, float] = defaultdict(float)
        for one in likely:
            for position, weight in self.vocabulary.weigh(one).items():
                scores[position] += weight / len(wanted)
        for position in self.phrases.get(letters(typed), ()):
            scores[position] += WHOLE_PHRASE
        for position in self._whole_parts(likely):
            scores[position] += PHRASE_INSIDE
        best_score = max(scores.values(), default=0)
        order = sorted(scores, key=lambda position: (-scores[position], position))
        return [self.processes[position] for position in order if scores[position] >= best_score / 2 > 0][:MOST_FOUND]

    def near(self, typed: str) -> list[str]:
        """Words of the city that look like those that found nothing: to be tried, never chosen for anyone."""
        found: Counter[str] = Counter()
        for word in meaningful(typed):
            for known, shown in self.written.items():
                likeness = SequenceMatcher(None, word, known, autojunk=False)
                if likeness.real_quick_ratio() >= NEAR and likeness.quick_ratio() >= NEAR:
                    found[shown] = max(found[shown], round(likeness.ratio() * 1000))
        return [shown for shown, share in found.most_common(MOST_NEAR) if share >= NEAR * 1000]

    # --- what the city says

    def _read(
        self, position: int, process: Process, others: Sequence[Process], events: Mapping[str, LifeEvent]
    ) -> Weights:
        """What each word of a démarche weighs; its expressions are kept aside."""
        own = list(texts_of(process))
        for text, weight in own:
            if weight >= KEYWORD:
                self._remember(text)
        texts = [*own, *((text, weight * OTHER_LANGUAGE) for one in others for text, weight in texts_of(one))]
        texts += [(text, EVENT) for id in process.moments if id in events for text in texts_of_event(events[id])]
        weights: Weights = {}
        for text, weight in sorted(texts, key=lambda one: one[1]):  # the heaviest has the last word
            words = meaningful(text)
            weights |= dict.fromkeys(words, weight)
            if weight >= KEYWORD * OTHER_LANGUAGE:
                self._keep(position, text, words, weights, weight)
        return weights

    def _remember(self, text: str) -> None:
        """The words of the title and of `mots` may be proposed to who finds nothing."""
        for shown in text.replace("’", " ").replace("-", " ").split():
            if (known := meaningful(shown)) and len(known[0]) > 3:
                self.written.setdefault(known[0], shown.strip(".,;:!?()«» ").lower())

    def _keep(self, position: int, phrase: str, words: list[str], weights: Weights, weight: float) -> None:
        """An expression: told whole, found in a sentence, typed without its spaces."""
        self.phrases[letters(phrase)].add(position)
        if len(words) > 1:
            for word in words:
                self.parts[word].append((position, frozenset(words)))
        if 1 < len(phrase.split()) + phrase.count("-") < 5:
            weights.setdefault(letters(phrase), weight)

    # --- what is typed

    def _likely(self, wanted: list[str]) -> Iterator[Sureness]:
        """The words of the city that each word may be; two halves of one word are put back together."""
        found = [self.vocabulary.likely(word) for word in wanted]
        for place, (one, other) in enumerate(pairwise(wanted)):
            if not found[place] and not found[place + 1]:
                found[place] = self.vocabulary.likely(one + other)
        return (one for one in found if one)

    def _whole_parts(self, likely: Iterable[Sureness]) -> Iterable[int]:
        """Where an expression of several words is wholly in what was typed."""
        said = {known for one in likely for known, sureness in one.items() if sureness == SAME}
        return {position for word in said for position, words in self.parts.get(word, ()) if words <= said}


def texts_of(process: Process) -> Iterator[Text]:
    """What a démarche may be found by, and what each text weighs."""
    for question in process.questions():
        for choice in question.options.get("options", ()):
            yield choice.label, CHOICE
    yield process.summary, SUMMARY
    yield process.family, SUMMARY
    yield process.title, TITLE
    for words in process.keywords:
        yield words, KEYWORD


def texts_of_event(event: LifeEvent) -> Iterator[str]:
    yield event.title
    yield from event.keywords
