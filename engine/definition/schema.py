"""The shape of every file of the city, as Cerberus reads it: this page is the table of contents of the manual.

Keys are the canonical ones, each with its sentence for the editor's help; what a shape cannot say stands in
`rules.py`. All scalars are strings.
"""

from __future__ import annotations

import re
from typing import Any

from engine import names
from engine.definition import cycle
from engine.definition.city import DISPATCHES
from engine.fields.base import FieldType
from engine.fields.public import AUDIENCES

Shape = dict[str, Any]

CHANNELS = ("web", "terminal", "telephone", "guichet", "courriel", "courrier")
HUMAN_CHANNELS = ("telephone", "guichet", "courrier")
PRIORITIES = ("normale", "haute", "urgente")
ROLES = ("referent", "suppleant", "responsable")
PAUSE_REASONS = ("attente-usager",)
REGIMES = ("acceptation", "rejet", "aucun")
AUTOFILL = (
    *("given-name", "family-name", "bday", "organization", "name", "additional-name", "honorific-prefix"),
    *(
        "honorific-suffix",
        "nickname",
        "organization-title",
        "username",
        "email",
        "tel",
        "tel-national",
        "url",
        "language",
        "sex",
        "off",
    ),
    *("street-address", "address-line1", "address-line2", "address-line3", "postal-code", "address-level2"),
    *("address-level1", "country", "country-name", "bday-day", "bday-month", "bday-year"),
)
"""What a browser knows of the person typing (HTML, WCAG 1.3.5)."""
MEANT = {
    "obligatoire": "facultatif",
    "requis": "facultatif",
    "choix": "options",
    "reponses": "options",
    "identifiant": "id",
    "nom": "titre",
    "libelle": "question",
    "label": "question",
    "condition": "si",
    "afficher_si": "si",
    "visible_si": "si",
    "service": "vers",
    "mail": "courriel",
    "email": "courriel",
    "tel": "telephone",
    "prix": "cout",
    "tarif": "cout",
    "description": "resume",
    "delai": "objectif",
}
"""Words people write for a key of another name."""
TYPES_MEANT = {
    "liste": "choix",
    "menu": "choix",
    "radio": "choix",
    "cases": "choix-multiple",
    "case": "accord",
    "email": "courriel",
    "mail": "courriel",
    "tel": "telephone",
    "entier": "nombre",
    "prix": "montant",
    "booleen": "oui-non",
    "piece-jointe": "fichier",
    "document": "fichier",
    "photo": "fichier",
    "paragraphe": "texte-long",
    "zone-de-texte": "texte-long",
    "message": "information",
    "horaire": "heure",
    "mois": "annee-mois",
    "lien": "url",
    "site": "url",
    "site-web": "url",
    "rib": "iban",
    "numero-de-securite-sociale": "nir",
    "securite-sociale": "nir",
    "spi": "numero-fiscal",
    "plaque": "immatriculation",
    "dates": "periode",
    "duree": "periode",
    "signature": "signature-simple",
    "attestation": "signature-simple",
}
"""Words people write for a type of question."""
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


# --- small words to write shapes with; the last argument is the sentence shown by editors


def text(help: str = "", *, wanted: str = "", **more: Any) -> Shape:
    """`wanted` says in French what `regex` asks."""
    return {"type": "string", "empty": False, **more, **said(help, wanted)}


def texts(help: str = "", *, empty: bool = False) -> Shape:
    """One text or a list of texts."""
    return {"type": ["list", "string"], "empty": empty, "schema": text(), **said(help)}


def mapping(help: str = "", **more: Any) -> Shape:
    return {"type": "dict", **more, **said(help)}


def listing(help: str = "", **more: Any) -> Shape:
    return {"type": "list", **more, **said(help)}


def one_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": "string", "allowed": list(allowed), **said(help)}


def some_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": "list", "minlength": 1, "schema": one_of(allowed), **said(help)}


