"""`processes/<slug>.<langue>.yaml` : the texts of a file in another language, and the file as it reads in it.

Each text is known by its stable key. `empreintes` remembers which French words it was made from: when they change, the
translation is stale and the reader gets the French. A translation changes words, never what is asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition import wording
from engine.definition.blocks import readable
from engine.definition.located import Path, suggestion
from engine.definition.source import Source
from engine.definition.texts import Text, searched, texts_of
from engine.errors import WARNING, Problem
from engine.language import FRENCH, LANGUAGES, OTHERS, French, Translated

STAMPS = "empreintes"
_NAME = re.compile(r"(?P<stem>.+)\.(?P<code>[^./]+)\.yaml")
MOST_NAMED = 3


def is_translation(file: str) -> bool:
    """Whether a path is one of a translation: `processes/x.ar.yaml`."""
    return _NAME.fullmatch(file) is not None and not file.startswith("forms/listes/")


def language_of(file: str) -> str:
    found = _NAME.fullmatch(file)
    return found["code"] if found else FRENCH


def origin_of(file: str) -> str:
    """The French file that a translation is of."""
    found = _NAME.fullmatch(file)
    return f"{found['stem']}.yaml" if found else file


def path_in(file: str, code: str) -> str:
    return f"{file.removesuffix('.yaml')}.{code}.yaml"


def mark(text: str) -> str:
    """A short fingerprint of a text; how lines are cut in the file does not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:6]


@dataclass(frozen=True)
class Entry:
    """One translation as written."""

    key: str
    path: Path
    words: str


@dataclass
class State:
    """What a translation says of each text of its file. `texts` is in the order of reading."""

    texts: tuple[Text, ...]
    words: dict[str, Entry] = field(default_factory=dict)
    """Those that are written, by key."""
    stamps: dict[str, str] = field(default_factory=dict)
    unknown: list[Entry] = field(default_factory=list)
    twice: list[Entry] = field(default_factory=list)
    searched: tuple[Text, ...] = ()
    """Where the words that people search with may be written."""
    finds: dict[str, list[str]] = field(default_factory=dict)
    """Those of this language, by key."""
    unsound: set[str] = field(default_factory=set)
    """Keys whose words quote something else than the French."""

    @property
    def missing(self) -> list[Text]:
        return [text for text in self.texts if text.key not in self.words]

    @property
    def stale(self) -> list[Text]:
        return [text for text in self.texts if text.key in self.words and self.is_stale(text)]

    def is_stale(self, text: Text) -> bool:
        """The French has changed since, and the translation has not."""
        made_from, _, made = self.stamps.get(text.key, "").partition("-")
        return bool(made) and made_from != mark(text.french) and made == mark(self.words[text.key].words)

    def spoken(self, text: Text) -> str:
        """What is read for this text: its translation when there is one that can be trusted."""
        entry = self.words.get(text.key)
        if entry is None or text.key in self.unsound or self.is_stale(text):
            return French(text.french)
        return Translated(entry.words, text.french)


def read(origin: Mapping[str, Any], written: Mapping[str, Any]) -> State:
    """A translation beside the file it is of."""
    state = State(tuple({text.key: text for text in texts_of(origin)}.values()))
    state.searched = tuple(searched(origin))
    state.finds = {text.key: search_words(written, text.path) for text in state.searched}
    french = {text.key: text for text in state.texts}
    stamps = written.get(STAMPS)
    state.stamps = {k: v for k, v in stamps.items() if isinstance(v, str)} if isinstance(stamps, Mapping) else {}
    for entry in flat({key: value for key, value in written.items() if key != STAMPS}, (), french):
        place = entry.key.rpartition(".")[0] if isinstance(entry.path[-1], int) else entry.key
        if place in state.finds:
            continue
        if entry.key not in french:
            state.unknown.append(entry)
        elif entry.key in state.words:
            state.twice.append(entry)
        elif entry.words.strip():
            state.words[entry.key] = entry
            if quoted(entry.words) != quoted(french[entry.key].french):
                state.unsound.add(entry.key)
    return state


def search_words(written: Any, path: Path) -> list[str]:
    """One text or a list of texts; keys written there are told with what translates nothing."""
    for part in path:
        written = written.get(part) if isinstance(written, Mapping) else None
    found = written if isinstance(written, list) else [written]
    return [one for one in found if isinstance(one, str) and one.strip()]


