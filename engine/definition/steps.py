"""`etapes:` -> the life cycle of a case. What is wrong is reported and left out.

Actions written under `partout` are those of every open step; a step that names one of them changes only what it
writes. `comme: ville` takes an action of the city's own cycle (processes/_etapes.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from engine.definition import condition, cycle, deadlines, schema, source, step_rules, wording
from engine.definition.condition import Condition, Scope
from engine.definition.cycle import Action, After, Cycle, Step, Tell, Text
from engine.definition.form import FormReader
from engine.definition.located import Located, Lost, Path
from engine.definition.parameter import Parameters
from engine.definition.process import Message, Process, Question
from engine.definition.scalar import duration, many
from engine.definition.source import Source
from engine.errors import Problem
from engine.fields import TYPES
from engine.fields.numbers import option_yes_no

if TYPE_CHECKING:
    from engine.definition.build import Reader

CITY_FILE = "processes/_etapes.yaml"
EVERYWHERE, HERE, CITY = "partout", "ici", "ville"
RESERVED = (EVERYWHERE, HERE, cycle.BEFORE)
"""Words of this section that cannot name a step."""
REASON = "motif"
"""The question that `motifs` asks."""
LONGEST_NAME = 40


def read(
    reader: Reader,
    written: Mapping[str, Any],
    named: Mapping[str, Condition],
    messages: Mapping[str, Message],
    city: Source | None,
) -> Cycle | None:
    """None when there is no step to speak of."""
    return CycleReader(reader, written, named, messages, common_actions(city)).cycle()


def read_city(file: Source) -> tuple[Cycle | None, list[Problem]]:
    """The city's own cycle and what is wrong in its file, which knows the questions of no démarche."""
    from engine.definition.build import Reader  # it reads this section among others

    widths = {file.spots[path]: width for path, width in file.widths.items()}
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths, lines={file.file: file.lines})
    root = where.shaped((), file.data, schema.CITY_STEPS)
    found = read(Reader(where, Lost(), Parameters()), root.get("etapes", {}), {}, {}, None)
    if found is not None:
        step_rules.check(where, found)
    return found, where.problems


def common_actions(file: Source | None) -> Mapping[str, Any]:
    """What `comme: ville` may name, as it is written."""
    data = (file or standard_source()).data
    steps = data.get("etapes") if isinstance(data, Mapping) else None
    everywhere = steps.get(EVERYWHERE) if isinstance(steps, Mapping) else None
    actions = everywhere.get("actions") if isinstance(everywhere, Mapping) else None
    return actions if isinstance(actions, Mapping) else {}


def uses_city(written: Any) -> bool:
    """Whether a démarche needs the city's cycle: it has none of its own, or takes actions of it."""
    if written is None:
        return True
    if isinstance(written, Mapping):
        return "comme" in written or any(uses_city(one) for one in written.values() if isinstance(one, Mapping))
    return False


@lru_cache(maxsize=1)
def standard_source() -> Source:
    """The cycle of a city that writes none: also the one of editions older than life cycles."""
    return source.parse(File(__file__).with_name("default_cycle.yaml").read_text("utf-8"), CITY_FILE)


@lru_cache(maxsize=1)
def standard() -> Cycle:
    found, problems = read_city(standard_source())
    assert found is not None
    assert not problems, problems
    return found


@lru_cache(maxsize=64)
def of_city(text: str) -> Cycle:
    """The cycle of a city whose file has already been judged."""
    return read_city(source.parse(text, CITY_FILE))[0] or standard()


def cycle_of(process: Process) -> Cycle:
    """The life of a case of this démarche."""
    return process.cycle or standard()


@dataclass
class Draft:
    """An action of one step before its conditions are read: what is written, and where."""

    entry: Mapping[str, Any]
    path: Path
    questions: tuple[Question, ...] = ()
    whens: Mapping[int, Any] = field(default_factory=dict)