def one_or_some_of(allowed: tuple[str, ...], help: str = "") -> Shape:
    return {"type": ["list", "string"], "allowed": list(allowed), **said(help)}


def condition(help: str) -> Shape:
    return {"type": ["string", "dict"], "empty": False, **said(help)}


def email(help: str) -> Shape:
    return text(help, regex=r"[^@\s]+@[^@\s]+\.[^@\s]+", wanted="une adresse comme accueil@ville.example")


def phone(help: str) -> Shape:
    return text(help, regex=r"[+\d][\d\s().-]{1,28}", wanted="un numéro comme 05 56 10 20 30")


def required(shape: Shape) -> Shape:
    return {**shape, "required": True}


def said(help: str, wanted: str = "") -> Shape:
    words = {"aide": help, "attendu": wanted}
    meta = {key: value for key, value in words.items() if value}
    return {"meta": meta} if meta else {}


# --- a démarche

PROCESS: Shape = {
    "titre": required(text("Le nom de la démarche, tel qu’on le lit dans le catalogue.")),
    "resume": required(text("Une ou deux phrases : à quoi sert la démarche.")),
    "famille": required(text("La famille du catalogue où la ranger, par exemple Espace public.")),
    "mots": texts("Les mots de tous les jours que les gens tapent pour la trouver."),
    "pour": required(some_of(tuple(AUDIENCES), "Qui peut faire cette démarche.")),
    "canaux": required(some_of(CHANNELS, "Les façons de la faire : au moins deux, dont une avec une personne.")),
    "service": required(text("Le service qui en répond, imprimé sur l’accusé de réception.")),
    "duree": text("Le temps qu’il faut pour la remplir, par exemple 10 minutes."),
    "cout": text("Ce que la démarche coûte, par exemple Gratuit."),
    "preparer": texts("Ce qu’il faut avoir sous la main, une ligne par chose."),
    "donnees_personnelles": required(mapping("Ce que deviennent les données personnelles (RGPD, article 13).")),
    "silence": mapping("Ce que vaut l’absence de réponse (CRPA, articles L231-1 et L231-4)."),
    "recours": text("Ce que la personne peut faire si elle n’est pas d’accord avec la réponse."),
    "parametres": mapping("Des valeurs qui changent sans toucher au formulaire : un tarif, un âge, un mot."),
    "ouverture": mapping("Quand la démarche est ouverte, et combien de demandes elle accepte."),
    "conditions": mapping("Des conditions nommées une fois, utilisées partout avec « si »."),
    "formulaire": required(listing("Les pages du formulaire, dans l’ordre.", minlength=1)),
    "routage": required(listing("À qui va la demande : la première règle qui convient gagne.", minlength=1)),
    "affectation": one_of(DISPATCHES, "À qui va un nouveau dossier dans le service ; passe avant le choix du service."),
    "delais": required(mapping("Les délais promis, avec leurs relances.", minlength=1)),
    "etapes": mapping("Le cycle de vie du dossier quand celui de la ville ne suffit pas.", minlength=1),
    "messages": mapping("Les mots de la démarche quand ceux de la ville ne suffisent pas."),
    "scenarios": required(listing("Des exemples joués à chaque vérification.", minlength=1)),
    "conseils_ignores": listing("Les conseils que l’on a choisi de ne pas suivre, avec la raison."),
}

SET_ASIDE: Shape = {
    "code": required(text("Le code du conseil, par exemple lisibilite.")),
    "raison": required(text("Pourquoi on ne le suit pas ici.")),
    "sur": text("La question ou la page dont il s’agit ; par défaut, toute la démarche."),
}

PARAMETER_TYPES = ("texte", "nombre", "montant", "date", "oui-non", "courriel", "telephone")

PARAMETER: Shape = {
    "valeur": required(text("Ce que vaut le paramètre.")),
    "type": one_of(PARAMETER_TYPES, "Le type de la valeur ; par défaut, un texte."),
    "libelle": text("Ce qu’on lit quand une explication le nomme."),
}

