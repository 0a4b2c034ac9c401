"""A first démarche from six answers: sound, with its scenarios, ready to be filled out. Pure; writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import branches, names, rehearsal
from engine.definition import catalogue, source, writing
from engine.definition.catalogue import Catalogue
from engine.definition.writing import Entry
from engine.duration import Duration
from engine.errors import NotAllowed
from engine.fields.public import AUDIENCES

CHANNELS = ("web", "terminal", "telephone", "guichet", "courriel", "courrier")
BLOCKS = ("identite", "contact")
"""Blocks of the city that nearly every démarche includes, when they exist."""
LONGEST_SLUG = 60


@dataclass(frozen=True)
class Wanted:
    """What the author says. `asked` are the things to ask, in their words."""

    title: str
    family: str
    unit: str
    audiences: Sequence[str]
    channels: Sequence[str]
    asked: Sequence[str]
    target: str


def slug_of(title: str) -> str:
    """« Prêter un barnum ! » -> preter-un-barnum"""
    return re.sub(r"[^a-z0-9]+", "-", names.fold(title).replace("'", "-"))[:LONGEST_SLUG].strip("-")


def families(city: Catalogue) -> list[str]:
    return sorted({built.process.family for built in city.built.values()}, key=names.fold)


def meant(written: str, allowed: Iterable[str]) -> str:
    """The nearest existing word, or what was written."""
    known = list(allowed)
    return written if written in known else names.nearest(written, known) or written


def unit_meant(written: str, city: Catalogue) -> str:
    """A service by its id or by its name. NotAllowed, with the nearest, when there is none."""
    units = city.city.units
    by_name = {names.fold(unit.name): id for id, unit in units.items()}
    if written in units:
        return written
    if names.fold(written) in by_name:
        return by_name[names.fold(written)]
    near = names.nearest(written, [*units, *(unit.name for unit in units.values())])
    help = f"Vouliez-vous dire « {near} » ?" if near else f"Services : {', '.join(units)}."
    raise NotAllowed(f"« {written} » n’est pas un service de la ville. {help}")


def among(written: Sequence[str], allowed: Sequence[str], what: str) -> list[str]:
    found = [meant(one, allowed) for one in written]
    if wrong := [one for one in found if one not in allowed]:
        raise NotAllowed(f"« {wrong[0]} » n’est pas {what} : {', '.join(allowed)}.")
    return list(dict.fromkeys(found))


def duration_meant(written: str) -> str:
    try:
        return str(Duration.parse(written))
    except ValueError as error:
        raise NotAllowed(str(error)) from None


# --- the questions, guessed from the words


GUESSES = (
    (r"^(avez|etes|est|voulez|souhaitez|y a|faut|pouvez|vivez|habitez)\b", "oui-non"),
    (r"\b(photos?|documents?|justificatifs?|plans?|attestations?|copies?|certificats?)\b", "fichier"),
    (r"\b(periode|du .* au)\b", "periode"),
    (r"\b(dates?|jour|naissance|quand)\b", "date"),
    (r"\b(courriel|e-mail|mail)\b", "courriel"),
    (r"\b(telephone|portable)\b", "telephone"),
    (r"\b(adresse|domicile)\b", "adresse"),
    (r"\b(lieu|endroit|ou est-ce)\b", "lieu"),
    (r"\b(heure)\b", "heure"),
    (r"\bquotient\b", "nombre"),
    (r"\b(prix|montant|revenus?|tarif|loyer)\b", "montant"),
    (r"\b(combien|nombre|surface|age|taille|quantite)\b", "nombre"),
    (r"\bsiret\b", "siret"),
    (r"\b(immatriculation|plaque)\b", "immatriculation"),
    (r"\b(raisons?|pourquoi|description|precisions?|remarques?|message|projet)\b", "texte-long"),
)
"""The first that matches what was written, folded, tells the type."""


NEVER_REQUIRED = ("courriel", "telephone")
"""Everyone can be answered by letter or at the counter."""


def question_of(words: str, taken: set[str]) -> dict[str, Any]:
    label = words.strip().replace("'", "’")
    label = f"{label[:1].upper()}{label[1:]}"
    folded = names.fold(label)
    kind = next((kind for pattern, kind in GUESSES if re.search(pattern, folded)), "texte")
    asks = kind == "oui-non" or re.match(r"(combien|quel|quand|pourquoi|comment|ou\b)", folded)
    if asks and not label.endswith("?"):
        label = f"{label} ?"
    question = {"id": id_of(folded, taken), "type": kind, "question": label}
    if kind == "date" and "naissance" in folded:
        return {**question, "au_plus_tard": "aujourd’hui"}
    return {**question, "facultatif": "oui"} if kind in NEVER_REQUIRED else question


def id_of(folded: str, taken: set[str]) -> str:
    words = [word for word in re.findall(r"[a-z0-9]+", folded) if len(word) > 2 and word not in SMALL] or ["question"]
    id = "_".join(words[:3])
    id = id if id[0].isalpha() else f"q_{id}"
    number = 2
    while id in taken:
        id = f"{'_'.join(words[:3])}_{number}"
        number += 1
    taken.add(id)
    return id


SMALL = frozenset(
    ("les", "des", "une", "votre", "vos", "pour", "est", "avez", "vous", "que", "quel", "quelle", "dans", "sur")
)


# --- the file


def sketch(wanted: Wanted, city: Catalogue, now: datetime) -> str:
    """The text of the file. `now` has a zone: scenarios are filed then. NotAllowed when it would not pass."""
    data = written(wanted, city)
    slug = slug_of(wanted.title)
    text = HEAD + writing.document(data)
    built = read(slug, text, city)
    made = branches.complete(built, city.city, now).scenarios
    text = branches.added(text, made)
    if faults := [one for one in read(slug, text, city, rehearse=True).problems if one.blocks]:
        raise NotAllowed(f"Ce fichier ne passerait pas : {faults[0].sentence} {faults[0].help}")
    return text


HEAD = "# yaml-language-server: $schema=../docs/schema/demarche.json\n"


def read(slug: str, text: str, city: Catalogue, *, rehearse: bool = False) -> Any:
    file = source.parse(text, f"processes/{slug}.yaml")
    return catalogue.read_process(slug, file, city, rehearsal.check if rehearse else None)


def written(wanted: Wanted, city: Catalogue) -> Entry:
    blocks = [name for name in BLOCKS if f"forms/{name}.yaml" in city.blocks]
    taken = {question["id"] for name in blocks for question in block_questions(city, name)}
    questions = [question_of(words, taken) for words in wanted.asked if words.strip()]
    pages: list[Any] = [Entry({"page": "Votre demande", "questions": questions})]
    pages += [{"inclure": name} for name in blocks]
    data: Mapping[str, Any] = {
        "titre": wanted.title,
        "resume": "Dites-nous ce qu’il vous faut. Nous vous répondons.",
        "famille": wanted.family,
        "pour": list(wanted.audiences),
        "canaux": list(wanted.channels),
        "service": wanted.unit,
        "donnees_personnelles": Entry(
            {
                "finalite": "Traiter votre demande et vous répondre",
                "base": "mission d’intérêt public",
                "conservation": "1 an après la clôture",
            },
            comments=["À relire avec la personne qui protège les données."],
        ),
        "formulaire": pages,
        "routage": [{"sinon": wanted.unit}],
        "delais": {"reponse": {"objectif": wanted.target, "paliers": list(RUNGS)}},
    }
    return Entry(data, comments=["À relire : le résumé, les questions et leur type, les données gardées."])


RUNGS = (
    writing.OneLine({"a": "50 %", "relancer": "referent"}),
    writing.OneLine({"a": "échéance", "escalader": "responsable", "prevenir": "usager"}),
)


def block_questions(city: Catalogue, name: str) -> list[Mapping[str, Any]]:
    data = city.blocks[f"forms/{name}.yaml"].data
    return [one for one in data.get("questions", ()) if isinstance(one, Mapping) and "id" in one]


def audiences_meant(words: Sequence[str]) -> list[str]:
    return among(words, list(AUDIENCES), "un public")


def channels_meant(words: Sequence[str]) -> list[str]:
    return among(words, CHANNELS, "un canal")