class CycleReader:
    def __init__(
        self,
        reader: Reader,
        written: Mapping[str, Any],
        named: Mapping[str, Condition],
        messages: Mapping[str, Message],
        city: Mapping[str, Any],
    ):
        self.reader, self.where, self.named, self.messages, self.city = reader, reader.where, named, messages, city
        root = dict(written)
        self.common = self.everywhere(root.pop(EVERYWHERE, None))
        self.written = {id: entry for id, entry in root.items() if self.is_name(id, ("etapes", id))}
        self.asked: dict[str, Question] = {}

    def cycle(self) -> Cycle | None:
        entries = {id: self.where.shaped(("etapes", id), one, schema.STEP) for id, one in self.written.items()}
        drafts = {id: self.drafts(id, entry) for id, entry in entries.items()}
        steps = {id: self.step(id, entry, drafts[id]) for id, entry in entries.items()}
        if not steps:
            return None
        first = next(iter(steps))
        steps[first] = replace(steps[first], first=True)
        return Cycle(steps, dict(self.asked))

    def is_name(self, id: str, path: Path) -> bool:
        if id in RESERVED or len(id) > LONGEST_NAME or not schema.STEP_NAME.fullmatch(id):
            sentence = f"« {id} » ne peut pas être le nom d’une étape."
            help = f"Écrivez des minuscules sans accent, des chiffres et des tirets, {LONGEST_NAME} caractères au plus."
            self.where.report(path, "etape-nom", sentence, help, key=True)
            return False
        return True

    def everywhere(self, written: Any) -> Mapping[str, Any]:
        if written is None:
            return {}
        entry = self.where.shaped(("etapes", EVERYWHERE), written, schema.EVERYWHERE)
        return entry.get("actions", {})

    # --- actions: first their forms, since a condition may name what any of them asks

    def drafts(self, id: str, entry: Mapping[str, Any]) -> dict[str, Draft]:
        own, found = entry.get("actions", {}), {}
        common = self.common if "fin" not in entry else self.notes()
        for name in [*(name for name in own if name not in common), *common]:
            path = ("etapes", id, "actions", name) if name in own else ("etapes", EVERYWHERE, "actions", name)
            if draft := self.draft(common.get(name), own.get(name), path):
                found[name] = draft
        return found

    def notes(self) -> Mapping[str, Any]:
        """What stays possible on a closed case: words between agents."""
        only = (cycle.NOTE, [cycle.NOTE])
        return {name: one for name, one in self.common.items() if isinstance(one, Mapping) and one.get("faire") in only}

    def draft(self, common: Any, own: Any, path: Path) -> Draft | None:
        entry: dict[str, Any] = {}
        for written in (common, own):
            if isinstance(written, Mapping) and "comme" in written and isinstance(written["comme"], str):
                entry = {**self.of_city(str(path[-1]), path), **entry}
            if isinstance(written, Mapping):
                entry |= written
            elif written is not None or (common is None and own is None):
                self.where.shaped(path, written, schema.ACTION)
        known = self.where.shaped(path, entry, schema.ACTION)
        draft = Draft(known, path)
        self.read_form(draft)
        return draft

    def of_city(self, name: str, path: Path) -> Mapping[str, Any]:
        found = self.city.get(name)
        if not isinstance(found, Mapping):
            sentence = f"Le cycle de la ville n’a pas d’action « {name} »."
            help = self.where.nearest(name, self.city) or f"Il a : {', '.join(self.city)}."
            self.where.report(path, "action-inconnue", sentence, help, key=True)
            return {}
        return found

    def read_form(self, draft: Draft) -> None:
        form = FormReader(self.where, Lost(), self.reader.parameters)
        questions = []
        for index, written in enumerate(draft.entry.get("demander", [])):
            path = (*draft.path, "demander", index)
            question = form.question(written, path)
            if question is not None and self.is_possible(question, path):
                questions.append(question)
        if "motifs" in draft.entry:
            questions += self.reason(draft)
        draft.questions = tuple(questions)
        draft.whens = {form_path[-1]: value for form_path, value in form.written_conditions.items()}
        for question in questions:
            self.asked.setdefault(question.id, question)

    def is_possible(self, question: Question, path: Path) -> bool:
        known = self.asked.get(question.id)
        if question.id == REASON or question.type.name == "fichier":
            what = "« motif » est le nom de ce que demande « motifs »."
            if question.type.name == "fichier":
                what = "Un agent ne peut pas encore joindre un document dans le formulaire d’une action."
            self.where.report((*path, "id"), "question-agent", what, "Choisissez un autre id, ou un autre type.")
            return False
        if known is not None and known.type is not question.type:
            sentence = f"« {question.id} » est aussi demandée par une autre action, avec le type {known.type.name}."
            self.where.report((*path, "type"), "question-agent", sentence, "Donnez-lui un autre id.")
            return False
        return True

    def reason(self, draft: Draft) -> list[Question]:
        written, path = draft.entry["motifs"], (*draft.path, "motifs")
        if isinstance(written, list):
            words = [one for one in written if isinstance(one, str) and one]
            if len(words) < len(written):
                self.where.report(
                    path, "type-attendu", "Un motif est un texte.", "Par exemple « - Dossier incomplet »."
                )
            written = {one: one for one in words}
        kind = TYPES["choix"]
        try:
            options = kind.coerce_options({"options": written})
        except ValueError as error:
            self.where.report(path, "valeur-interdite", error.args[-1])
            return []
        return [Question(REASON, kind, "Quel est le motif ?", missing="Choisissez le motif.", options=options)]

    # --- steps

    def step(self, id: str, entry: Mapping[str, Any], drafts: Mapping[str, Draft]) -> Step:
        path = ("etapes", id)
        return Step(
            id,
            entry.get("nom") or id.replace("-", " ").capitalize(),
            entry.get("usager", ""),
            waits=entry.get("attend") == cycle.CITIZEN,
            outcome=entry.get("fin", ""),
            quiet=self.yes_no(entry, "discret", path),
            actions={name: self.action(name, draft, id) for name, draft in drafts.items()},
            afters=tuple(
                self.after(one, (*path, "apres", index), index + 1) for index, one in enumerate(entry.get("apres", []))
            ),
            deadlines=deadlines.read_all(self.reader, entry.get("delais", {}), (*path, "delais")),
        )

    def action(self, name: str, draft: Draft, step: str) -> Action:
        entry, path = draft.entry, draft.path
        label = entry.get("libelle", "")
        if not label:
            sentence = f"L’action « {name} » n’a pas de « libelle » : on ne saurait pas ce qu’elle fait."
            self.where.report(path, "action-sans-libelle", sentence, "Ajoutez « libelle: … ».", key=True)
        effects = many(entry.get("faire"))
        to = tuple(one for one in many(entry.get("vers")) if one != HERE)
        return Action(
            name,
            label or name,
            who=many(entry.get("par")) or (cycle.AGENTS,),
            effects=effects,
            to=tuple(one for one in to if self.leads(one, (*path, "vers"))),
            when=self.condition(entry, path),
            text=self.text(entry, effects, path),
            questions=self.with_conditions(draft),
            shown=frozenset(self.shown(entry, draft.questions, path)),
            messages=tuple(self.messages_of(entry, path)),
            priority=entry.get("priorite", ""),
            services=many(entry.get("services")),
            button=entry.get("bouton", "") or label or name,
            done=entry.get("fait", "") or "C’est fait.",
            hint=entry.get("aide", ""),
            choice=entry.get("choisir", "") or "Pour aller à quelle étape ?",
        )

    def with_conditions(self, draft: Draft) -> tuple[Question, ...]:
        found = []
        for question in draft.questions:
            index = next((i for i, one in enumerate(draft.entry.get("demander", [])) if _id(one) == question.id), None)
            when = None
            if index is not None and index in draft.whens:
                path = (*draft.path, "demander", index, "si")
                when = condition.parse(draft.whens[index], path, self.scope())
            found.append(replace(question, when=when))
        return tuple(found)

    def shown(self, entry: Mapping[str, Any], questions: tuple[Question, ...], path: Path) -> Iterator[str]:
        known = [question.id for question in questions]
        for id in many(entry.get("montrer")):
            if id in known:
                yield id
            else:
                sentence = f"« {id} » n’est pas une question du formulaire de cette action."
                self.where.report((*path, "montrer"), "question-inconnue", sentence, self.where.nearest(id, known))

    def text(self, entry: Mapping[str, Any], effects: tuple[str, ...], path: Path) -> Text | None:
        written = entry.get("texte")
        standard = next((words for effect, words in cycle.STANDARD_TEXTS.items() if effect in effects), None)
        if written is None:
            return Text(*standard) if standard else None
        missing = standard[1] if standard else "Écrivez quelques mots."
        if isinstance(written, str):
            return Text(written, missing)
        known = self.where.shaped((*path, "texte"), written, schema.ACTION_TEXT)
        return Text(
            known.get("question", ""),
            known.get("si_vide", missing),
            known.get("aide", ""),
            required=not self.yes_no(known, "facultatif", (*path, "texte")),
            lines=int(known.get("lignes", 6)),
            public=self.yes_no(known, "montrer", (*path, "texte")),
        )

    def after(self, written: Any, path: Path, position: int) -> After:
        entry = self.where.shaped(path, written, schema.AFTER)
        to = entry.get("vers", "")
        if entry and not (set(entry) & {"vers", "faire", "message", "priorite"}):
            sentence = "Rien ne se passe : il n’y a ni « vers », ni « message »."
            self.where.report(path, "apres-vide", sentence, "Ajoutez « vers: » avec le nom d’une étape.")
        return After(
            position,
            duration(self.where, entry, "delai", path),
            to if to and self.leads(to, (*path, "vers")) else "",
            self.condition(entry, path),
            tuple(self.messages_of(entry, path)),
            entry.get("priorite", ""),
            many(entry.get("faire")),
        )

    # --- what they share

    def leads(self, to: str, path: Path) -> bool:
        if to == cycle.BEFORE or to in self.written:
            return True
        sentence = f"« {to} » n’est pas une étape de ce cycle."
        help = self.where.nearest(to, self.written) or f"Étapes : {', '.join(self.written)}."
        self.where.report(path, "etape-inconnue", sentence, help)
        return False

    def condition(self, entry: Mapping[str, Any], path: Path) -> Condition | None:
        return condition.parse(entry["si"], (*path, "si"), self.scope()) if "si" in entry else None

    def scope(self) -> Scope:
        """The answers of the form, those of agents (`agent.raison`), and the step before (`etape`)."""
        own = {f"agent.{id}": replace(question, id=f"agent.{id}") for id, question in self.asked.items()}
        kind = TYPES["choix"]
        options = kind.coerce_options({"options": {id: id for id in self.written}})
        own["etape"] = Question("etape", kind, "étape précédente", options=options)
        return replace(self.reader.scope(self.named), questions={**self.reader.questions, **own})

    def messages_of(self, entry: Mapping[str, Any], path: Path) -> Iterator[Tell]:
        written = entry.get("message")
        if written is None:
            return
        for index, one in enumerate(written if isinstance(written, list) else [written]):
            place = (*path, "message", index) if isinstance(written, list) else (*path, "message")
            yield from self.message({"modele": one} if isinstance(one, str) else one, place)

    def message(self, written: Any, path: Path) -> Iterator[Tell]:
        entry = self.where.shaped(path, written, schema.STEP_MESSAGE)
        if not entry:
            return
        model, subject, body = entry.get("modele", ""), entry.get("objet", ""), entry.get("texte", "")
        for audience in many(entry.get("a")) or (cycle.CITIZEN,):
            if model and model in self.messages:
                yield Tell(audience, message=self.messages[model])
            elif model in wording.OCCASIONS:
                yield Tell(audience, occasion=model)
            elif model:
                known = [*self.messages, *wording.OCCASIONS]
                sentence = f"« {model} » n’est pas un message de cette démarche."
                help = self.where.nearest(model, known) or "Écrivez-le sous « messages: »."
                self.where.report(path, "message-inconnu", sentence, help)
            elif not (subject and body):
                sentence = "Un message a besoin d’un objet et d’un texte."
                self.where.report(path, "message-incomplet", sentence, "Ajoutez « objet: » et « texte: ».")
            else:
                yield Tell(audience, message=Message("etape", subject, body))
        for key in ("objet", "texte"):
            if wording.quotes(entry.get(key, "")):
                self.reader.quote_in_message(entry[key], (*path, key))
            for slip in wording.mistakes(entry.get(key, "")):
                self.where.report_line((*path, key), slip.line, slip.code, slip.sentence, slip.help)

    def yes_no(self, entry: Mapping[str, Any], key: str, path: Path) -> bool:
        try:
            return option_yes_no(key, entry.get(key), False)
        except ValueError as error:
            self.where.report((*path, key), "oui-ou-non", error.args[1])
            return False


def _id(written: Any) -> Any:
    return written.get("id") if isinstance(written, Mapping) else None