PARAMETERS: Shape = {
    "parametres": required(mapping("Les paramètres de toute la ville, utilisables dans chaque démarche.")),
}
"""processes/_parametres.yaml."""

PERSONAL_DATA: Shape = {
    "finalite": required(text("Pourquoi ces données sont demandées.")),
    "base": required(text("La base légale, par exemple mission d’intérêt public.")),
    "conservation": required(text("Combien de temps elles sont gardées.")),
    "destinataires": texts("Qui les reçoit, en dehors du service."),
}

SILENCE: Shape = {
    "regime": required(one_of(REGIMES, "Ce que vaut le silence de la ville.")),
    "delai": text("Au bout de combien de temps, par exemple 2 mois."),
    "fondement": text("Le texte qui le dit."),
}

PERIOD: Shape = {
    "du": text("Le premier jour, par exemple 2026-03-01."),
    "au": text("Le dernier jour, compris."),
    "places": text("Combien de demandes sont acceptées."),
}

OPENING: Shape = {
    **PERIOD,
    "periodes": listing("Plusieurs périodes, dans l’ordre.", minlength=1),
    "message": text("Ce qu’on lit quand la démarche est fermée ou complète."),
}

PAGE: Shape = {
    "page": required(text("Le titre de la page.")),
    "id": text(
        "L’adresse de la page ; par défaut, son titre.",
        regex=r"[a-z0-9][a-z0-9-]{0,59}",
        wanted="des minuscules sans accent, des chiffres et des tirets",
    ),
    "texte": text("Un court texte sous le titre."),
    "si": condition("La page n’est montrée que si cette condition est vraie."),
    "repeter": mapping("La page revient pour chaque personne ou chaque chose : enfants, responsables, véhicules."),
    "eligibilite": listing("À qui la démarche ne s’adresse pas, une fois la page remplie.", minlength=1),
    "questions": required(listing("Les questions de la page.")),
    "verifications": listing("Ce qui ne va pas ensemble sur la page, avec le message à lire.", minlength=1),
}

CHECK: Shape = {
    "si": required(condition("La faute : le message est lu quand cette condition est vraie.")),
    "message": required(text("Ce qui ne va pas et quoi faire.")),
    "questions": texts("Les questions à corriger, sur cette page."),
    "bloquant": text("non : le message avertit une fois, et la personne peut continuer."),
}

ELSEWHERE: Shape = {
    "si": required(condition("Les personnes à qui la démarche ne s’adresse pas.")),
    "message": required(text("Ce qu’elles lisent : pourquoi, et que faire.")),
    "vers": text("La démarche qui est faite pour elles : le nom de son fichier, sans .yaml."),
}

GROUP: Shape = {
    "id": text(
        "Le nom du groupe dans les conditions et les scénarios ; par défaut, l’adresse de la page.",
        regex=r"[a-z][a-z0-9_]{0,59}",
        wanted="des minuscules sans accent, des chiffres et _, sans espace",
    ),
    "min": text("Combien il en faut au moins ; par défaut 1. 0 : on peut n’en ajouter aucun."),
    "max": text("Combien on peut en ajouter au plus ; par défaut 50."),
    "libelle": text("Le mot pour une seule personne ou une seule chose, par exemple un enfant."),
    "pluriel": text("Le mot pour plusieurs, quand un s ne suffit pas."),
}

