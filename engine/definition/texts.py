"""Every text that people read in a file of the city, under a key that stays when the file is reordered.

`questions.nature.options.trou`: the shape of a translation follows the one of the démarche, its questions and pages
named by their ids. What only agents read is left in French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.located import Path
from engine.language import french_of
from engine.names import fold

WHOLE = ("titre", "resume", "texte", "famille", "cout", "recours")
"""Texts of the file itself; `titre` and `texte` are also those of a block."""
ASKED = ("question", "aide", "si_vide", "texte")
CITIZEN = "usager"


@dataclass(frozen=True)
class Text:
    """One text: its stable key, where it stands in the file, its French words."""

    key: str
    path: Path
    french: str


def texts_of(data: Mapping[str, Any]) -> Iterator[Text]:
    """The texts of a démarche, a block, the life cycle or the parameters of the city, in the order of reading."""
    yield from strings(data, WHOLE, (), "")
    yield from listed(data, "preparer", (), "")
    for name, keys in (
        ("donnees_personnelles", ("finalite", "base", "conservation")),
        ("ouverture", ("message",)),
    ):
        for real, entry in entries(data, name):
            yield from strings(entry, keys, (real,), f"{name}.")
            yield from listed(entry, "destinataires", (real,), f"{name}.")
    for real, pages in lists(data, "formulaire"):
        for index, page in enumerate(pages):
            yield from of_page(page, (real, index))
    for real, questions in lists(data, "questions"):
        for index, question in enumerate(questions):
            yield from of_question(question, (real, index))
    yield from judged(data, (), "")
    for real, messages in entries(data, "messages"):
        for name, message in mappings(messages):
            yield from strings(message, ("objet", "texte", "sms"), (real, name), f"messages.{name}.")
    for real, steps in entries(data, "etapes"):
        for name, step in mappings(steps):
            yield from of_step(step, (real, name), f"etapes.{name}.")
    for real, moments in entries(data, "moments"):
        for name, moment in mappings(moments):
            yield from strings(moment, ("titre", "resume"), (real, name), f"moments.{name}.")
    for real, values in entries(data, "parametres"):
        yield from of_parameters(values, real)


def searched(data: Mapping[str, Any]) -> Iterator[Text]:
    """Where the words that people search with are: a démarche and each moment of life have a list, free in each language.

    No text answers another there: a translation adds the words of its own language.
    """
    if any(lists(data, "formulaire")):
        yield Text("mots", ("mots",), words_of(data))
    for real, moments in entries(data, "moments"):
        for name, moment in mappings(moments):
            yield Text(f"moments.{name}.mots", (real, name, "mots"), words_of(moment))


def words_of(entry: Mapping[str, Any]) -> str:
    written = entry.get("mots") or []
    return ", ".join(one for one in (written if isinstance(written, list) else [written]) if isinstance(one, str))


def of_page(page: Any, path: Path) -> Iterator[Text]:
    """A page, under the address that its title gives it."""
    if not isinstance(page, Mapping):
        return
    named = page_key(page)
    for key, own in (("page", "titre"), ("texte", "texte")):
        if named and isinstance(words := page.get(key), str) and words.strip():
            yield Text(f"pages.{named}.{own}", (*path, key), words)
    if named and isinstance(group := page.get("repeter"), Mapping):
        yield from strings(group, ("libelle", "pluriel"), (*path, "repeter"), f"pages.{named}.repeter.")
    for real, questions in lists(page, "questions"):
        for index, question in enumerate(questions):
            yield from of_question(question, (*path, real, index))
    if named:
        yield from judged(page, path, f"pages.{named}.")


def page_id(title: str) -> str:
    """The address of a page that says none: from its French title, whatever the language it is read in."""
    return re.sub(r"[^a-z0-9]+", "-", fold(french_of(title))).strip("-")[:60] or "page"


def page_key(page: Mapping[str, Any]) -> str:
    title = page.get("page")
    return str(page.get("id") or (page_id(title) if isinstance(title, str) and title.strip() else ""))


def judged(entry: Mapping[str, Any], path: Path, prefix: str) -> Iterator[Text]:
    """Messages of the verifications and of the eligibility, by their order."""
    for name in ("verifications", "eligibilite"):
        for real, checks in lists(entry, name):
            for index, check in enumerate(checks):
                if isinstance(check, Mapping) and isinstance(words := check.get("message"), str) and words.strip():
                    yield Text(f"{prefix}{name}.{index + 1}", (*path, real, index, "message"), words)


def of_question(question: Any, path: Path) -> Iterator[Text]:
    if not isinstance(question, Mapping) or not isinstance(id := question.get("id"), str):
        return
    prefix = f"questions.{id}."
    yield from strings(question, ASKED, path, prefix)
    for real, options in entries(question, "options"):
        for value, words in options.items():
            here = (*path, real, value)
            if isinstance(words, str) and words.strip():
                yield Text(f"{prefix}options.{value}", here, words)
            elif isinstance(words, Mapping):
                yield from strings(words, ("libelle", "aide"), here, f"{prefix}options.{value}.")


def of_step(step: Mapping[str, Any], path: Path, prefix: str) -> Iterator[Text]:
    """What the citizen reads: the words of a step, its outcome, the actions and the messages that are theirs."""
    yield from strings(step, (CITIZEN, "nom") if "fin" in step else (CITIZEN,), path, prefix)
    for real, actions in entries(step, "actions"):
        for name, action in mappings(actions):
            here, key = (*path, real, name), f"{prefix}actions.{name}."
            if action.get("par") == CITIZEN:
                yield from strings(action, ("libelle", "aide", "bouton", "fait"), here, key)
                for asked, text in entries(action, "texte"):
                    yield from strings(text, ("question", "aide", "si_vide"), (*here, asked), f"{key}texte.")
                for asked, questions in lists(action, "demander"):
                    for index, question in enumerate(questions):
                        yield from of_question(question, (*here, asked, index))
            yield from told(action, here, key)
    for real, moments in lists(step, "apres"):
        for index, moment in enumerate(moments):
            if isinstance(moment, Mapping):
                yield from told(moment, (*path, real, index), f"{prefix}apres.{index + 1}.")


def told(entry: Mapping[str, Any], path: Path, prefix: str) -> Iterator[Text]:
    """The messages to the citizen written in place."""
    for real in (name for name in entry if fold(name) == "message"):
        written = entry[real]
        for index, one in enumerate(written if isinstance(written, list) else [written]):
            place = (*path, real, index) if isinstance(written, list) else (*path, real)
            if isinstance(one, Mapping) and one.get("a", CITIZEN) == CITIZEN:
                yield from strings(one, ("objet", "texte"), place, f"{prefix}message.{index + 1}.")


def of_parameters(values: Mapping[str, Any], real: str) -> Iterator[Text]:
    """Parameters that are words; amounts and dates read the same everywhere."""
    for name, value in values.items():
        if isinstance(value, str) and value.strip():
            yield Text(f"parametres.{name}", (real, name), value)
        elif isinstance(value, Mapping) and value.get("type") in ("texte", "texte-long"):
            yield from strings(value, ("valeur",), (real, name), f"parametres.{name}.")


def strings(entry: Mapping[str, Any], names: tuple[str, ...], path: Path, prefix: str) -> Iterator[Text]:
    for name in names:
        for key, words in entry.items():
            if fold(key) == fold(name) and isinstance(words, str) and words.strip():
                yield Text(f"{prefix}{name}", (*path, key), words)


def listed(entry: Mapping[str, Any], name: str, path: Path, prefix: str) -> Iterator[Text]:
    for key, items in entry.items():
        if fold(key) == name and isinstance(items, list):
            for index, words in enumerate(items):
                if isinstance(words, str) and words.strip():
                    yield Text(f"{prefix}{name}.{index + 1}", (*path, key, index), words)


def entries(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The mapping under a key, whatever its accents and case."""
    return ((key, value) for key, value in data.items() if fold(key) == name and isinstance(value, Mapping))


def lists(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, list[Any]]]:
    return ((key, value) for key, value in data.items() if fold(key) == name and isinstance(value, list))


def mappings(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((key, value) for key, value in data.items() if isinstance(value, Mapping))
