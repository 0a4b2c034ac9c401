"""The shapes of a form: pages, groups, questions, and the blocks put among them."""

from __future__ import annotations

from engine.definition.shape.grammar import Shape, condition, listing, mapping, one_of, required, text, texts

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
    "corrigeable": text("non : une fois envoyée, la réponse ne change que si le service le demande."),
    "finalite": text("Pourquoi cette réponse est demandée, quand ce n’est pas la raison de toute la démarche."),
    "conservation": text("Combien de temps cette réponse est gardée, si c’est moins que le dossier."),
    "anonymiser": text("oui : effacée du dossier quand il devient anonyme. non : gardée pour les statistiques."),
    "concerne": one_of(("moi", "autre"), "autre : la réponse parle de quelqu’un d’autre, rien n’est prérempli."),
}

OPTION: Shape = {
    "libelle": required(text("Ce qu’on lit.")),
    "aide": text("Une phrase d’aide sous l’option."),
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
