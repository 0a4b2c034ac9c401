"""A workflow as `etapes:` — what only passes through is folded away, an agent's form becomes part of the action."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.definition import wording
from engine.definition.writing import Entry
from engine.imports import template
from engine.imports.conditions import translated
from engine.imports.expression import Name, Tree
from engine.imports.model import Action, Field, Status, Workflow
from engine.imports.naming import bare, unique
from engine.imports.questions import QuestionWriter, kind_of
from engine.imports.report import Report
from engine.imports.scope import Asked, Scope
from engine.imports.words import plain, unbraced
from engine.names import fold

CITIZEN = "_submitter"
OUTCOMES = (
    ("refuse", r"refus|rejet"),
    ("retire", r"retir|annul|abandon|desist"),
    ("sans-suite", r"sans suite|class|expir"),
    ("accepte", r"accept|accord|valid|approuv|octroy"),
)
WORDS = {
    "form_name": "demarche",
    "form_number": "reference",
    "form_display_id": "reference",
    "form_tracking_code": "code_suivi",
    "form_url": "lien_suivi",
    "form_comment": "texte",
}
WHY = {
    "notification": "le message par courriel dit la même chose",
    "appel": "Parvis n’appelle pas d’autre logiciel",
    "fiche": "Parvis n’a pas de fiches",
    "champ-agent": "il n’a de valeur que dans Publik",
    "document": "Parvis ne produit pas de document",
    "piece": "l’agent ne joint pas de document à une étape",
    "modification": "une demande envoyée ne se modifie pas : la personne écrit au service",
    "suppression": "les dossiers s’effacent à la fin de leur conservation",
    "anonymisation": "les dossiers deviennent anonymes à la fin de leur conservation",
    "paiement": "Parvis n’encaisse pas",
    "role": "Parvis ne donne pas de rôle à un compte",
    "profil": "Parvis n’a pas de compte à compléter",
    "redirection": "Parvis ne renvoie pas vers une autre page",
    "nouvelle-demande": "une demande n’en crée pas une autre",
    "priorite": "les priorités sont normale, haute et urgente",
}
RESERVED = {"motif", "texte", *WORDS.values(), *wording.WORDS}
"""Words of the messages of a step, that no question of an agent may take."""
NEARLY = ("notification", "suppression", "anonymisation", "trace", "affectation", "modification")


@dataclass
class StepWriter:
    """Writes `etapes:` for one workflow. `scope` knows the questions of the form."""

    workflow: Workflow
    scope: Scope
    report: Report
    writer: QuestionWriter
    ids: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def steps(self) -> Entry | None:
        """None when nothing of it can be lived."""
        by_id = {status.id: status for status in self.workflow.statuses}
        if not by_id:
            return None
        self.taken = set(self.scope.asked)
        first = self.through(self.workflow.statuses[0], by_id)
        for status in self.workflow.statuses:
            name = re.sub(r"[^a-z0-9]+", "-", fold(status.name)).strip("-")[:40] or "etape"
            self.ids[status.id] = unique(name if name != "partout" else "etape", set(self.ids.values()), "-")
        written = Entry(partout=Entry(actions=Entry(noter={"comme": "ville"})))
        waiting, met = [first], {first.id}
        while waiting:
            status = waiting.pop(0)
            step, targets = self.step(status, by_id)
            written[self.ids[status.id]] = step
            for target in targets:
                if target.id not in met:
                    met.add(target.id)
                    waiting.append(target)
        return written if len(met) > 1 else None

    def through(self, status: Status, by_id: dict[str, Status]) -> Status:
        """Where a case really stops: a status that only sends mails and jumps is no step."""
        seen: set[str] = set()
        while status.id not in seen:
            seen.add(status.id)
            jumps = [one for one in status.actions if one.kind == "saut" and not one.delay and one.condition is None]
            stays = any(one.kind in ("bouton", "formulaire", "commentaire") for one in status.actions)
            if stays or not jumps or jumps[0].target not in by_id:
                return status
            status = by_id[jumps[0].target]
        return status

    def step(self, status: Status, by_id: dict[str, Status]) -> tuple[Entry, list[Status]]:
        step = Entry(nom=unbraced(status.name)[:80])
        step["usager"] = self.read_by_citizen(status)
        actions, after, targets = Entry(), [], []
        for one in status.actions:
            target = by_id.get(one.target)
            if one.kind == "bouton" and target is not None:
                action, reached = self.action(one, target, by_id)
                actions[unique(bare(one.label)[:40] or "action", {*actions, "noter"}, "_")] = action
                targets.append(reached)
            elif one.kind == "saut" and target is not None:
                reached = self.through(target, by_id)
                if (jump := self.jump(one, reached)) is not None:
                    after.append(jump)
                else:
                    actions[unique(f"vers_{bare(self.ids[reached.id])}"[:50], set(actions), "_")] = self.by_hand(
                        one, reached
                    )
                targets.append(reached)
        form = next((one for one in status.actions if one.kind == "formulaire"), None)
        sent = next((by_id[one.target] for one in status.actions if one.kind == "suite" and one.target in by_id), None)
        if form is not None and sent is not None:
            reached = self.through(sent, by_id)
            actions["remplir"] = self.filled(Entry(libelle="Remplir le formulaire"), form, reached)
            targets.append(reached)
        if not targets:
            step["fin"] = outcome_of(status.name)
        else:
            if actions:
                step["actions"] = actions
            if after:
                step["apres"] = after
        return step, targets

    def read_by_citizen(self, status: Status) -> str:
        shown = next((one for one in status.actions if one.kind == "affichage" and CITIZEN in one.who), None)
        said = unbraced(re.sub(r"\{[%{].*?[%}]\}", "", plain(shown.body), flags=re.DOTALL))[:300] if shown else ""
        return said or f"Votre demande : {unbraced(status.name)[:80]}."

    def action(self, one: Action, target: Status, by_id: dict[str, Status]) -> tuple[Entry, Status]:
        """A button, with the form of the status it leads to when that status is only there for it."""
        entry = Entry(libelle=unbraced(one.label)[:100] or "Continuer")
        if CITIZEN in one.who and len(one.who) == 1:
            entry["par"] = "usager"
            entry["faire"] = "ecrire"
        self.conditioned(entry, one)
        form = next((inner for inner in target.actions if inner.kind == "formulaire"), None)
        sent = next(
            (by_id[inner.target] for inner in target.actions if inner.kind == "suite" and inner.target in by_id), None
        )
        buttons = any(inner.kind == "bouton" for inner in target.actions)
        reached = self.through(target, by_id)
        if form is not None and sent is not None and not buttons and "par" not in entry:
            reached = self.through(sent, by_id)
            self.filled(entry, form, reached)
            messages = self.messages(sent, reached)
        else:
            entry["vers"] = self.ids[reached.id]
            messages = self.messages(target, reached)
            if "par" not in entry:
                reasoned(entry, reached)
        if messages and "par" not in entry:
            entry["message"] = messages
        self.report.kept("action de workflow", one.place)
        return entry, reached

    def filled(self, entry: Entry, form: Action, reached: Status) -> Entry:
        questions: list[Entry] = []
        for one in form.fields:
            if (question := self.asked(one, form)) is not None:
                questions.append(question)
        entry["vers"] = self.ids[reached.id]
        if questions and outcome_of(reached.name) == "refuse" and all("facultatif" in one for one in questions):
            del questions[0]["facultatif"]  # the law wants the reasons of a refusal
        if questions:
            entry["demander"] = questions
            entry["montrer"] = [question["id"] for question in questions if question["type"] != "information"]
        self.report.kept("formulaire d’agent", form.place)
        return entry if questions else reasoned(entry, reached)

    def asked(self, one: Field, form: Action) -> Entry | None:
        kind = kind_of(one)
        if one.kind in ("titre", "information", "page", "calcul", "fichier", "bloc") or kind not in (
            "texte",
            "texte-long",
            "date",
            "nombre",
            "choix",
            "oui-non",
        ):
            self.report.left(
                "champ de formulaire d’agent", one.place, f"« {one.kind} » ne se demande pas dans une étape"
            )
            return None
        if kind == "choix" and not one.choices:
            kind = "texte"
        id = bare(one.name or one.label)[:45] or "reponse"
        id = f"dit_{id}" if id in RESERVED or not id[0].isalpha() else id
        id = unique(id, self.taken, "_")
        self.taken.add(id)
        asked = Asked(id, kind, one.name)
        if kind == "choix":
            from engine.imports.lists import keyed

            asked.choices = keyed(one.choices)
        one.anonymised, one.in_summary, one.prefill, one.condition = None, True, ("", ""), None
        entry = self.writer.question(one, asked, unbraced(one.label)[:200] or "Votre réponse")
        if form.name and one.name:
            self.scope.know(Asked(f"agent.{id}", kind, one.name, choices=asked.choices), f"{form.name}_{one.name}")
        return entry

    def conditioned(self, entry: Entry, one: Action) -> bool:
        if one.condition is None:
            return True
        found = translated(one.condition, self.scope)
        if isinstance(found.data, dict):
            entry["si"] = found.data
        if found.lost:
            self.report.near("condition de workflow", one.place, " ; ".join(found.lost))
            entry.comments.append(f"laissé : une condition ({' ; '.join(found.lost)})")
        else:
            self.report.kept("condition de workflow", one.place)
        return not found.lost

    def jump(self, one: Action, reached: Status) -> Entry | None:
        """What happens by itself; None when its delay or its condition cannot be said."""
        entry = Entry()
        sure = self.conditioned(entry, one)
        delay = delay_of(one.delay)
        if (one.delay and not delay) or not sure or (not delay and "si" not in entry):
            return None
        if delay:
            entry["delai"] = delay
        entry["vers"] = self.ids[reached.id]
        self.report.kept("saut automatique", one.place)
        return Entry({key: entry[key] for key in ("delai", "si", "vers") if key in entry}, comments=entry.comments)

    def by_hand(self, one: Action, reached: Status) -> Entry:
        """What happened by itself there is a button here."""
        self.report.near(
            "saut automatique", one.place, "un agent le fait : son délai ou sa condition ne se dit pas ici"
        )
        entry = Entry(libelle=f"Passer à « {unbraced(reached.name)[:60]} »", vers=self.ids[reached.id])
        entry.comments.append("approché : l’autre plateforme y passait toute seule")
        return reasoned(entry, reached)

    # --- messages

    def messages(self, *statuses: Status) -> list[Entry]:
        """What is said to the person on the way to a step."""
        found: list[Entry] = []
        for status in dict.fromkeys(one.id for one in statuses):
            actions = next(one for one in statuses if one.id == status).actions
            for one in actions:
                if one.kind == "courriel" and is_for_citizen(one) and one.body and (written := self.message(one)):
                    found.append(written)
        return found[:1]

    def message(self, one: Action) -> Entry | None:
        subject = unbraced(re.sub(r"\{\{\s*form_name\s*\}\}", "", one.subject).replace("()", ""))[:120]
        body = plain(template.said(one.body, self.word).text)
        text = "\n\n".join(part for part in re.split(r"\n{2,}", body) if "…" not in part).strip()
        return Entry(a="usager", objet=subject or "Votre demande", texte=text) if len(text) > 20 else None

    def word(self, tree: Tree) -> str:
        return WORDS.get(tree.name, "") if isinstance(tree, Name) else ""

    # --- telling

    def tell(self) -> None:
        """The fate of what is not told elsewhere."""
        for status in self.workflow.statuses:
            self.report.near("statut", status.place, "les mots que lit la personne sont à relire")
            for one in status.actions:
                if one.kind in ("bouton", "formulaire", "saut", "suite"):
                    if one.kind == "suite":
                        self.report.kept("action de workflow", one.place)
                elif one.kind == "courriel":
                    self.tell_mail(one)
                elif one.kind in ("affichage", "commentaire"):
                    self.report.near("action de workflow", one.place, "dit autrement sur la page de suivi")
                elif one.kind in NEARLY:
                    self.report.near(
                        "action de workflow", one.place, WHY.get(one.kind, "le journal du dossier le garde")
                    )
                else:
                    self.report.left(
                        "action de workflow", one.place, one.why_not or WHY.get(one.kind, "elle n’existe pas ici")
                    )

    def tell_mail(self, one: Action) -> None:
        if not is_for_citizen(one):
            self.report.near("message", one.place, "les agents sont prévenus par leur liste et par les relances")
        elif one.body:
            self.report.near("message", one.place, "le texte est à relire : ses formules ont été retirées")
        else:
            self.report.near(
                "message", one.place, "son modèle n’est pas dans les fichiers : le message de la ville le remplace"
            )


def reasoned(entry: Entry, reached: Status) -> Entry:
    """The law wants the reasons of a refusal in writing."""
    if outcome_of(reached.name) == "refuse" or outcome_of(entry["libelle"]) == "refuse":
        entry["texte"] = "Pourquoi ce refus ?"
    return entry


def is_for_citizen(one: Action) -> bool:
    return any(who == CITIZEN or "form_var" in who or "form_user" in who for who in one.who)


def outcome_of(name: str) -> str:
    spoken = fold(name)
    return next((outcome for outcome, pattern in OUTCOMES if re.search(pattern, spoken)), "traite")


def delay_of(written: str) -> str:
    """« 86400 » or « 30 days » as our words, "" when it is a formula."""
    if match := re.fullmatch(r"(\d{1,9})", written.strip()):
        minutes = int(match[1]) // 60
        if minutes >= 1440:
            return f"{minutes // 1440} jour{'s' if minutes >= 2880 else ''}"
        return f"{max(minutes // 60, 1)} heure{'s' if minutes >= 120 else ''}"
    if match := re.match(r"(\d{1,4})\s*(day|jour|hour|heure|month|mois)", fold(written)):
        units = {"day": "jours", "jour": "jours", "hour": "heures", "heure": "heures", "month": "mois", "mois": "mois"}
        return f"{match[1]} {units[match[2]]}"
    return ""