QUESTION: Shape = {
    "id": required(
        text(
            "Le nom de la question dans ce fichier, sans accent ni espace.",
            regex=r"[a-z][a-z0-9_]{0,59}",
            wanted="des minuscules sans accent, des chiffres et _, sans espace",
        )
    ),
    "type": required(text("Le type de la question.")),
    "question": required(text("La question, telle qu’on la lit.")),
    "aide": text("Une phrase d’aide sous la question."),
    "facultatif": text("oui : on peut ne pas répondre."),
    "valeur": text("Ce qui est déjà écrit quand la question s’ouvre ; la personne peut le changer."),
    "si": condition("La question n’est posée que si cette condition est vraie."),
    "si_vide": text("La phrase à dire quand la réponse manque."),
    "fondement": text("Le texte de loi qui permet de poser cette question, par exemple CGI, article 1649."),
    "depuis_le_lien": text("oui : un lien peut proposer la réponse. Jamais pour une donnée personnelle."),
    "recapitulatif": text("non : la réponse n’est pas relue avant l’envoi ni montrée dans le suivi."),
    "finalite": text("Pourquoi cette réponse est demandée, quand ce n’est pas la raison de toute la démarche."),
    "conservation": text("Combien de temps cette réponse est gardée, si c’est moins que le dossier."),
    "anonymiser": text("oui : effacée du dossier quand il devient anonyme. non : gardée pour les statistiques."),
    "concerne": one_of(("moi", "autre"), "autre : la réponse parle de quelqu’un d’autre, rien n’est prérempli."),
}

OPTION: Shape = {
    "libelle": required(text("Ce qu’on lit.")),
    "aide": text("Une phrase d’aide sous l’option."),
}

ROUTE: Shape = {
    "si": condition("La règle s’applique quand cette condition est vraie."),
    "selon": text("Une question : la réponse décide du service, avec le tableau écrit sous « vers »."),
    "vers": {"type": ["string", "dict"], "empty": False, **said("Le service qui reçoit la demande, ou un tableau.")},
    "sinon": text("Le service qui reçoit tout le reste : toujours la dernière règle."),
    "priorite": one_of(PRIORITIES, "L’urgence de la demande."),
    "motif": text("La réponse à « pourquoi ce service ? »."),
}

DEADLINE: Shape = {
    "objectif": required(text("Le délai promis avec son unité, par exemple 15 jours ouvrés.")),
    "suspendu_pendant": some_of(PAUSE_REASONS, "Ce qui arrête le compte."),
    "reprise": one_of(("continuer", "recommencer"), "Après une pause : continuer le compte ou le recommencer."),
    "paliers": listing("Les relances, de la première à la dernière."),
}

RUNG: Shape = {
    "a": required(text("Quand : 50 %, 3 jours ouvrés avant, échéance, ou 2 jours ouvrés après.")),
    "relancer": one_or_some_of(ROLES, "À qui rappeler le dossier."),
    "escalader": one_or_some_of(ROLES, "À qui remonter le dossier."),
    "prevenir": one_or_some_of(("usager",), "Qui avertir du retard."),
}

MESSAGE: Shape = {
    "objet": required(text("L’objet du message.")),
    "texte": required(text("Le message, avec des mots à remplir comme {{ reference }}.")),
}

STEP: Shape = {
    "nom": text("Le nom de l’étape, lu par les agents."),
    "usager": text("Ce que la personne lit quand son dossier est à cette étape."),
    "attend": one_of((cycle.CITIZEN,), "usager : on attend une réponse de la personne, ses délais s’arrêtent."),
    "fin": one_of(tuple(cycle.OUTCOMES), "L’étape termine le dossier, avec cette issue."),
    "discret": text("oui : l’arrivée à cette étape n’est pas racontée à la personne."),
    "actions": mapping("Ce qu’on peut faire à cette étape."),
    "apres": listing("Ce qui arrive tout seul."),
    "delais": mapping("Les délais qui commencent avec l’étape, avec leurs relances."),
}

STEP_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")

CITY_STEPS: Shape = {"etapes": required(mapping("Le cycle de vie de toutes les démarches sans cycle à elles."))}
"""processes/_etapes.yaml"""

EVERYWHERE: Shape = {"actions": required(mapping("Les actions possibles à toutes les étapes ouvertes."))}

