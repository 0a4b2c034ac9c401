"""The shapes of a démarche as a whole, of its terms and of its scenarios. Its form and its cases have files of their own."""

from __future__ import annotations

from engine.definition import cycle
from engine.definition.city import DISPATCHES
from engine.definition.shape.case import PRIORITIES, ROLES
from engine.definition.shape.grammar import Shape, listing, mapping, one_of, required, some_of, text, texts
from engine.fields.public import AUDIENCES

CHANNELS = ("web", "terminal", "telephone", "guichet", "courriel", "courrier")
HUMAN_CHANNELS = ("telephone", "guichet", "courrier")
REGIMES = ("acceptation", "rejet", "aucun")

PROCESS: Shape = {
    "titre": required(text("Le nom de la démarche, tel qu’on le lit dans le catalogue.")),
    "resume": required(text("Une ou deux phrases : à quoi sert la démarche.")),
    "famille": required(text("La famille du catalogue où la ranger, par exemple Espace public.")),
    "mots": texts("Les mots de tous les jours que les gens tapent pour la trouver."),
    "moments": texts("Les moments de la vie où elle sert, par leur nom dans processes/_portail.yaml."),
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
