"""The 106 criteria of RGAA 4.1.2 in short words of ours, and what the robots of this suite can say of each.

`python -m tests.rgaa` writes docs/accessibilite/README.md. A verdict is only « a robot looked and found nothing »: what
a person has not judged stays « à juger par une personne », and nothing here is an audit.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from tests import axe
from tests.states import STATES

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs/accessibilite/README.md"

THEMES = {
    1: "Images",
    2: "Cadres",
    3: "Couleurs",
    4: "Multimédia",
    5: "Tableaux",
    6: "Liens",
    7: "Scripts",
    8: "Éléments obligatoires",
    9: "Structure de l’information",
    10: "Présentation de l’information",
    11: "Formulaires",
    12: "Navigation",
    13: "Consultation",
}

CRITERIA = """
1.1 Une image porteuse de sens a une alternative
1.2 Une image de décoration est ignorée des aides techniques
1.3 L’alternative d’une image dit ce qu’il faut
1.4 Un CAPTCHA en image dit sa nature et son rôle
1.5 Un CAPTCHA en image a une autre forme d’accès
1.6 Une image complexe a une description détaillée si besoin
1.7 La description détaillée dit ce qu’il faut
1.8 Un texte en image est remplacé par du vrai texte
1.9 Une légende d’image est liée à son image
2.1 Un cadre a un titre
2.2 Le titre d’un cadre dit ce qu’il faut
3.1 L’information ne passe pas que par la couleur
3.2 Le texte contraste assez avec son fond
3.3 Les composants et graphiques porteurs de sens contrastent assez
4.1 Un média a une transcription ou une audiodescription si besoin
4.2 La transcription ou l’audiodescription dit ce qu’il faut
4.3 Un média synchronisé a des sous-titres si besoin
4.4 Les sous-titres disent ce qu’il faut
4.5 Un média synchronisé a une audiodescription si besoin
4.6 L’audiodescription dit ce qu’il faut
4.7 Un média est clairement annoncé
4.8 Un média non temporel a une alternative si besoin
4.9 L’alternative d’un média non temporel dit ce qu’il faut
4.10 Un son qui démarre seul peut être arrêté
4.11 Un média se commande au clavier et au pointeur
4.12 Un média non temporel se commande au clavier et au pointeur
4.13 Un média est compatible avec les aides techniques
5.1 Un tableau complexe a un résumé
5.2 Le résumé d’un tableau complexe dit ce qu’il faut
5.3 Un tableau de mise en forme se lit dans l’ordre
5.4 Le titre d’un tableau est lié au tableau
5.5 Le titre d’un tableau dit ce qu’il faut
5.6 Les en-têtes d’un tableau sont déclarés
5.7 Chaque cellule est reliée à ses en-têtes
5.8 Un tableau de mise en forme n’imite pas un tableau de données
6.1 L’intitulé d’un lien est explicite
6.2 Chaque lien a un intitulé
7.1 Un script est compatible avec les aides techniques
7.2 L’alternative d’un script dit ce qu’il faut
7.3 Un script se commande au clavier et au pointeur
7.4 Un changement de contexte est annoncé ou demandé
7.5 Un message de statut est restitué
8.1 La page a un type de document
8.2 Le code est valide
8.3 La langue par défaut est dite
8.4 La langue dite est la bonne
8.5 La page a un titre
8.6 Le titre de la page dit ce qu’il faut
8.7 Un changement de langue est indiqué
8.8 La langue indiquée est la bonne
8.9 Les balises disent le sens, pas l’aspect
8.10 Un changement de sens de lecture est indiqué
9.1 Les titres structurent l’information
9.2 La structure de la page est cohérente
9.3 Les listes sont des listes
9.4 Les citations sont indiquées
10.1 L’aspect est donné par des feuilles de style
10.2 Le contenu reste sans les feuilles de style
10.3 Le contenu reste compréhensible sans les feuilles de style
10.4 Le texte grandit jusqu’à 200 % sans perte
10.5 Les couleurs de fond et de texte sont déclarées ensemble
10.6 Un lien se distingue du texte autour
10.7 La prise de focus se voit
10.8 Un contenu caché est bien ignoré
10.9 L’information ne passe pas que par la forme, la taille ou la place
10.10 La forme, la taille ou la place sont doublées d’une autre façon
10.11 La page tient à 320 pixels, sans défiler en travers
10.12 L’espacement du texte se change sans perte
10.13 Un contenu qui paraît au survol ou au focus se maîtrise
10.14 Un contenu montré par les styles s’atteint au clavier
11.1 Chaque champ a une étiquette
11.2 L’étiquette d’un champ dit ce qu’il faut
11.3 Une même étiquette sert au même usage
11.4 L’étiquette est près de son champ
11.5 Les champs de même nature sont groupés
11.6 Un groupe de champs a une légende
11.7 La légende d’un groupe dit ce qu’il faut
11.8 Les choix d’une liste sont groupés si besoin
11.9 L’intitulé d’un bouton dit ce qu’il faut
11.10 Le contrôle de saisie est dit comme il faut
11.11 Une erreur vient avec une aide à la correction
11.12 Ce qui engage se vérifie, se corrige ou s’annule
11.13 Le remplissage automatique est aidé
12.1 Il y a deux façons de naviguer
12.2 Le menu est à la même place
12.3 Le plan du site est à jour
12.4 Le plan du site s’atteint de partout
12.5 Le moteur de recherche s’atteint de partout
12.6 Les zones communes peuvent être atteintes ou passées
12.7 Un lien mène au contenu
12.8 L’ordre du clavier est cohérent
12.9 Aucun piège au clavier
12.10 Les raccourcis à une touche se maîtrisent
12.11 Un contenu additionnel s’atteint au clavier
13.1 Une limite de temps se maîtrise
13.2 Aucune fenêtre ne s’ouvre sans action
13.3 Un document en téléchargement a une version accessible
13.4 La version accessible dit la même chose
13.5 Un signe cryptique a une alternative
13.6 L’alternative d’un signe cryptique dit ce qu’il faut
13.7 Les flashs sont limités
13.8 Ce qui bouge se maîtrise
13.9 La page se lit dans les deux orientations
13.10 Un geste complexe a une forme simple
13.11 Une action au pointeur s’annule
13.12 Un mouvement de l’appareil a une autre commande
"""

OWN = {
    "1.1": "aucune image ne vient d’ailleurs et chaque bouton ou lien a des mots (`tests/page_check.py`)",
    "3.2": "les contrastes, y compris renforcés (7:1), de jour et de nuit ; les couleurs d’un thème sont vérifiées par paires (`tests/test_theme.py`)",
    "3.3": "bord des champs et anneau de focus : 3:1 dans chaque palette (`tests/test_theme.py`)",
    "6.1": "deux liens de mêmes mots mènent au même endroit (règle `identical-links-same-purpose`)",
    "6.2": "aucun lien et aucun bouton muets (`tests/page_check.py`)",
    "7.1": "chaque démarche se termine sans JavaScript, avec les mêmes réponses gardées octet pour octet (`tests/test_browser.py`)",
    "7.3": "chaque démarche se termine au clavier seul (`tests/test_browser.py`)",
    "7.5": "deux zones d’annonce, vides au chargement, remplies ensuite (`tests/page_check.py`, `tests/test_citizen_in_browser.py`)",
    "8.1": "lecture par un analyseur HTML strict (`tests/page_check.py`)",
    "8.2": "validateur indépendant `html-validate`, sur chaque état (`tests/html_validate.py`)",
    "8.3": "langue dite sur chaque page, en français, anglais, espagnol et arabe (`tests/inspect_page.py`)",
    "8.5": "titre présent, qui finit par la ville (`tests/page_check.py`)",
    "8.6": "titres différents d’une page à l’autre d’une démarche, « Erreur : » en tête quand il y en a (`tests/walk.py`)",
    "8.7": "le français au milieu d’une autre langue est marqué (`tests/test_languages.py`)",
    "8.10": "sens de lecture de la langue sur chaque page (`tests/inspect_page.py`)",
    "9.1": "un seul titre de niveau 1, aucun niveau sauté (`tests/page_check.py`)",
    "9.2": "un en-tête, un contenu, un pied, le bloc d’aide à la même place (`tests/page_check.py`, `tests/inspect_page.py`)",
    "10.1": "aucun style dans la page (`tests/page_check.py`)",
    "10.4": "fenêtre de 1280 pixels à 400 % : rien ne dépasse, rien n’est coupé (`tests/inspect_page.py`)",
    "10.7": "à chaque touche Tab : un anneau visible, que rien ne couvre (`tests/keyboard.py`)",
    "10.8": "ce qui est replié est déplié, puis jugé comme le reste (`tests/inspect_page.py`)",
    "10.11": "320 pixels sans défilement en travers (`tests/inspect_page.py`)",
    "10.12": "espacement du texte au maximum demandé, à 320 pixels (`tests/inspect_page.py`)",
    "11.1": "aucun champ sans étiquette (`tests/page_check.py`)",
    "11.5": "choix et champs d’une même réponse dans un groupe (`tests/inspect_page.py`)",
    "11.6": "aucun groupe sans légende (`tests/inspect_page.py`)",
    "11.10": "erreurs dites en haut et près de la question, mêmes mots, même ordre, liens vers les champs, focus sur le résumé (`tests/inspect_page.py`)",
    "11.11": "chaque refus dit quoi faire, avec un exemple quand une forme est attendue (`tests/test_bad_input.py`)",
    "11.12": "page de vérification avant tout envoi, Retour garde les réponses (`tests/walk.py`)",
    "11.13": "jetons de remplissage seulement pour la personne qui écrit (`tests/test_form_view.py`)",
    "12.2": "bloc d’aide et régions à la même place (`tests/inspect_page.py`)",
    "12.6": "régions présentes une fois chacune (`tests/page_check.py`)",
    "12.7": "lien d’accès au contenu, premier atteint au clavier (`tests/test_face_in_browser.py`)",
    "12.8": "l’ordre du clavier est celui de la lecture, au pixel et dans la page, à 1000 et à 320 pixels (`tests/inspect_page.py`)",
    "12.9": "le clavier entre et sort de chaque page (`tests/keyboard.py`)",
    "13.2": "aucune demande vers un autre site, aucune fenêtre (`tests/test_browser.py`)",
    "13.3": "la copie PDF est balisée (`tests/test_paper.py`), et la page HTML dit la même chose",
    "13.8": "rien ne bouge pour qui a demandé le calme (`tests/test_face_in_browser.py`)",
}
"""Our own checks: what they look at, and where."""


def criteria() -> dict[str, str]:
    lines = (line.partition(" ") for line in CRITERIA.strip().splitlines())
    return {number: words for number, _, words in lines}


@cache
def automatic() -> dict[str, list[str]]:
    """The rules of axe that look at each criterion, as axe itself says (its tags RGAA-x.y.z)."""
    script = "const axe = require('./node_modules/axe-core'); console.log(axe.getRules().map(r => r.ruleId + ' ' + r.tags).join('\\n'))"
    told = subprocess.run(["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: dict[str, list[str]] = {}
    for line in told.splitlines():
        rule, _, tags = line.partition(" ")
        for number in re.findall(r"RGAA-(\d+\.\d+)\.\d+", tags):
            if rule not in found.setdefault(number, []) and rule not in axe.LEFT_OUT:
                found[number].append(rule)
    return found


def report() -> str:
    rules, known = automatic(), criteria()
    alone = [number for number in known if number not in rules and number not in OWN]
    head = f"""\
