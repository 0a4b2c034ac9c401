"""The shapes of what becomes of a request: its service, its deadlines, its steps, what is told."""

from __future__ import annotations

import re

from engine.definition import cycle
from engine.definition.shape.grammar import (
    Shape,
    condition,
    listing,
    mapping,
    one_of,
    one_or_some_of,
    required,
    said,
    some_of,
    text,
    texts,
)

PRIORITIES = ("normale", "haute", "urgente")
ROLES = ("referent", "suppleant", "responsable")
PAUSE_REASONS = ("attente-usager",)

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
    "sms": text("Le même message pour un SMS, en une ou deux phrases."),
}

STEP: Shape = {
    "nom": text("Le nom de l’étape, lu par les agents."),
    "usager": text("Ce que la personne lit quand son dossier est à cette étape."),
    "attend": one_of((cycle.CITIZEN,), "usager : on attend une réponse de la personne, ses délais s’arrêtent."),
    "fin": one_of(tuple(cycle.OUTCOMES), "L’étape termine le dossier, avec cette issue."),
    "discret": text("oui : l’arrivée à cette étape n’est pas racontée à la personne."),
    "corrigeable": text("non : à cette étape, la personne ne change une réponse que si le service le demande."),
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
    "corrections": text("non : pour demander une précision sans cocher les réponses à corriger."),
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
