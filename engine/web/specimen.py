"""The invented questions of the kit, one per type: what is asked, what is typed, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.fields.entries import Entries, Entry


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

PERIOD = {"debut_jour": "13", "debut_mois": "mai", "debut_annee": "2026"}

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
        "« 12 » n’est pas un numéro complet : écrivez par exemple 06\u00a012\u00a034\u00a056\u00a078.",
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
    "liste": Example(
        "Dans quelle école ?",
        {"choix": ["e12"], "recherche": "École 12"},
        {"choix": [], "recherche": "école 1"},
        "« école 1 » : choisissez votre réponse parmi celles qui sont proposées.",
        hint="Écrivez une partie de son nom.",
        options={"options": Entries(Entry(f"e{n}", f"École {n}") for n in range(1, 31))},
    ),
    "pays": Example(
        "Dans quel pays est-ce ?",
        {"choix": ["BE"], "recherche": "Belgique"},
        {"choix": [], "recherche": "gui"},
        "« gui » : choisissez votre réponse parmi celles qui sont proposées.",
        hint="Écrivez le début de son nom.",
    ),
    "langue": Example(
        "Quelles langues parlez-vous ?",
        {"choix": ["fr", "fsl"], "recherche": ""},
        {"choix": [], "recherche": "klingon"},
        "« klingon » n’est pas dans la liste : écrivez seulement le début du nom, sans abréviation.",
        hint="Écrivez le début de son nom.",
        options={"plusieurs": "oui"},
    ),
    "commune": Example(
        "Dans quelle commune ?",
        {"choix": ["33063-33000"], "recherche": "Bordeaux (33000)"},
        {"choix": [], "recherche": "bord"},
        "« bord » : choisissez votre réponse parmi celles qui sont proposées.",
        hint="Écrivez son nom ou son code postal.",
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
    "lieu": Example(
        "Où est le problème ?",
        {"texte": "Devant le 12 cours de la Somme", "point": "44.826100 -0.572400", "trouve": ""},
        {"texte": "Place du marché", "point": "près de la gare", "trouve": ""},
        "« près de la gare » ne se lit pas comme des coordonnées : écrivez par exemple 44.8378 -0.5792, "
        "ou effacez-les et décrivez l’endroit avec des mots.",
        hint="Le nom de la rue ou un repère suffit.",
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
    "calcul": Example(
        "Ce que coûte la terrasse",
        "",
        "",
        "",
        hint="12 m² à 30 € par an.",
        options={"formule": "surface * 30 €", "resultat": "montant"},
    ),
    "information": Example(
        "Ce qui change cette année",
        "",
        "",
        "",
        options={"texte": "Les terrasses ferment à 23 h.\n\nLe règlement est affiché en mairie."},
    ),
    "heure": Example(
        "À quelle heure commence la fête ?",
        "19 h 30",
        "le soir",
        "« le soir » n’est pas une heure : écrivez-la de 0\u00a0h à 23\u00a0h\u00a059, par exemple 14\u00a0h\u00a030.",
    ),
    "annee-mois": Example(
        "Depuis quand habitez-vous ce logement ?",
        {"mois": "septembre", "annee": "2019"},
        {"mois": "septembre", "annee": "19"},
        "« Depuis quand habitez-vous ce logement ? » : écrivez l’année avec quatre chiffres, par exemple 1984.",
        hint="Le mois et l’année suffisent.",
    ),
    "periode": Example(
        "Quand souhaitez-vous la salle ?",
        {**PERIOD, "fin_jour": "15", "fin_mois": "mai", "fin_annee": "2026"},
        {**PERIOD, "fin_jour": "10", "fin_mois": "mai", "fin_annee": "2026"},
        "« Quand souhaitez-vous la salle ? » : le dernier jour est avant le premier, vérifiez les deux dates.",
        hint="Trois jours au plus.",
        options={"duree_max": "3 jours"},
    ),
    "url": Example(
        "Quelle est l’adresse du site de l’association ?",
        "https://www.exemple.fr",
        "mon site",
        "« mon site » n’est pas l’adresse d’une page web : écrivez-la en entier, par exemple https://www.exemple.fr.",
    ),
    "siren": Example(
        "Quel est le numéro SIREN ?",
        "732 829 320",
        "1234",
        "« 1234 » n’est pas un numéro SIREN : vérifiez ses 9 chiffres, par exemple 732\u00a0829\u00a0320.",
        hint="9 chiffres, sur vos factures ou votre extrait Kbis.",
    ),
    "rna": Example(
        "Quel est le numéro RNA de l’association ?",
        "W332000123",
        "332000123",
        "« 332000123 » n’est pas un numéro RNA : écrivez le W et les 9 chiffres qui le suivent, par exemple W332000123.",
        hint="Il est écrit sur le récépissé de déclaration.",
    ),
    "iban": Example(
        "Sur quel compte vous rembourser ?",
        "FR76 3000 6000 0112 3456 7890 189",
        "FR76 3000",
        "« FR76 3000 » n’est pas un IBAN complet : recopiez-le depuis votre RIB. "
        "En France, il commence par FR et compte 27 caractères.",
        hint="L’IBAN est écrit sur votre RIB.",
    ),
    "numero-fiscal": Example(
        "Quel est votre numéro fiscal ?",
        "30 23 217 600 053",
        "30 23",
        "« 30 23 » n’est pas un numéro fiscal : vérifiez ses 13 chiffres. Il est écrit en haut de votre avis d’impôt.",
        hint="13 chiffres, en haut de votre avis d’impôt.",
    ),
    "nir": Example(
        "Quel est votre numéro de sécurité sociale ?",
        "2 95 10 99 126 111 93",
        "2 95 10 99 126 111",
        "« 2 95 10 99 126 111 » : il manque la clé, les deux derniers chiffres de votre carte Vitale.",
        hint="15 caractères, sur votre carte Vitale.",
    ),
    "immatriculation": Example(
        "Quelle est la plaque du véhicule ?",
        "AB-123-CD",
        "AB-12",
        "« AB-12 » n’est pas une plaque française : écrivez par exemple AA-123-BB, ou 123\u00a0ABC\u00a033.",
    ),
    "signature-simple": Example(
        "Votre signature",
        {"accord": "oui", "nom": "Zoé d’Àlvares"},
        {"accord": "oui", "nom": ""},
        "« Votre signature » : écrivez votre prénom et votre nom pour signer.",
        options={"texte": "Je déclare sur l’honneur que ces renseignements sont exacts."},
    ),
}

ALSO = {
    "texte": (
        "Avec un modèle",
        Example(
            "Quelle est la référence du permis ?",
            "DP-033-063",
            "12",
            "« 12 » n’a pas la forme attendue : écrivez par exemple AB-123-456.",
            options={"modele": "AA-000-000"},
        ),
    )
}
"""What a type looks like when its options change it much."""