# Ce que nos robots savent de l’accessibilité

Écrit par `python -m tests.rgaa` ; un test tient cette page à jour. **Ce n’est pas un audit.** Une règle qui ne trouve rien ne
prouve pas qu’un critère est respecté. Tant qu’une personne n’a pas jugé, la déclaration reste « non conforme ».

Les critères sont ceux du RGAA 4.1.2, dits ici en peu de mots.

- {len([number for number in known if number in rules])} critères sont regardés en partie par axe-core, toutes règles allumées. Aucune erreur, aucun doute sans explication.
- {len([number for number in known if number in OWN])} critères ont un contrôle à nous.
- {len(alone)} critères ne sont regardés par aucun robot.
- **Les {len(known)} critères restent à juger par une personne.**

## Où passent les robots

Chaque démarche livrée, au clavier, avec et sans JavaScript : l’accueil, chaque page vide puis avec ses erreurs, et ces états.

"""
    pages = "\n".join(f"- {name}" for name, _, _ in STATES)
    others = (
        "\n\nAussi : le catalogue et la recherche, les pages légales, la médiation, les pages des jours difficiles "
        "(porte fermée, doute, ailleurs), les groupes répétés, les lieux, les agents, et la page `/-/kit`. "
        "En français, en anglais et en arabe.\n"
    )
    explained = "\n".join(f"- `{rule}` ({words or 'toujours'}) : {why}" for (rule, words), why in axe.EXPLAINED.items())
    left = "\n".join(f"- `{rule}` : {why}" for rule, why in axe.LEFT_OUT.items()) or "- Aucune."
    tables = "\n".join(table(theme, rules, known) for theme in THEMES)
    return (
        f"{head}{pages}{others}\n## Règles d’axe laissées de côté\n\n{left}\n\n## Doutes d’axe, et ce qui y répond\n\n"
        f"{explained}\n\n## Critère par critère\n{tables}"
    )


def table(theme: int, rules: dict[str, list[str]], known: dict[str, str]) -> str:
    lines = [
        f"| {number} | {words} | {', '.join(f'`{one}`' for one in rules.get(number, [])) or '–'} | {OWN.get(number, '–')} | à juger |"
        for number, words in known.items()
        if number.split(".")[0] == str(theme)
    ]
    top = "| Critère | En peu de mots | Règles d’axe | Notre contrôle | Une personne |\n|---|---|---|---|---|"
    return f"\n### {theme}. {THEMES[theme]}\n\n{top}\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(report(), "utf-8")