def flat(value: Any, path: Path, known: Collection[str]) -> Iterator[Entry]:
    """The texts of a translation by key: items of a list count from 1, `nature: …` alone is its question."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from flat(inside, (*path, key), known)
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from flat(inside, (*path, index), known)
    elif isinstance(value, str):
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        first = next(
            (full for full in (key, f"{key}.question", f"{key}.libelle", f"{key}.titre") if full in known), key
        )
        yield Entry(first, path, value)


def quoted(text: str) -> set[str]:
    """What a text quotes or asks: a translation must do the same."""
    return {" ".join(one.split()) for one in re.findall(r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}", text)}


def spoken(origin: Source, translation: Source | None) -> Source:
    """The file as it reads in the language: same places, same ids, other words; French where there are none."""
    state = read(origin.data, translation.data if translation and readable(translation) else {})
    data = copied(origin.data)
    for text in texts_of(origin.data):
        put(data, text.path, state.spoken(text))
    for text in state.searched:
        if state.finds[text.key]:
            put(data, text.path, state.finds[text.key])
    return Source(origin.file, data, origin.spots, origin.key_spots, origin.lines, [], origin.widths)


def left(file: Source) -> int:
    """How many texts of a file read in another language are still French."""
    data = file.data
    return sum(isinstance(_at(data, text.path), French) for text in texts_of(data))


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(inside) for key, inside in value.items()}
    return [copied(inside) for inside in value] if isinstance(value, list) else value


def put(data: Any, path: Path, words: str | list[str]) -> None:
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = words


# --- what the checker says


def check(origin: Source, translation: Source) -> list[Problem]:
    """Everything wrong or lacking in a translation that can be read."""
    state = read(origin.data, translation.data)
    return [
        *(unknown(entry, translation, state) for entry in state.unknown),
        *(twice(entry, translation) for entry in state.twice),
        *quotes_differ(translation, state),
        *lacking(translation, state),
    ]


def unknown(entry: Entry, file: Source, state: State) -> Problem:
    sentence = f"« {entry.key} » ne traduit rien : {origin_of(file.file)} n’a pas ce texte."
    help = suggestion(entry.key, [text.key for text in state.texts]) or "Retirez cette ligne, ou corrigez sa clé."
    return file.at_key(entry.path, "traduction-inconnue", sentence, help)


def twice(entry: Entry, file: Source) -> Problem:
    sentence = f"« {entry.key} » est traduit deux fois."
    return file.at_key(entry.path, "traduction-inconnue", sentence, "Gardez une seule des deux lignes.")


def quotes_differ(file: Source, state: State) -> Iterator[Problem]:
    for text in state.texts:
        if text.key in state.unsound:
            entry = state.words[text.key]
            wanted, found = quoted(text.french), quoted(entry.words)
            lost, added = sorted(wanted - found), sorted(found - wanted)
            sentence = f"Cette traduction ne reprend pas « {lost[0]} »." if lost else ""
            sentence = sentence or f"« {added[0]} » n’est pas dans le texte français."
            help = f"Recopiez tel quel : {' '.join(sorted(wanted))}" if wanted else "Retirez ces accolades."
            yield file.at_value(entry.path, "traduction-inconnue", sentence, help)
        elif text.key in state.words and (slips := wording.mistakes(state.words[text.key].words, _words_of(text))):
            yield file.at_value(state.words[text.key].path, slips[0].code, slips[0].sentence, slips[0].help)


def _words_of(text: Text) -> Collection[str]:
    return {*wording.WORDS, *re.findall(r"\w+", " ".join(quoted(text.french)))}


def lacking(file: Source, state: State) -> Iterator[Problem]:
    """One line for each kind: who translates has the command that lists them all."""
    language = LANGUAGES[language_of(file.file)].french_name
    command = f"python run.py translate {origin_of(file.file).split('/')[1].removesuffix('.yaml')}"
    command += f" {language_of(file.file)}"
    if missing := state.missing:
        what = f"{len(missing)} textes ne sont pas traduits" if len(missing) > 1 else "Un texte n’est pas traduit"
        sentence = f"{what} en {language} ({some(missing)}) : on lit le français à leur place."
        yield file.at_value((), "traduction-absente", sentence, f"Lancez « {command} ».", WARNING)
    if stale := state.stale:
        what = f"{len(stale)} textes français ont" if len(stale) > 1 else "Un texte français a"
        sentence = (
            f"{what} changé depuis la traduction en {language} ({some(stale)}) : on lit le français à leur place."
        )
        place = state.words[stale[0].key].path
        yield file.at_value(place, "traduction-perimee", sentence, f"Lancez « {command} », puis relisez.", WARNING)


def some(texts: list[Text]) -> str:
    more = ", …" if len(texts) > MOST_NAMED else ""
    return ", ".join(text.key for text in texts[:MOST_NAMED]) + more


def strange(file: Source, known: Collection[str]) -> Problem | None:
    """A translation into a language that we do not have, or of a file that is not there."""
    code, origin = language_of(file.file), origin_of(file.file)
    if code not in OTHERS:
        sentence = f"« {code} » n’est pas une langue que nous connaissons."
        help = suggestion(code, OTHERS) or f"Langues : {', '.join(OTHERS)}."
        return Problem(file.top, "traduction-inconnue", sentence, help)
    if origin not in known:
        sentence = f"Ce fichier traduit {origin}, qui n’existe pas."
        help = suggestion(origin, known) or "Donnez-lui le nom de la démarche ou du bloc, puis la langue."
        return Problem(file.top, "traduction-inconnue", sentence, help)
    return None