ACTION: Shape = {
    "comme": one_of(("ville",), "ville : cette action est celle du cycle de la ville, sauf ce qui est écrit ici."),
    "libelle": text("Ce que l’agent lit pour choisir cette action."),
    "aide": text("Une phrase d’aide sous l’action."),
    "bouton": text("Les mots du bouton ; par défaut, le libellé."),
    "fait": text("Ce qu’on lit une fois l’action faite."),
    "par": one_or_some_of(cycle.WHO, "Qui peut le faire ; par défaut, tout agent qui voit le dossier."),
    "si": condition("L’action n’est possible que si cette condition est vraie."),
    "faire": one_or_some_of(cycle.EFFECTS, "Ce que fait l’action, en plus du changement d’étape."),
    "vers": texts("L’étape où va le dossier, ou plusieurs entre lesquelles choisir."),
    "choisir": text("La question posée quand il y a plusieurs étapes entre lesquelles choisir."),
    "texte": {"type": ["string", "dict"], "empty": False, **said("Ce qu’il faut écrire librement.")},
    "demander": listing("Un petit formulaire pour l’agent : les mêmes questions que dans une page.", minlength=1),
    "montrer": texts("Les questions du petit formulaire dont la personne lit les réponses."),
    "motifs": {"type": ["list", "dict"], "empty": False, **said("Les raisons entre lesquelles choisir.")},
    "message": {"type": ["string", "dict", "list"], "empty": False, **said("Ce qui est dit, et à qui.")},
    "priorite": one_of(PRIORITIES, "L’urgence donnée au dossier."),
    "services": texts("Pour transmettre : les seuls services entre lesquels choisir."),
}

ACTION_TEXT: Shape = {
    "question": required(text("Ce qu’on demande d’écrire.")),
    "aide": text("Une phrase d’aide."),
    "si_vide": text("La phrase à dire quand rien n’est écrit."),
    "facultatif": text("oui : on peut ne rien écrire."),
    "lignes": text("La hauteur du champ, en lignes.", regex=r"[1-9]\d?", wanted="un nombre de lignes"),
    "montrer": text("oui : la personne lit ces mots."),
}

AFTER: Shape = {
    "delai": text("Combien de temps après l’arrivée à l’étape ; sans délai : aussitôt."),
    "si": condition("Seulement si cette condition est vraie à ce moment-là."),
    "vers": text("L’étape où va le dossier."),
    "faire": one_or_some_of((cycle.ESCALATE,), "escalader : le dossier remonte au responsable."),
    "message": {"type": ["string", "dict", "list"], "empty": False, **said("Ce qui est dit, et à qui.")},
    "priorite": one_of(PRIORITIES, "L’urgence donnée au dossier."),
}

STEP_MESSAGE: Shape = {
    "a": one_or_some_of(cycle.TOLD, "À qui ; par défaut, à la personne."),
    "objet": text("L’objet du message."),
    "texte": text("Le message, avec des mots à remplir comme {{ reference }}."),
    "modele": text("Le nom d’un message écrit sous « messages », à la place de l’objet et du texte."),
}

SCENARIO: Shape = {
    "nom": required(text("Ce que raconte le scénario.")),
    "depose": required(text("Le jour et l’heure du dépôt, par exemple 2026-05-13 18:30.")),
    "canal": one_of(CHANNELS, "Par où arrive la demande ; par défaut, le web."),
    "reponses": required(mapping("La réponse donnée à chaque question.")),
    "actions": listing("Ce que font ensuite les agents et la personne, dans l’ordre."),
    "jusqu_a": text("Le jour et l’heure jusqu’où attendre, par exemple 2026-07-01 10:00."),
    "attendu": required(mapping("Ce qui doit se passer.", minlength=1)),
}

SCENARIO_ACTION: Shape = {
    "le": required(text("Le jour et l’heure, par exemple 2026-05-20 10:00.")),
    "faire": required(text("L’action, par son nom dans les étapes.")),
    "par": one_of((*ROLES, cycle.CITIZEN), "Qui la fait ; par défaut, le référent."),
    "vers": text("L’étape ou le service choisi, quand il y a un choix."),
    "texte": text("Ce qui est écrit."),
    "motif": text("Le motif choisi."),
    "reponses": mapping("Les réponses au petit formulaire."),
}

