"""Writes `formulaire:` — each page with its questions, in order, conditions looking only at what stands above."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.definition import schema
from engine.definition.writing import Entry
from engine.fields import TYPES
from engine.imports import expression, formulas, lists
from engine.imports.conditions import fault, translated
from engine.imports.expression import Not, Unreadable
from engine.imports.model import Check, Choice, Field
from engine.imports.naming import bare, of_label, question_id, slug, unique
from engine.imports.outcome import Outcome, every
from engine.imports.questions import QuestionWriter, kind_of
from engine.imports.report import Report
from engine.imports.scope import Asked, Scope
from engine.imports.sheets import Item, Sheet
from engine.imports.survey import Survey
from engine.imports.template import cases
from engine.imports.trial_value import Unknowable
from engine.imports.words import one_line, plain, unbraced
from engine.names import fold

TO_KNOW = "À savoir"
LONGEST_INTRODUCTION = 600


@dataclass
class PageWriter:
    """Writes the pages of one form. `taken` are the ids in use, of questions and groups."""

    scope: Scope
    report: Report
    survey: Survey
    writer: QuestionWriter
    taken: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    def pages(self, sheets: list[Sheet]) -> list[Entry]:
        self.register_computed(sheets)
        written: list[Entry] = []
        told: set[int] = set()
        for sheet in sheets:
            if sheet.page is not None and id(sheet.page) not in told:
                told.add(id(sheet.page))
                self.report.kept("page", sheet.page.place)
                self.tell_notes(sheet.page)
            page = self.page(sheet)
            if page is not None:
                written.append(page)
        return written

    def register_computed(self, sheets: list[Sheet]) -> None:
        """Computed values are put where they serve: those of the whole form are known before its conditions are read."""
        for sheet in sheets:
            for item in sheet.items:
                if item.field.kind == "calcul" and item.field.name:
                    self.scope.computed.setdefault(item.field.name, []).append(item.field)

    def page(self, sheet: Sheet) -> Entry | None:
        page = Entry()
        when = self.when(sheet.page, "condition de page") if sheet.page else Outcome(True)
        if sheet.group is not None:
            when = every([when, self.when(sheet.group, "condition")])
        if when.data is False:
            self.never(sheet)
            return None
        page["page"] = self.title(sheet)
        self.scope.group = ""
        if sheet.group is not None:
            self.scope.inner = sheet.group.name or sheet.group.block
            self.scope.group = self.group(sheet.group, page)
        if when.data is not True:
            page["si"] = when.data
        self.let_go(page, when, "montrée à tout le monde")
        questions = self.questions(sheet, page, optional=bool(when.lost))
        if sheet.page is not None and sheet.last:
            self.checks(sheet.page, page, questions)
        self.scope.inner = self.scope.group = ""
        if not questions:
            return None
        page["questions"] = questions
        return page

    def never(self, sheet: Sheet) -> None:
        for item in sheet.items:
            self.report.near(
                "champ",
                item.field.place,
                "sa page n’était jamais montrée (condition toujours fausse) : elle n’est pas reprise",
            )

    def title(self, sheet: Sheet) -> str:
        said = self.parameters_only(one_line(sheet.title), sheet.page) or "Votre demande"
        title = said[:120]
        number = 2
        while slug(title) in self.titles:
            title = f"{said[:110]} ({number})"
            number += 1
        self.titles.add(slug(title))
        return title

    def parameters_only(self, title: str, page: Field | None) -> str:
        """A title stays in the history of the browser: it quotes no answer."""
        if "{" not in title or page is None:
            return unbraced(title)
        said = self.writer.text(title, page, "le titre")
        return one_line(said) if "reponse." not in said else one_line(plain(said.split("{{")[0])) or "Suite"

    def group(self, one: Field, page: Entry) -> str:
        """`repeter:`; without that word in our language, the questions are asked once."""
        if "repeter" not in schema.PAGE:
            self.report.near("bloc répété", one.place, "on répond une seule fois")
            return ""
        id = unique(
            bare(("" if one.opaque else one.name) or one.block or of_label(one.label))[:50] or "groupe", self.taken, "_"
        )
        id = id if id[0].isalpha() else f"g_{id}"
        self.taken.add(id)
        most = min(one.largest or 50, 50)
        label = unbraced(one.label)[:40].casefold() or "élément"
        page["repeter"] = {"id": id, "min": "1" if one.required else "0", "max": str(most), "libelle": label}
        self.scope.know(Asked(id, "groupe", one.name, choices={}), *((one.name,) if one.name else ()))
        self.report.kept("bloc répété", one.place)
        self.tell_notes(one)
        return id

    # --- conditions

    def when(self, one: Field, what: str) -> Outcome:
        if one.condition is None:
            return Outcome(True)
        found = translated(one.condition, self.scope)
        if found.data is False:
            self.report.near(what, one.place, "toujours fausse")
        elif found.lost:
            told = f"« {one_line(one.condition.text)[:100]} » : {' ; '.join(found.lost)}"
            (self.report.left if found.data is True else self.report.near)(what, one.place, told)
        elif found.near:
            self.report.near(what, one.place, " ; ".join(found.near))
        elif found.data is True:
            self.report.kept(what, one.place, "toujours vraie")
        else:
            self.report.kept(what, one.place)
        return found

    def let_go(self, entry: Entry, found: Outcome, effect: str) -> None:
        if found.lost:
            entry.comments.append(f"laissé : une condition ({' ; '.join(found.lost)}). {effect.capitalize()}.")

    # --- questions

    def questions(self, sheet: Sheet, page: Entry, *, optional: bool) -> list[Entry]:
        written: list[Entry] = []
        labels: set[str] = set()
        context = ""
        shared: dict[int, Outcome] = {}
        for item in sheet.items:
            for owner in item.owners:
                if id(owner) not in shared:
                    shared[id(owner)] = self.when(owner, "condition")
            owned = every(shared[id(owner)] for owner in item.owners)
            if item.field.kind == "titre":
                context = one_line(item.field.label)
            if owned.data is False:
                self.report.near("champ", item.field.place, "son bloc n’était jamais montré : il n’est pas repris")
                continue
            entry = self.item(item, page, written, owned, labels, context, optional)
            if entry is not None:
                written.append(entry)
        return written

    def item(
        self,
        item: Item,
        page: Entry,
        above: list[Entry],
        owned: Outcome,
        labels: set[str],
        context: str,
        optional: bool,
    ) -> Entry | None:
        one = item.field
        if one.kind == "calcul":
            self.tell_computed(one)
            return None
        if one.kind not in ("titre", "information") and not kind_of(one):
            self.report.left("champ", one.place, "Parvis ne demande pas de mot de passe")
            return None
        own = self.when(one, "condition")
        found = every([owned, own])
        if found.data is False:
            what = {"titre": "titre", "information": "texte"}.get(one.kind, "champ")
            self.report.near(what, one.place, "jamais montré (condition toujours fausse) : il n’est pas repris")
            return None
        if one.kind in ("titre", "information"):
            entry = self.words(one, page, above, found)
        else:
            entry = self.asked(item, labels, context, optional or bool(found.lost))
        if entry is not None:
            if found.data is not True:
                entry["si"] = found.data
            self.let_go(
                entry,
                found,
                "posée à tout le monde" if one.kind not in ("titre", "information") else "montré à tout le monde",
            )
        return entry

    def words(self, one: Field, page: Entry, above: list[Entry], when: Outcome) -> Entry | None:
        """A title or a comment: the text of the page when it opens it, an information otherwise."""
        text = self.writer.text(one.label, one, "ce texte", line=one.kind == "titre")
        what = "titre" if one.kind == "titre" else "texte"
        self.tell_notes(one)
        if not text:
            self.report.near(what, one.place, "vide : il n’est pas repris")
            return None
        if one.kind == "titre":
            if not above and fold(text).rstrip(" :") == fold(page["page"]).rstrip(" :"):
                self.report.kept(what, one.place, "c’est déjà le titre de la page")
                return None
            self.report.kept(what, one.place)
            return Entry(id=self.name("", text, "titre"), type="information", question=text[:200])
        self.report.kept(what, one.place)
        if (
            not above
            and when.data is True
            and not when.lost
            and "texte" not in page
            and len(text) <= LONGEST_INTRODUCTION
        ):
            page["texte"] = text
            return None
        heading, _, rest = text.partition("\n")
        if rest.strip() and len(heading) <= 80 and not heading.startswith("- "):
            return Entry(id=self.name("", heading, "texte"), type="information", question=heading, texte=rest.strip())
        return Entry(id=self.name("", "information", "texte"), type="information", question=TO_KNOW, texte=text)

    def name(self, written: str, label: str, kind: str, prefix: str = "") -> str:
        found = question_id(written, label, self.taken, kind, prefix)
        self.taken.add(found)
        return found

    def asked(self, item: Item, labels: set[str], context: str, optional: bool) -> Entry:
        one = item.field
        if optional and one.required:
            one.required = False
            self.report.near(
                "champ obligatoire",
                one.place,
                "sa condition n’est pas reprise en entier : la question devient facultative",
            )
        self.refine(one)
        asked = Asked(
            self.name("" if one.opaque else one.name, one.label, one.kind, bare(item.prefix)),
            kind_of(one),
            one.name,
            group=self.scope.group,
        )
        asked.choices = self.choices(one)
        asked.kind = self.final_kind(one, asked)
        label = self.label(one, labels, context)
        entry = self.writer.question(one, asked, label)
        self.scope.know(asked, *dict.fromkeys((*item.names, f"#{one.id}" if one.id else "")))
        return entry

    def refine(self, one: Field) -> None:
        """What conditions, choices and words tell of a field beyond its type."""
        if one.kind == "texte" and one.name in self.survey.ordered:
            one.kind = "nombre"
        if one.kind == "case":
            one.kind = "accord" if one.required else "oui-non"
        labels = {fold(choice.label) for choice in one.choices}
        if one.kind == "choix" and one.listing is None and labels == {"oui", "non"}:
            one.kind = "oui-non"
            one.choices = []

    def final_kind(self, one: Field, asked: Asked) -> str:
        """A choice that brings columns, or is long, has its own file."""
        if asked.kind not in ("choix", "choix-multiple") or "liste" not in TYPES:
            return asked.kind
        used = [column for column in self.survey.columns.get(one.name, ()) if self.has_column(asked, column)]
        if asked.kind == "choix" and (used or len(asked.choices) > lists.FEW):
            return "liste"
        return asked.kind

    def has_column(self, asked: Asked, column: str) -> bool:
        return any(column in choice.columns for choice in asked.choices.values())

    def choices(self, one: Field) -> dict[str, Choice]:
        if one.kind not in ("choix", "choix-multiple"):
            return {}
        given = one.listing.choices if one.listing and one.listing.choices else one.choices
        start = one.prefill[1] if one.prefill[0] == "texte" and "{" not in one.prefill[1] else ""
        if one.listing is not None and one.listing.choices is None:
            known = {choice.label.casefold() for choice in given} | {choice.id.casefold() for choice in given}
            looked = [*self.survey.literals.get(one.name, ()), ("brut", start)]
            sought = lists.sought(looked)
            given = [*given, *(choice for choice in sought if choice.id.casefold() not in known)]
        return lists.keyed(given) or lists.keyed([Choice("a_completer", lists.TO_COMPLETE)])

    def label(self, one: Field, labels: set[str], context: str) -> str:
        """What is read; never twice the same on a page, for whoever hears it without seeing what is around."""
        text = self.writer.text(one.label, one, "la question")[:300] or unbraced(one.hint)[:300] or "Votre réponse"
        if fold(text) in labels and context and fold(f"{text} ({context})") not in labels:
            text = f"{text} ({context})"
        said, number = text, 2
        while fold(said) in labels:
            said, number = f"{text} ({number})", number + 1
        labels.add(fold(said))
        return said

    # --- checks

    def checks(self, one: Field, page: Entry, questions: list[Entry]) -> None:
        for check in one.checks:
            message = self.writer.text(check.message, one, "le message") or "Vérifiez vos réponses."
            found = fault(check.wanted, self.scope)
            worked_out = self.worked_out(check, page, questions) if found.lost or found.data is False else None
            if worked_out is not None:
                found = worked_out
            if isinstance(found.data, bool) or "verifications" not in schema.PAGE:
                why = " ; ".join(found.lost) or "elle ne dépend pas des réponses"
                told = f"« {one_line(check.wanted.text)[:100]} » : {why}"
                self.report.left("vérification", check.place, told)
                page.comments.append(f"laissé : une vérification ({why}). Son message : « {message} »")
                continue
            page.setdefault("verifications", []).append(Entry(si=found.data, message=message))
            if found.lost:
                why = f"elle laisse passer plus de réponses : {' ; '.join(found.lost)}"
                self.report.near("vérification", check.place, why)
            else:
                self.report.kept("vérification", check.place, " ; ".join(found.near))

    def worked_out(self, check: Check, page: Entry, questions: list[Entry]) -> Outcome | None:
        """Answers compared with each other: a hidden calcul says whether they go together."""
        try:
            tree = expression.read(check.wanted.text, check.wanted.language)
            written = formulas.formula(Not(tree), self.scope)
        except (Unknowable, Unreadable, RecursionError):
            return None
        id = self.name("", f"faute {page['page']}", "faute")
        label = "Les réponses ne vont pas ensemble"
        questions.append(
            Entry(id=id, type="calcul", question=label, formule=written, resultat="oui-non", montrer="non")
        )
        return Outcome({id: "oui"}, near=("avec un calcul caché",))

    # --- telling

    def tell_computed(self, one: Field) -> None:
        try:
            cases(one.template)
        except (Unreadable, RecursionError) as reason:
            self.report.left("valeur calculée", one.place, f"{reason}")
        else:
            self.report.near("valeur calculée", one.place, "elle est recalculée dans les conditions qui s’en servent")
        self.tell_notes(one)

    def tell_notes(self, one: Field) -> None:
        for status, what, why in one.notes:
            if status:
                self.report.add(status, what, one.place, why)
            else:
                self.report.look[what] += 1


def sources_of(data: Any) -> list[str]:
    """The ids that a written condition names."""
    if isinstance(data, dict):
        return [
            name
            for key, value in data.items()
            for name in ([key] if key not in ("tous", "au_moins_un", "aucun") else sources_of(value))
        ]
    return [name for part in data for name in sources_of(part)] if isinstance(data, list) else []
