"""One question of a form: its type, then its keys. What is wrong is reported, and the question lost for what names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import validation
from engine.definition import condition, repeated, schema, wording
from engine.definition.group import Group
from engine.definition.lists import ListReader, Shelf
from engine.definition.located import Located, Lost, Path
from engine.definition.parameter import Parameters, report_unknown, resolved, unknown, unreadable
from engine.definition.process import Kept, Question
from engine.fields import TYPES
from engine.fields.base import FieldType, literal
from engine.fields.numbers import option_yes_no
from engine.fields.public import Audience
from engine.language import FRENCH
from engine.names import fold, nearest

TEXTS = {"label": "question", "hint": "aide", "missing": "si_vide", "default": "valeur"}
"""Fields of a question and the keys they are written under."""


@dataclass(frozen=True)
class WrittenText:
    """A text with blanks, as the rules judge it. `above` is how many questions were asked before it."""

    path: Path
    source: str
    above: int
    for_all: bool = False
    """True when everyone reads the same words: parameters only, no answer."""


class QuestionReader:
    """Builds questions, each once its keys are sound; remembers where they stand, what they quote and what is lost."""

    def __init__(self, where: Located, lost: Lost, parameters: Parameters, shelf: Shelf | None = None):
        self.where = where
        self.lost = lost
        self.parameters = parameters
        self.lists = ListReader(where, lost, shelf or Shelf())
        self.question_paths: dict[str, Path] = {}
        self.questions: dict[str, Question] = {}
        self.audiences: tuple[str, ...] = ()
        """Those of the démarche (`pour`): what a question of type public offers."""
        self.written_conditions: dict[Path, Any] = {}
        self.language = FRENCH
        self.texts: list[WrittenText] = []
        self.groups: dict[str, Group] = {}
        self.group_paths: dict[str, Path] = {}

    def question(self, written: Any, path: Path) -> Question | None:
        """The question of this place; None when something of it cannot be read, which has been reported."""
        if not isinstance(written, Mapping):
            self.where.shaped(path, written, schema.QUESTION)
            self.lose(None)
            return None
        kind = TYPES.get(self.type_name(written, path))
        if kind is None:
            self.lose(written.get("id"))
            return None
        entry = self.where.shaped(path, written, schema.question_shape(kind))
        id = entry.get("id")
        if id is None or self.is_reserved(id, path) or self.is_duplicate(id, path):
            self.lose(id)
            return None
        own = self.own_keys(kind, entry, path)
        if any(rule.get("required") and key not in own for key, rule in kind.options.items()):
            self.question_paths[id] = path
            self.lose(id)
            return None
        question = self.made(kind.variant(own), entry, own, path)
        return self.listed(question, entry, path) if question.type.from_list else self.kept(question, entry, path)

    def own_keys(self, kind: FieldType, entry: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The keys proper to a type as they are written, parameters filled in."""
        own = {
            key: entry[key]
            for key in ("autocomplete", *kind.options)
            if key in entry and not unreadable(entry[key], self.parameters)
        }
        own = {
            key: value if key == "formule" else self.with_parameter(value, (*path, key)) for key, value in own.items()
        }
        if kind.name == Audience.name:
            own["pour"] = self.audiences
        if "options" in own:
            own["options"] = self.options(own["options"], (*path, "options"))
        return own

    def made(self, kind: FieldType, entry: Mapping[str, Any], own: dict[str, Any], path: Path) -> Question:
        texts = {
            # a list has its own « valeur », the column that identifies each line
            name: self.text("" if key in kind.options else entry.get(key, ""), (*path, key))
            for name, key in TEXTS.items()
        }
        if isinstance(own.get("texte"), str):
            texts["texte"] = self.text(own["texte"], (*path, "texte"))
            own["texte"] = texts["texte"][0]
        return Question(
            id=entry["id"],
            type=kind,
            label=texts["label"][0] or entry["id"],
            hint=texts["hint"][0],
            wordings={name: worded for name, (_, worded) in texts.items() if worded is not None},
            required=kind.stores and not self.yes_no(entry, "facultatif", path),
            missing=texts["missing"][0],
            default=texts["default"][0],
            about_self=entry.get("concerne") != "autre",
            options=self.coerced(kind, own, path),
            basis=entry.get("fondement", ""),
            from_link=self.yes_no(entry, "depuis_le_lien", path),
            summary=self.yes_no(entry, "recapitulatif", path, True),
            correctable=self.yes_no(entry, "corrigeable", path, True),
            kept=self.keeping(kind, entry, path),
            language=self.language,
        )

    def keeping(self, kind: FieldType, entry: Mapping[str, Any], path: Path) -> Kept:
        anonymised = self.yes_no(entry, "anonymiser", path, kind.identifying)
        return Kept(entry.get("finalite", ""), entry.get("conservation", ""), anonymised)

    def kept(self, question: Question, entry: Mapping[str, Any], path: Path) -> Question:
        if "si" in entry:
            self.written_conditions[path] = entry["si"]
        if question.default and not wording.has_blanks(entry["valeur"]):
            self.check_default(question, (*path, "valeur"))
        self.question_paths[question.id] = path
        self.questions[question.id] = question
        return question

    def listed(self, question: Question, entry: Mapping[str, Any], path: Path) -> Question | None:
        """A question whose options are the lines of a file; lost when that file cannot be used."""
        found = self.lists.entries(question, path)
        if found is None:
            self.question_paths[question.id] = path
            self.lose(question.id)
            return None
        return self.kept(found, entry, path)

    def check_default(self, question: Question, path: Path) -> None:
        try:
            literal(question, question.default)
        except ValueError as error:
            self.where.report(path, "valeur-interdite", str(error))

    def text(self, written: str, path: Path, *, for_all: bool = False) -> tuple[str, wording.Wording | None]:
        """A text, and how it is filled for each visitor when it quotes answers. Parameters are filled at once.

        A text that cannot be filled is kept as it stands: the rules tell why, and a stored edition stays readable.
        """
        if not wording.has_blanks(written):
            if "{" in written:
                self.texts.append(WrittenText(path, written, len(self.question_paths), for_all))
            return written, None
        self.texts.append(WrittenText(path, written, len(self.question_paths), for_all))
        if wording.mistakes(written, ()):
            return written, None
        quotes = wording.quotes(written)
        named = {quote.name for quote in quotes if quote.head == wording.PARAMETER}
        self.parameters.used |= named
        if not named <= {*self.parameters}:
            return written, None
        if for_all or all(quote.head == wording.PARAMETER for quote in quotes):
            return wording.render(written, {}, self.parameters.say), None
        found = wording.Wording(written)
        return found.bare, found

    def with_parameter(self, written: Any, path: Path) -> Any:
        """`max: parametre.places`: a bound that the city changes in one place."""
        if name := unknown(written, self.parameters):
            report_unknown(self.where, path, name, self.parameters)
        return resolved(written, self.parameters) if isinstance(written, str) else written

    def coerced(self, kind: FieldType, own: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The keys proper to a type, read; each one that cannot be is told and left out."""
        try:
            return kind.coerce_options(own)
        except ValueError as error:
            key, sentence = error.args
            several = own[key] if isinstance(own[key], list) else ()
            wrong = [index for index, one in enumerate(several) if sentence.startswith(f"« {one} »")]
            self.where.report((*path, key, *wrong[:1]), "valeur-interdite", sentence)
            return self.coerced(kind, {other: value for other, value in own.items() if other != key}, path)

    def options(self, written: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """What is read beside each option; the key itself when it cannot be told."""
        found: dict[str, Any] = {}
        for key, words in written.items():
            if not key.strip():
                self.where.report((*path, key), "vide", "Une option n’a pas de clé.", "Écrivez « cle: Libellé ».")
            elif isinstance(words, Mapping) and words:
                found[key] = {"libelle": key, **self.where.shaped((*path, key), words, schema.OPTION)}
            elif isinstance(words, str) and words.strip():
                found[key] = words
            else:
                found[key] = key
                sentence = f"{validation.found(words)} : il faut ce qu’on lit pour l’option « {key} »."
                self.where.report(
                    (*path, key), "type-attendu", sentence, f"Par exemple « {key}: Un libellé ».", key=True
                )
        return found

    def type_name(self, written: Mapping[str, Any], path: Path) -> str:
        name = written.get("type")
        if name is None:
            alike = {key: value for key, value in written.items() if fold(key) == "type"}
            name = self.where.canonical(path, alike, ("type",)).get("type")
        if name is None:
            self.report_no_type(written, path)
        elif not isinstance(name, str) or name not in TYPES:
            typed = isinstance(name, str) and name
            sentence = f"« {name} » n’est pas un type de question."
            if not typed:
                sentence = f"{validation.found(name)} : il faut un type de question."
            close = schema.TYPES_MEANT.get(fold(str(name))) or nearest(str(name), TYPES)
            help = f"Vouliez-vous dire « {close} » ?" if typed and close else f"Types : {', '.join(TYPES)}."
            self.where.report((*path, "type"), "type-inconnu", sentence, help)
        return name if isinstance(name, str) else ""

    def report_no_type(self, written: Mapping[str, Any], path: Path) -> None:
        if close := [key for key in written if nearest(key, schema.QUESTION) == "type"]:
            sentence = f"« {close[0]} » n’existe pas dans une question."
            self.where.report((*path, close[0]), "cle-inconnue", sentence, "Vouliez-vous dire « type » ?", key=True)
            return
        help = f"Ajoutez par exemple « type: texte ». Types : {', '.join(TYPES)}."
        self.where.report(path, "cle-manquante", "Il manque le type de la question.", help)

    def is_reserved(self, id: str, path: Path) -> bool:
        if id not in condition.RESERVED:
            return False
        self.where.report(
            (*path, "id"),
            "mot-reserve",
            f"« {id} » a déjà un sens dans les conditions : ce ne peut pas être l’id d’une question.",
            f"Choisissez un autre id, par exemple « votre_{id} ».",
        )
        return True

    def is_duplicate(self, id: str, path: Path) -> bool:
        if id in self.groups:
            repeated.report_taken(self, id, path)
            return True
        if id not in self.question_paths:
            return False
        first = self.where.spot((*self.question_paths[id], "id"))
        self.where.report(
            (*path, "id"),
            "question-en-double",
            f"« {id} » est déjà l’identifiant d’une question ({first.file}, ligne {first.line}).",
            "Donnez un autre id, ou ajoutez « prefixe: » à côté de « inclure ».",
        )
        return True

    def lose(self, id: Any) -> None:
        """A question whose own mistake is told: the conditions that name it are not told besides."""
        if isinstance(id, str):
            self.lost.questions.add(id)
        else:
            self.lost.any_question = True

    def yes_no(self, entry: Mapping[str, Any], key: str, path: Path, default: bool = False) -> bool:
        try:
            return option_yes_no(key, entry.get(key), default)
        except ValueError as error:
            self.where.report((*path, key), "oui-ou-non", error.args[1])
            return default