EXPECTED: Shape = {
    "vers": text("Le service qui reçoit la demande."),
    "priorite": one_of(PRIORITIES, "L’urgence donnée à la demande."),
    "referent": text("La personne qui la reçoit."),
    "reponse_avant": text("Le dernier jour pour répondre, par exemple 2026-06-05."),
    "eligible": text("non : le scénario s’arrête, la démarche n’est pas pour cette personne."),
    "pages": listing("Les titres des pages montrées, dans l’ordre.", schema=text()),
    "relances": listing("Les jours des relances si personne ne répond.", schema=text()),
    "messages": listing("Les messages reçus par la personne si personne ne répond.", schema=text()),
    "etape": text("L’étape où se trouve le dossier à la fin."),
}

BLOCK: Shape = {
    "titre": required(text("Le titre de la page quand le bloc en fait une.")),
    "texte": text("Un court texte sous le titre."),
    "questions": required(listing("Les questions du bloc.", minlength=1)),
    "conditions": mapping("Les conditions du bloc."),
    "verifications": listing("Ce qui ne va pas ensemble dans le bloc.", minlength=1),
}

INCLUDE: Shape = {
    "inclure": required(text("Le nom d’un bloc du dossier forms.")),
    "page": text("Un autre titre que celui du bloc."),
    "id": PAGE["id"],
    "texte": PAGE["texte"],
    "si": condition("Le bloc n’est montré que si cette condition est vraie."),
    "repeter": PAGE["repeter"],
    "sauf": texts("Les questions du bloc à ne pas poser."),
    "facultatif": texts("Les questions du bloc auxquelles on peut ne pas répondre."),
    "remplacer": mapping(
        "Ce que la démarche dit autrement : une question du bloc, puis les clés à changer.", minlength=1
    ),
    "prefixe": text(
        "Un mot devant chaque id, pour utiliser deux fois le même bloc.",
        regex=r"[a-z][a-z0-9_]{0,30}",
        wanted="un mot en minuscules sans accent",
    ),
}

INCLUDE_INSIDE: Shape = {key: INCLUDE[key] for key in ("inclure", "si", "sauf", "facultatif", "remplacer", "prefixe")}
"""A block put among the questions of a page."""

# --- the organisation of the city

ORGANISATION: Shape = {
    "ville": required(mapping("La ville et comment la joindre.")),
    "services": required(mapping("Les services, par identifiant.", minlength=1)),
    "personnes": required(mapping("Les personnes, par identifiant.", minlength=1)),
    "horaires": required(mapping("Les heures d’ouverture de la mairie.", minlength=1)),
    "fermetures": listing("Les jours de fermeture, en plus des jours fériés."),
    "secteurs": mapping("Les secteurs de la ville."),
}

CITY: Shape = {
    "nom": required(text("Le nom de la ville.")),
    "telephone": required(phone("Le numéro à appeler pour être aidé.")),
    "horaires_telephone": text("Quand on peut appeler."),
    "accueil": text("Où venir."),
    "courriel": email("Où écrire."),
    "site": text(
        "L’adresse publique du service.", regex=r"https?://\S+", wanted="une adresse qui commence par https://"
    ),
    "delegue_donnees": text("Comment joindre la personne déléguée à la protection des données."),
}

UNIT: Shape = {
    "nom": required(text("Le nom du service.")),
    "dans": text("Le service où il est rangé ; il en hérite l’adresse, le téléphone et le courriel."),
    "adresse": text("L’adresse imprimée sur les accusés de réception."),
    "telephone": phone("Le téléphone du service."),
    "courriel": email("Le courriel du service."),
    "horaires": text("Quand venir ou appeler."),
    "referent": text("La personne qui suit les dossiers."),
    "suppleants": texts("Qui la remplace."),
    "responsable": text("À qui remonter un retard."),
    "equipe": texts("Qui traite les dossiers ; par défaut, la personne référente et les suppléantes."),
    "affectation": one_of(DISPATCHES, "À qui, dans l’équipe, va un nouveau dossier."),
}

