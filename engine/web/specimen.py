"""The invented questions of the kit, one per type: what is asked, what is typed, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """One invented question: what is asked, what is typed, what goes wrong."""

    label: str
    filled: Any
    wrong: Any
    error: str
    hint: str = ""
    options: Mapping[str, Any] | None = None


DAYS = {
    "lundi": "Lundi",
    "mercredi": {"libelle": "Mercredi", "aide": "Le matin seulement"},
    "samedi": "Samedi",
}
NO_ADDRESS = {"voie": "", "complement": "", "code_postal": "", "commune": "", "pays": "", "precision": ""}
AN_ADDRESS = {
    "voie": "12 rue Sainte-Catherine",
    "code_postal": "33000",
    "commune": "Bordeaux",
    "sans_adresse": "",
}

EXAMPLES = {
    "texte": Example(
        "Quel est votre nom d’usage ?",
        "Zoé d’Àlvares",
        "",
        "Écrivez votre nom d’usage.",
        hint="Le nom que vous utilisez tous les jours.",
        options={"autocomplete": "family-name"},
    ),
    "public": Example(
        "Pour qui est la demande ?",
        "association",
        "",
        "Choisissez une réponse à la question « Pour qui est la demande ? ».",
    ),
    "texte-long": Example(
        "Que voulez-vous nous dire ?",
        "Le banc du square est cassé.\nUn enfant s’est blessé.",
        "",
        "Écrivez votre message.",
        options={"lignes": "5"},
    ),
    "courriel": Example(
        "Quelle est votre adresse électronique ?",
        "camille.roux@exemple.fr",
        "camille.roux@",
        "« camille.roux@ » n’est pas une adresse complète : écrivez-la sous la forme nom@exemple.fr.",
        hint="Pour vous envoyer la réponse.",
    ),
    "telephone": Example(
        "Quel est votre numéro de téléphone ?",
        "06 39 98 12 34",
        "12",
        "« 12 » n’est pas un numéro complet : écrivez par exemple 06 12 34 56 78.",
    ),
    "nombre": Example(
        "Quelle est la longueur de l’échafaudage ?",
        "12",
        "douze",
        "« douze » n’est pas un nombre : écrivez-le en chiffres, par exemple 12.",
        options={"unite": "mètres"},
    ),
    "montant": Example(
        "Quel est votre loyer ?",
        "612,50",
        "cher",
        "« cher » n’est pas un montant : écrivez-le en chiffres, par exemple 12,50.",
        hint="Sans les charges.",
    ),
    "date": Example(
        "Quelle est la date de naissance de l’enfant ?",
        {"jour": "27", "mois": "mars", "annee": "2019"},
        {"jour": "27", "mois": "", "annee": "2019"},
        "« Date de naissance de l’enfant » : il manque le mois.",
    ),
    "oui-non": Example(
        "Y a-t-il un danger immédiat ?",
        "oui",
        "",
        "Répondez par oui ou par non à la question « Y a-t-il un danger immédiat ? ».",
    ),
    "choix": Example(
        "Quel jour préférez-vous ?",
        "mercredi",
        "",
        "Choisissez un jour.",
        options={"options": DAYS},
    ),
    "choix-multiple": Example(
        "Quels jours pouvez-vous venir ?",
        ["lundi", "samedi"],
        [],
        "Choisissez au moins un jour.",
        hint="Plusieurs réponses sont possibles.",
        options={"options": DAYS},
    ),
    "accord": Example(
        "Règlement de la terrasse",
        "oui",
        "",
        "Cochez la case pour continuer.",
        options={"texte": "J’ai lu le règlement des terrasses et je le respecte."},
    ),
    "adresse": Example(
        "Où habitez-vous ?",
        {**NO_ADDRESS, **AN_ADDRESS},
        {**NO_ADDRESS, **AN_ADDRESS, "commune": ""},
        "Complétez l’adresse : il manque la commune.",
    ),
    "fichier": Example(
        "Avez-vous un plan de l’installation ?",
        {"documents": ["1"], "absent": ""},
        {"documents": [], "absent": ""},
        "Le fichier « plan.exe » n’est pas accepté : envoyez un PDF, un JPG ou un PNG.",
        hint="Une photo nette suffit.",
        options={"formats": ["pdf", "jpg", "png"], "taille": "5 Mo", "plusieurs": "oui"},
    ),
    "siret": Example(
        "Quel est le numéro SIRET ?",
        "732 829 320 00074",
        "1234",
        "« 1234 » n’est pas un numéro SIRET : vérifiez ses 14 chiffres.",
        hint="14 chiffres, sur vos factures ou votre extrait Kbis.",
    ),
    "information": Example(
        "Ce qui change cette année",
        "",
        "",
        "",
        options={"texte": "Les terrasses ferment à 23 h.\n\nLe règlement est affiché en mairie."},
    ),
}
