"""The texts that people read: easy words, short sentences, everyone included. Advice, save where someone is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.definition.build import Built
from engine.definition.city import City
from engine.definition.located import Path
from engine.definition.rules.jargon import jargon
from engine.errors import ADVICE, WARNING
from engine.readability import measure, sentences, words

READ = {
    *(
        "titre",
        "resume",
        "page",
        "texte",
        "question",
        "aide",
        "si_vide",
        "libelle",
        "motif",
        "objet",
        "message",
        "cout",
    ),
    *("preparer", "recours", "finalite", "explication"),
}
"""Keys whose value is read by people, wherever they stand."""
NOT_READ = {"scenarios", "conditions", "si", "sources", "conseils_ignores", "routage", "options"}
LONG, SHORT = 60, 30
"""Words from which a text is measured, and from which it is only advised."""


@dataclass(frozen=True)
class Text:
    """One text of a démarche; `key` is what it was written under."""

    path: Path
    key: str
    words: str


def texts(built: Built) -> Iterator[Text]:
    """Every text that people read, blocks included, in the order of the file."""
    yield from read_in(built.where.data, ())


def read_in(value: Any, path: Path, key: str = "") -> Iterator[Text]:
    if isinstance(value, str):
        if key in READ and value.strip():
            yield Text(path, key, value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "options" and isinstance(inner, dict):
                yield from options_in(inner, (*path, name))
            elif name == "routage" and isinstance(inner, list):
                for index, route in enumerate(inner):
                    motive = route.get("motif") if isinstance(route, dict) else None
                    yield from read_in(motive, (*path, name, index, "motif"), "motif")
            elif name not in NOT_READ:
                yield from read_in(inner, (*path, name), name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from read_in(inner, (*path, index), key)


def options_in(options: dict[str, Any], path: Path) -> Iterator[Text]:
    for name, value in options.items():
        if isinstance(value, str):
            yield from read_in(value, (*path, name), "libelle")
        else:
            yield from read_in(value, (*path, name))


def texts_are_plain(built: Built, city: City) -> None:
    """Every rule on words, each text read once; told once nothing else is wrong, so that what matters is seen."""
    if any(problem.blocks for problem in built.problems):
        return
    for text in texts(built):
        for rule in TEXT_RULES:
            rule(built, text)


def is_easy_to_read(built: Built, text: Text) -> None:
    found = measure(text.words)
    if found is None or found.words < SHORT:
        return
    score, lix = found.kandel_moles, found.lix
    if score >= 75 and lix <= 38:
        return
    enough = found.words >= LONG
    help = "Faites des phrases plus courtes, avec des mots plus courts."
    if enough:
        sentence = f"Ce texte est difficile à lire : {score:.0f} pour 75 au moins (Kandel-Moles), LIX {lix:.0f} pour 38 au plus."
        built.where.report(text.path, "texte-difficile", sentence, help, level=WARNING)
    elif score < 60 or lix > 50:
        sentence = f"Ce texte court se lit sans doute mal : {score:.0f} (Kandel-Moles), LIX {lix:.0f}."
        built.where.report(text.path, "lisibilite", sentence, help, level=ADVICE)


LONGEST_SENTENCE = 20


def has_short_sentences(built: Built, text: Text) -> None:
    long = [(sentence, len(words(sentence))) for sentence in sentences(text.words)]
    long = [(sentence, count) for sentence, count in long if count > LONGEST_SENTENCE + elided(sentence)]
    if long:
        sentence, count = long[0]
        start = " ".join(sentence.split()[:6])
        built.where.report(
            text.path,
            "phrase-longue",
            f"La phrase « {start}… » a {count} mots : {LONGEST_SENTENCE} au plus.",
            "Coupez-la en deux, une idée par phrase.",
            level=ADVICE,
        )


def elided(sentence: str) -> int:
    """« l’ », « d’ » are no words for whoever counts them."""
    return len(re.findall(r"\b(?:[cdjlmnst]|qu)[’']", sentence, re.IGNORECASE))


def has_no_jargon(built: Built, text: Text) -> None:
    for expression, plain in jargon(text.words):
        help = f"Écrivez par exemple « {plain} »." if plain else "Retirez ces mots."
        sentence = f"« {expression} » est un mot de l’administration."
        built.where.report(text.path, "jargon", sentence, help, level=ADVICE)


_INCLUSIVE = (
    (re.compile(r"\w+[·•‧・]\w+"), "un point médian"),
    (re.compile(r"\b\w{2,}\((?:e|es|ne|nes|le|les|trice|trices|euse|euses|ve|ère|se|s)\)(?:s\b)?"), "des parenthèses"),
    (
        re.compile(r"\b(?:il/elle|ils/elles|elle/il|un/une|le/la|du/de la|celui/celle|père/mère)\b", re.IGNORECASE),
        "une barre",
    ),
    (re.compile(r"\b\w{3,}(?:[eé]|eur|er|ien|ant|ent)/(?:e|ère|ère?s|euse|rice|ienne|ne)\b"), "une barre"),
)


def leaves_nobody_out(built: Built, text: Text) -> None:
    for pattern, what in _INCLUSIVE:
        if match := pattern.search(text.words):
            built.where.report(
                text.path,
                "ecriture-inclusive",
                f"« {match[0]} » utilise {what} : un lecteur d’écran le lit mal, beaucoup de gens aussi.",
                "Prenez un mot qui va à tout le monde (« personne », « responsable »), ou les deux formes en entier.",
                level=WARNING,
            )
            return


_CIVILITY = re.compile(
    r"\b(?:Mme|Mlle|Madame)\s*(?:/|,|ou)\s*(?:M\b|Mr\b|Monsieur)|\b(?:M\.|Mr|Monsieur)\s*(?:/|,|ou)\s*(?:Mme|Madame)"
)
_CLICK = re.compile(r"\b(?:cliqu(?:ez|er)|clic)\b(?:\s+(?:ici|sur|là))?", re.IGNORECASE)
_SHOUT = re.compile(r"\b[A-ZÀ-Ý]{5,}(?:[\s’'-]+[A-ZÀ-Ý]{2,})+\b")
_LINK = re.compile(r"https?://|www\.|\]\(|<a\b")
_ONLY_HERE = re.compile(
    r"\b(?:ne|n’|n')\s*\w+\s+(?:pas|jamais)\s+(?:ne|n’|n'|sans|in\w+able)\b|\bpas\s+impossible\b|\bpas\s+inutile\b",
    re.IGNORECASE,
)
_EASY = re.compile(r"\bFALC\b|facile à lire et à comprendre", re.IGNORECASE)


def greets_everyone(built: Built, text: Text) -> None:
    if match := _CIVILITY.search(text.words):
        sentence = f"« {match[0]} » demande à chacun de choisir."
        built.where.report(text.path, "madame-monsieur", sentence, "Écrivez « Bonjour ».", level=ADVICE)


def says_where_links_go(built: Built, text: Text) -> None:
    if match := _CLICK.search(text.words):
        sentence = f"« {match[0]} » ne dit rien à qui n’a ni souris ni écran."
        built.where.report(
            text.path, "cliquez-ici", sentence, "Dites ce que l’on trouve ou ce que l’on fait.", level=ADVICE
        )


def does_not_shout(built: Built, text: Text) -> None:
    if match := _SHOUT.search(text.words):
        sentence = f"« {match[0]} » est écrit tout en capitales : c’est plus difficile à lire."
        built.where.report(text.path, "capitales", sentence, "Écrivez en minuscules.", level=ADVICE)


def says_things_straight(built: Built, text: Text) -> None:
    if match := _ONLY_HERE.search(text.words):
        sentence = f"« {match[0]} » dit non deux fois."
        built.where.report(text.path, "double-negation", sentence, "Dites la même chose avec oui.", level=ADVICE)


def hints_are_short(built: Built, text: Text) -> None:
    if text.key != "aide":
        return
    if _LINK.search(text.words):
        sentence = "Cette aide contient un lien : elle est lue d’un trait avec la question, on ne peut pas le suivre."
        built.where.report(
            text.path, "lien-dans-aide", sentence, "Mettez le lien dans le texte de la page.", level=ADVICE
        )
    elif len(sentences(text.words)) > 1:
        sentence = f"Cette aide a {len(sentences(text.words))} phrases : elle est lue d’un trait avec la question."
        help = "Gardez une phrase ; le reste va dans le texte de la page ou dans une « information »."
        built.where.report(text.path, "aide-longue", sentence, help, level=ADVICE)


def labels_end_well(built: Built, text: Text) -> None:
    """« Nom : » is read « nom deux points »."""
    if text.key in ("question", "libelle", "page", "titre") and text.words.rstrip().endswith((":", ";", ",", "*")):
        sentence = f"« {text.words.strip()[-30:]} » finit par « {text.words.rstrip()[-1]} »."
        built.where.report(text.path, "libelle-fin", sentence, "Retirez ce signe.", level=ADVICE)


def claims_no_easy_reading(built: Built, text: Text) -> None:
    """A text may be called FALC only if readers with intellectual disabilities validated it."""
    if match := _EASY.search(text.words):
        sentence = f"« {match[0]} » est réservé aux textes relus par des personnes avec un handicap intellectuel."
        built.where.report(text.path, "falc-sans-validation", sentence, "Écrivez « version simple ».", level=WARNING)


TEXT_RULES = (
    is_easy_to_read,
    has_short_sentences,
    has_no_jargon,
    leaves_nobody_out,
    greets_everyone,
    says_where_links_go,
    does_not_shout,
    says_things_straight,
    hints_are_short,
    labels_end_well,
    claims_no_easy_reading,
)