PERSON: Shape = {
    "nom": required(text("Le nom de la personne.")),
    "courriel": required(email("Son courriel.")),
    "fonction": text("Sa fonction, montrée dans les réponses."),
}

CLOSURE: Shape = {
    "du": required(text("Le premier jour, par exemple 2026-12-24.")),
    "au": text("Le dernier jour ; par défaut, le premier."),
    "motif": text("La raison, dite aux personnes."),
}

DISTRICT: Shape = {
    "nom": required(text("Le nom du secteur.")),
    "codes_postaux": listing("Ses codes postaux.", minlength=1, schema=text()),
    "contour": text("Le fichier GeoJSON de ses limites, par exemple forms/secteurs/nord.geojson."),
    "objet": mapping("L’objet du fichier à prendre : une propriété et sa valeur.", minlength=1),
}

HOURS: Shape = {day: texts("Une ou plusieurs plages, par exemple 08:30-12:30.", empty=True) for day in DAYS}

THINGS: dict[str, Shape] = {
    "une démarche": PROCESS,
    "les données personnelles": PERSONAL_DATA,
    "un paramètre": PARAMETER,
    "les paramètres de la ville": PARAMETERS,
    "le silence": SILENCE,
    "l’ouverture": OPENING,
    "une période d’ouverture": PERIOD,
    "une page": PAGE,
    "un groupe répété": GROUP,
    "une ligne d’eligibilite": ELSEWHERE,
    "une vérification": CHECK,
    "une question": QUESTION,
    "une route": ROUTE,
    "un délai": DEADLINE,
    "un palier": RUNG,
    "un conseil ignoré": SET_ASIDE,
    "un message": MESSAGE,
    "le cycle de la ville": CITY_STEPS,
    "une étape": STEP,
    "les actions de toutes les étapes": EVERYWHERE,
    "une action": ACTION,
    "le texte d’une action": ACTION_TEXT,
    "ce qui arrive tout seul": AFTER,
    "le message d’une étape": STEP_MESSAGE,
    "un scénario": SCENARIO,
    "une action de scénario": SCENARIO_ACTION,
    "ce qui est attendu d’un scénario": EXPECTED,
    "un bloc": BLOCK,
    "un bloc inclus": INCLUDE,
    "un bloc inclus dans une page": INCLUDE_INSIDE,
    "une option": OPTION,
    "la ville": CITY,
    "l’organisation": ORGANISATION,
    "un service": UNIT,
    "une personne": PERSON,
    "une fermeture": CLOSURE,
    "les horaires": HOURS,
    "un secteur": DISTRICT,
}
"""Each shape under the words that name it in a sentence."""


def thing(shape: Shape) -> str:
    """« une page »: what a mapping of this shape is."""
    own = next((words for words, known in THINGS.items() if known is shape), None)
    kind = next((kind for kind, known in _question_shapes.items() if known is shape), "")
    return own or f"une question de type {kind}"


def meant(key: str, shape: Shape) -> str | None:
    """The key of this shape that a person most likely meant."""
    synonym = MEANT.get(names.fold(key))
    return synonym if synonym in shape else names.nearest(key, shape)


def homes(key: str) -> list[str]:
    """The things a key belongs to, for whoever wrote it in the wrong place."""
    return [words for words, shape in THINGS.items() if key in shape]


_question_shapes: dict[str, Shape] = {}


def question_shape(kind: FieldType) -> Shape:
    """The keys of a question of this type: the common ones and its own. Built once: shapes are cached by identity."""
    if kind.name not in _question_shapes:
        own = {"autocomplete": one_of(AUTOFILL, "Ce que le navigateur peut remplir seul.")} if kind.stores else {}
        _question_shapes[kind.name] = {**QUESTION, **own, **kind.options}
    return _question_shapes[kind.name]
