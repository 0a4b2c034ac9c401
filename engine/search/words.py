"""The words that people type: which ones say something, how they sound, how far they are from another. Pure."""

from __future__ import annotations

import re

from engine.names import fold

LONGEST = 200
"""Characters of a search that are read."""

SILENT = frozenset(
    """
    a ai ainsi alors au aux avec avoir ca ce cela ces cet cette chez comme comment dans de des donc du elle
    en est et etre eu faire fait faut il ils ici je la le les leur leurs lui ma mais me mes moi mon ne nos
    notre nous on ont ou par pas peu peut peux plus pour pourquoi puis quand que quel quelle quelles quels
    qui quoi sa sans se ses si soit son sont sur ta te tes toi ton tous tout toute toutes tres trop tu un
    une veut veux vers voila voir voudrais vos votre vous ya souhaite souhaiterais besoin svp bonjour merci
    demande demander demarche
    bonsoir salut aimerais devant derriere gros grosse petit petite depuis jour jours fois jamais toujours encore
    suis aller vais va sais savoir dois doit cherche chercher trouver trouve obtenir faites monsieur madame
    bjr slt stp jai jveu jveux jvoudrais jsuis chui chuis cest ceci koi kel kan ki pr ds dvt dla pcq pk bcp ms mn
    the my is are and of to in for want need how where am have has there with an at it this that from your get can do
    or not no do does you they we our all if be so by as its
    el los las mi un una y o con para por como donde quiero tengo necesito del al
    في من على الى انا اريد كيف هل هناك لي عندي مع عن
    """.split()  # noqa: SIM905 a list of words reads as words
)
"""Words that say nothing of what is looked for, in the languages of the pages and as they are typed on a phone."""

SHORT_FORMS = {
    "pb": "probleme",
    "prob": "probleme",
    "rdv": "rendez",
    "appart": "appartement",
    "adr": "adresse",
    "tel": "telephone",
    "cb": "carte",
    "ci": "carte",
    "cni": "identite",
    "lampe": "lampadaire",
    "gosse": "enfant",
    "gamin": "enfant",
    "caisse": "voiture",
    "bagnole": "voiture",
    "resto": "restaurant",
    "demenage": "demenagement",
}
"""What is written shorter, or said otherwise, in every city."""


def meaningful(typed: str) -> list[str]:
    """The words to look for, folded, without those that say nothing."""
    found = (plain(word) for word in re.findall(r"[^\W_]+", fold(typed[:LONGEST])))
    said = (SHORT_FORMS.get(word, word) for word in found)
    return list(dict.fromkeys(word for word in said if len(word) > 1 and word not in SILENT))


def plain(word: str) -> str:
    """Arabic is written with or without its article and the marks of its last letter."""
    if word.isascii():
        return word
    word = word.translate(ARABIC)
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


ARABIC = str.maketrans("ةىٱ", "هيا")


def bare(word: str) -> str:
    """Without the marks of plural and feminine."""
    return re.sub(r"(?<=\w{2})e?[sx]?$", "", word)


SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        ("sch|ch", "x"),
        ("ph", "f"),
        ("gu(?=[eiy])", "g"),
        ("ge(?=[ao])|g(?=[eiy])", "j"),
        ("gn", "ni"),
        ("qu?|ck|cc(?=[aou])|c(?![eiy])", "k"),
        ("c(?=[eiy])", "s"),
        ("h", ""),
        ("eau|au", "o"),
        ("oua|oi|wa", "w"),
        ("oeu|eu", "e"),
        ("ou", "u"),
        ("(?:ain|ein|aim|in|im|yn|un|um)(?![aeiouymn])", "1"),
        ("(?:an|am|en|em)(?![aeiouymn])", "2"),
        ("(?:on|om)(?![aeiouymn])", "3"),
        ("ai|ei|ay|ey", "e"),
        ("ill?", "i"),
        ("y", "i"),
        (r"(.)\1", r"\1"),
        ("(?<=[aeiou])s(?=[aeiou])", "z"),
    )
)
"""How French letters are heard, accents aside; 1, 2 and 3 are the vowels said through the nose."""


def sound(word: str) -> str:
    """How a word of the city is heard: its last letters are often silent."""
    heard = spelt(re.sub(r"(er|ez|et|ees?)$", "e", word))
    return re.sub(r"(?<=..)(es?|nt|[stdxzp]+)$", "", heard)


def spelt(word: str) -> str:
    """The same when every letter is heard: « kart », « griz »."""
    for written, heard in SOUNDS:
        word = written.sub(heard, word)
    return word


def sounds(word: str) -> set[str]:
    """The ways a word that was typed may be heard."""
    return {heard for heard in (sound(word), spelt(word)) if len(heard) > 2}


def slips_forgiven(length: int) -> int:
    """How many slips a word of that many letters may hold: a short word has many neighbours."""
    return 0 if length < 4 else 1 if length < 7 else 2 if length < 11 else 3


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, take away, change or swap to go from one word to the other; more than `most` is not counted."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def letters(text: str) -> str:
    """A text without its spaces and marks: « nid-de-poule » and « nid de poule » are written alike."""
    return re.sub(r"[\W_]+", "", fold(text[:LONGEST]))
