"""`type: liste`: the file that `source` names becomes the entries of the question; `filtre` looks at answers above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definition.condition import ANSWERED, Combined, Compare, Condition, option_keys
from engine.definition.listfile import FOLDER, ListFile, bare
from engine.definition.located import Located, Lost, Path, suggestion
from engine.definition.process import Question
from engine.errors import ADVICE, ERROR, WARNING, Problem, Spot
from engine.fields.base import FieldType
from engine.fields.entries import Entries, Entry
from engine.fields.liste import COLUMN_TYPES, said

MOST_TOLD = 20


@dataclass
class Shelf:
    """The lists a démarche may use, and those it does: the latter are pinned with its edition."""

    files: Mapping[str, ListFile] = field(default_factory=dict)
    used: dict[str, ListFile] = field(default_factory=dict)

    def take(self, name: str) -> ListFile | None:
        """The list of that name, with or without its extension."""
        plain = name.removeprefix(FOLDER)
        found = next((file for path, file in self.files.items() if plain in (file.name, path[len(FOLDER) :])), None)
        if found is not None:
            self.used[found.file] = found
        return found

    @property
    def names(self) -> list[str]:
        return [file.name for file in self.files.values()]


@dataclass
class ListReader:
    """Gives questions their entries; reports into the same Located as the rest of the démarche."""

    where: Located
    lost: Lost
    shelf: Shelf
    told: int = 0
    mistyped: set[str] = field(default_factory=set)
    """Columns of the list being read where no cell is of the type that the question says."""

    # --- the entries of a question

    def entries(self, question: Question, path: Path) -> Question | None:
        """The question with the lines of its list; None when that list cannot be used."""
        options = question.options
        file = self.shelf.take(options.get("source", ""))
        if file is None:
            self.report_unknown(options["source"], (*path, "source"))
            return None
        if file.blocked:
            return None  # what is wrong in it is told where it is read
        value = self.column(file, options.get("valeur"), file.columns[0], (*path, "valeur"))
        label = self.column(
            file, options.get("libelle"), file.columns[min(1, len(file.columns) - 1)], (*path, "libelle")
        )
        kinds = self.column_kinds(file, options.get("colonnes", {}), (*path, "colonnes"))
        if value is None or label is None or len(kinds) < len(options.get("colonnes", {})):
            return None
        columns = {name: column_question(question, name, kinds.get(name)) for name in file.columns}
        self.mistyped = {name for name in kinds if self.is_mistyped(file, name, columns[name])}
        for name in sorted(self.mistyped):
            first = next(row[name] for row in file.rows if row[name])
            sentence = f"« {name} » n’est pas une colonne de type {kinds[name].name} : on y lit « {first} »."
            written = next(key for key in options["colonnes"] if bare(key) == name)
            help = f"Types : {', '.join(COLUMN_TYPES)}."
            self.where.report((*path, "colonnes", written), "cellule-illisible", sentence, help)
        entries = self.read_rows(file, value, label, columns)
        return replace(question, options={**options, "options": Entries(entries), "attributs": columns})

    def report_unknown(self, name: str, path: Path) -> None:
        sentence = f"La liste « {name} » n’existe pas dans {FOLDER}."
        close = suggestion(name.rsplit(".", 1)[0], self.shelf.names)
        self.where.report(path, "liste-inconnue", sentence, close or f"Créez le fichier {FOLDER}{bare(name)}.csv.")

    def column(self, file: ListFile, written: Any, default: str, path: Path) -> str | None:
        name = bare(written) if written else default
        if name in file.columns:
            return name
        sentence = f"« {written} » n’est pas une colonne de {file.file}."
        help = suggestion(name, file.columns) or f"Ses colonnes : {', '.join(file.columns)}."
        self.where.report(path, "colonne-inconnue", sentence, help, key=path[-1] == written)
        return None

    def column_kinds(self, file: ListFile, written: Mapping[str, Any], path: Path) -> dict[str, FieldType]:
        kinds = {}
        for column, kind in written.items():
            if kind not in COLUMN_TYPES:
                sentence = f"« {kind} » n’est pas un type de colonne : {', '.join(COLUMN_TYPES)}."
                help = suggestion(str(kind), COLUMN_TYPES)
                self.where.report((*path, column), "valeur-interdite", sentence, help)
            elif name := self.column(file, column, "", (*path, column)):
                kinds[name] = COLUMN_TYPES[kind]
        return kinds

    def read_rows(self, file: ListFile, value: str, label: str, columns: Mapping[str, Question]) -> list[Entry]:
        entries: list[Entry] = []
        seen: dict[str, int] = {}
        for place, row in enumerate(file.rows):
            key, words = row[value], row[label]
            if not key or not words:
                empty = label if key else value
                help = "Chaque ligne a une valeur et un libellé : complétez-la, ou retirez-la."
                self.tell(file.cell(place, empty), "case-vide", f"La case « {empty} » est vide.", help)
            elif key in seen:
                sentence = f"« {key} » est déjà la valeur de la ligne {seen[key]}."
                help = (
                    f"Donnez une valeur différente à chaque ligne, ou choisissez une autre colonne : valeur: {label}."
                )
                self.tell(file.cell(place, value), "valeur-en-double", sentence, help)
            else:
                entries.append(Entry(key, words, columns=self.typed(file, place, row, columns)))
            seen.setdefault(key, file.starts[place][0])
        return entries

    def typed(
        self, file: ListFile, place: int, row: Mapping[str, str], columns: Mapping[str, Question]
    ) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for name, question in columns.items():
            if name in self.mistyped:
                continue
            try:
                cells[name] = question.type.literal(question, row[name]) if row[name] else None
            except ValueError as error:
                help = "Corrigez la case, ou changez le type de la colonne dans « colonnes »."
                self.tell(file.cell(place, name), "cellule-illisible", str(error), help)
        return cells

    def tell(self, spot: Spot, code: str, sentence: str, help: str, level: str = ERROR) -> None:
        self.told += 1
        if self.told <= MOST_TOLD:
            self.where.problems.append(Problem(spot, code, sentence, help, level))

    def is_mistyped(self, file: ListFile, name: str, question: Question) -> bool:
        """Whether no cell can be read, several being written: the type is wrong, not the cells."""
        cells = [row[name] for row in file.rows if row[name]]
        return len(cells) > 1 and not any(readable_cell(question, cell) for cell in cells)

    # --- the answers above that choose among the lines

    def filtered(self, question: Question, questions: Mapping[str, Question], path: Path) -> Question:
        """The question with what its `filtre` looks at; it is asked once that is answered."""
        written = question.options.get("filtre") or {}
        looks = []
        for column, source in written.items():
            place = (*path, "filtre", column)
            name = self.filter_column(question, column, place)
            looked = self.looked_at(question, source, questions, place)
            if name and looked:
                looks.append((name, looked))
                self.compare_cells(question, name, looked, place)
        if not looks:
            return question
        answered: list[Condition] = [replace(looked, operator=ANSWERED, operand=True) for _, looked in looks]
        parts = (*([question.when] if question.when else ()), *answered)
        when = parts[0] if len(parts) == 1 else Combined("tous", parts)
        return replace(question, when=when, options={**question.options, "filtres": tuple(looks)})

    def filter_column(self, question: Question, column: str, path: Path) -> str | None:
        columns = question.options.get("attributs", {})
        name = bare(column)
        if name in columns:
            return name
        sentence = f"« {column} » n’est pas une colonne de la liste « {question.options['source']} »."
        help = suggestion(name, columns) or f"Ses colonnes : {', '.join(columns)}."
        self.where.report(path, "colonne-inconnue", sentence, help, key=True)
        return None

    def looked_at(
        self, question: Question, source: Any, questions: Mapping[str, Question], path: Path
    ) -> Compare | None:
        """What a filter names: a question above, or what its answer brings with it."""
        if not isinstance(source, str) or not source:
            self.where.report(path, "type-attendu", "Un filtre nomme une question posée plus haut.", key=True)
            return None
        head, _, attribute = source.partition(".")
        owner = questions.get(head)
        if owner is None or not owner.type.stores:
            if not self.lost.question(head):
                sentence = f"« {head} » n’est pas une question de cette démarche."
                self.where.report(path, "question-inconnue", sentence, suggestion(head, list(questions)))
            return None
        order = list(questions)
        if order.index(head) >= order.index(question.id):
            sentence = f"Ce filtre regarde « {head} », qui n’est posée qu’après."
            if head == question.id:
                sentence = f"« {head} » se filtre elle-même."
            help = "Un filtre regarde une question posée plus haut : déplacez-la, ou changez le filtre."
            self.where.report(path, "reference-en-avant", sentence, help)
            return None
        return self.attribute_of(owner, attribute, source, path)

    def attribute_of(self, owner: Question, attribute: str, source: str, path: Path) -> Compare | None:
        attributes = owner.type.attributes(owner)
        if attribute and attribute not in attributes:
            sentence = f"« {owner.id} » n’a pas de « {attribute} »."
            help = suggestion(attribute, attributes) or f"Écrivez « {owner.id} » seul."
            self.where.report(path, "attribut-inconnu", sentence, help)
            return None
        if attribute:
            return Compare(source, ANSWERED, True, attributes[attribute], owner)
        if not owner.type.is_comparable(owner) and "contient" not in owner.type.operators:
            known = ", ".join(f"{owner.id}.{name}" for name in attributes)
            sentence = f"« {owner.id} » est de type {owner.type.name} : un filtre ne peut pas la comparer."
            help = f"Écrivez ce qu’il faut regarder : {known}." if known else "Filtrez par une autre question."
            self.where.report(path, "comparaison-impossible", sentence, help)
            return None
        return Compare(source, ANSWERED, True, owner)

    def compare_cells(self, question: Question, column: str, looked: Compare, path: Path) -> None:
        """Cells that no answer gives, and answers that no line suits: most often a capital or a missing accent."""
        assert looked.question is not None  # attribute_of() gives one
        possible = option_keys(looked.question)
        if not possible:
            return
        written = {said(entry.columns.get(column)) for entry in question.options["options"]}
        file = self.shelf.take(question.options["source"])
        for cell in sorted(written - {*possible}):
            place = next(n for n, row in enumerate(file.rows) if row[column] == cell) if file and cell else None
            if file and place is not None:
                sentence = (
                    f"« {cell} » n’est pas une réponse de « {looked.source} » : cette ligne n’est jamais proposée."
                )
                help = suggestion(cell, possible) or f"Réponses possibles : {', '.join(possible[:10])}."
                self.tell(file.cell(place, column), "ligne-jamais-proposee", sentence, help, WARNING)
        if written - {*possible}:
            return  # told above
        if absent := [key for key in possible if key not in written]:
            sentence = f"Pour « {absent[0]} », la liste n’a aucune ligne : la question ne sera pas posée."
            help = "Ajoutez une ligne à la liste, si une réponse est attendue."
            self.where.report(path, "filtre-sans-ligne", sentence, help, key=True, level=ADVICE)


def readable_cell(question: Question, cell: str) -> bool:
    try:
        question.type.literal(question, cell)
    except ValueError:
        return False
    return True


def column_question(question: Question, name: str, kind: FieldType | None) -> Question:
    """A column as conditions and texts see it."""
    kind = kind or COLUMN_TYPES["texte"]
    return Question(f"{question.id}.{name}", kind, f"{question.label} ({name})", options=kind.coerce_options({}))
