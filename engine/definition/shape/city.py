"""The shapes of `processes/_organisation.yaml` and `_portail.yaml`: services, people, hours, districts, moments of life."""

from __future__ import annotations

from engine.definition.city import DISPATCHES
from engine.definition.shape.grammar import Shape, email, listing, mapping, one_of, phone, required, text, texts

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

ORGANISATION: Shape = {
    "ville": required(mapping("La ville et comment la joindre.")),
    "services": required(mapping("Les services, par identifiant.", minlength=1)),
    "personnes": required(mapping("Les personnes, par identifiant.", minlength=1)),
    "horaires": required(mapping("Les heures d’ouverture de la mairie.", minlength=1)),
    "fermetures": listing("Les jours de fermeture, en plus des jours fériés."),
    "secteurs": mapping("Les secteurs de la ville."),
    "lieux_relais": mapping("Les lieux où une personne peut revenir chercher sa réponse, par identifiant."),
}

CITY: Shape = {
    "nom": required(text("Le nom de la ville.")),
    "telephone": required(phone("Le numéro à appeler pour être aidé.")),
    "horaires_telephone": text("Quand on peut appeler."),
    "accueil": text("Où venir."),
    "courriel": email("Où écrire."),
    "langue_des_signes": text("Comment être reçu en langue des signes française."),
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

RELAY: Shape = {
    "nom": required(text("Le nom du lieu.")),
    "adresse": required(text("Où il est.")),
    "horaires": text("Quand venir."),
    "telephone": phone("Le téléphone du lieu."),
    "service": text("Le service qui y remet les réponses ; par défaut, celui du dossier."),
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

PORTAL: Shape = {
    "demande_libre": text("La démarche proposée à qui ne trouve pas : le nom de son fichier, sans .yaml."),
    "moments": mapping("Les moments de la vie du catalogue, dans l’ordre où on les montre.", minlength=1),
}
"""processes/_portail.yaml."""

LIFE_EVENT: Shape = {
    "titre": required(text("Le moment, dit par la personne : J’attends un enfant.")),
    "resume": text("Une phrase : ce qu’on y trouve."),
    "mots": texts("Les mots de tous les jours qui mènent à ses démarches."),
}

DISTRICT: Shape = {
    "nom": required(text("Le nom du secteur.")),
    "codes_postaux": listing("Ses codes postaux.", minlength=1, schema=text()),
    "contour": text("Le fichier GeoJSON de ses limites, par exemple forms/secteurs/nord.geojson."),
    "objet": mapping("L’objet du fichier à prendre : une propriété et sa valeur.", minlength=1),
}

HOURS: Shape = {day: texts("Une ou plusieurs plages, par exemple 08:30-12:30.", empty=True) for day in DAYS}
