"""A file of forms/listes/ (CSV, YAML or JSON) -> its columns and rows, each with its place. What is wrong is told."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from engine.definition import source
from engine.definition.source import Source
from engine.errors import ERROR, WARNING, Problem, Spot
from engine.names import fold

FOLDER = "forms/listes/"
FORMATS = (".csv", ".json", ".yaml")
MAX_BYTES = 2_000_000
MOST_TOLD = 20
"""Mistakes told at a time in a list: whoever has more starts with these."""
DATA = "data"
"""The key under which the lists of other platforms put their rows."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class ListFile(Source):
    """`columns` are bare names (« Code postal » is `code_postal`); each row has a text for each of them."""

    columns: tuple[str, ...] = ()
    rows: list[dict[str, str]] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    """Line and column where each row begins, counted from 1."""
    separator: str = ""
    """Of a CSV file."""

    @property
    def name(self) -> str:
        return stem(self.file)

    def cell(self, row: int, column: str) -> Spot:
        """Where a cell is written; its row failing that."""
        line, at = self.starts[row]
        written = self.lines[line - 1 : self.starts[row + 1][0] if row + 1 < len(self.starts) else None]
        if self.separator:
            return Spot(self.file, line, at + cells_before(written[0], self.separator, self.columns.index(column)))
        for offset, text in enumerate(written):
            start = at - 1 if offset == 0 else 0
            for match in re.finditer(r"[\"']?([^\W\d][\w .’'-]*)[\"']?\s*:\s*", text[start:]):
                if bare(match[1]) == column:
                    return Spot(self.file, line + offset, start + match.end() + 1)
        return Spot(self.file, line, at)

    def tell(self, spot: Spot, code: str, sentence: str, help: str = "", level: str = ERROR) -> None:
        if len(self.problems) < MOST_TOLD:
            self.problems.append(Problem(spot, code, sentence, help, level))


def is_list(name: str) -> bool:
    return name.startswith(FOLDER)


def stem(name: str) -> str:
    return name.removeprefix(FOLDER).rsplit(".", 1)[0]


def bare(column: str) -> str:
    """The name of a column as it is used: without capitals, accents or spaces."""
    return re.sub(r"[^a-z0-9]+", "_", fold(column)).strip("_")


def cells_before(line: str, separator: str, count: int) -> int:
    """How many characters of a CSV line stand before its cell number `count`."""
    quoted = False
    for place, letter in enumerate(line):
        if count == 0:
            return place
        if letter == '"':
            quoted = not quoted
        elif letter == separator and not quoted:
            count -= 1
    return len(line) if count == 0 else 0


def read_folder(root: FilePath) -> dict[str, ListFile]:
    """Every list of the city, by the name of its file."""
    folder = root / FOLDER
    paths = sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))
    files = {f"{FOLDER}{path.name}": read(path, f"{FOLDER}{path.name}") for path in paths if is_read(path)}
    seen: dict[str, str] = {}
    for name, file in files.items():
        if file.name in seen:
            sentence = f"« {file.name} » est déjà le nom de la liste {seen[file.name]}."
            file.tell(file.top, "liste-en-double", sentence, "Gardez un seul des deux fichiers, ou renommez celui-ci.")
        seen.setdefault(file.name, name)
        if file.name != re.sub(r"[^a-z0-9_-]", "", file.name):
            sentence = f"« {file.name} » : le nom d’une liste s’écrit en minuscules sans accent ni espace."
            file.tell(file.top, "nom-de-fichier", sentence, f"Renommez-le {bare(file.name)}.")
    return files


def is_read(path: FilePath) -> bool:
    return path.suffix in FORMATS


def overlooked(root: FilePath) -> Iterator[Problem]:
    """What stands in the folder of the lists and is not read as one."""
    for path in sorted((root / FOLDER).glob("*")):
        name = f"{FOLDER}{path.name}"
        if path.name.startswith(".") or path.name.endswith("~") or (path.is_file() and is_read(path)):
            continue
        help = "Une liste est un fichier .csv, .yaml ou .json."
        if path.suffix.lower() in (".xls", ".xlsx", ".ods"):
            help = "Dans le tableur : « Enregistrer sous », au format CSV UTF-8."
        yield Problem(Spot(name, 1, 1), "extension", f"« {path.name} » n’est pas lu.", help, WARNING)


def read(path: FilePath, name: str) -> ListFile:
    try:
        if path.stat().st_size > MAX_BYTES:
            return too_big(name)
        text, problems = source.read_text(path, name, MAX_BYTES)
    except OSError:
        sentence = f"« {path.name} » n’a pas le droit d’être lu."
        return ListFile(name, problems=[Problem(Spot(name, 1, 1), "fichier-illisible", sentence)])
    return ListFile(name, problems=problems) if problems else parse(text, name)


def too_big(name: str) -> ListFile:
    sentence = "Cette liste dépasse 2 Mo : elle serait gardée en entier avec chaque version de la démarche."
    help = "Retirez les colonnes et les lignes inutiles, ou faites deux listes."
    return ListFile(name, problems=[Problem(Spot(name, 1, 1), "liste-trop-grosse", sentence, help)])


def parse(text: str, name: str) -> ListFile:
    """The list that a text holds, in the format that its name says."""
    text = text.removeprefix(source.BYTE_ORDER_MARK)
    file = ListFile(name, lines=re.split(r"\r\n|\r|\n", text))
    if not text.strip():
        file.tell(file.top, "liste-vide", "Cette liste est vide.", EMPTY)
    elif name.endswith(".csv"):
        read_csv(file, text)
    else:
        read_objects(file, "\n".join(file.lines))
    if not file.rows and not file.problems:
        file.tell(file.top, "liste-vide", "Cette liste n’a aucune ligne sous le nom de ses colonnes.", EMPTY)
    return file


EMPTY = "Écrivez le nom des colonnes sur la première ligne, puis une ligne par réponse proposée."


# --- CSV


def read_csv(file: ListFile, text: str) -> None:
    file.separator = separator_of(file.lines[0])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=file.separator, strict=True)
    start = 1
    try:
        for cells in rows:
            if not file.columns:
                name_columns(file, cells)
            elif any(cell.strip() for cell in cells):
                add_row(file, cells, start)
            start = rows.line_num + 1
    except csv.Error:
        sentence = f"Un guillemet ouvert à partir de la ligne {start} n’est pas fermé, ou il est mal placé."
        help = 'Doublez les guillemets qui font partie du texte : "Le ""Petit"" Parc".'
        file.tell(Spot(file.file, start, 1), "liste-illisible", sentence, help)


def separator_of(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max((",", ";", "\t"), key=outside.count)


def name_columns(file: ListFile, cells: list[str]) -> None:
    names = [bare(cell) for cell in cells]
    for place, (name, cell) in enumerate(zip(names, cells, strict=True)):
        spot = Spot(file.file, 1, 1 + cells_before(file.lines[0], file.separator, place))
        if not name:
            sentence = f"La colonne {place + 1} n’a pas de nom."
            file.tell(spot, "colonne-sans-nom", sentence, "Donnez-lui un nom sur la première ligne, ou retirez-la.")
        elif name in names[:place]:
            sentence = f"« {cell} » nomme déjà une autre colonne."
            file.tell(spot, "colonne-en-double", sentence, "Donnez un autre nom à l’une des deux.")
    file.columns = tuple(names)


def add_row(file: ListFile, cells: list[str], line: int) -> None:
    wanted, count = len(file.columns), len(cells)
    if count != wanted:
        sentence = f"Cette ligne a {count} case{'s' * (count > 1)} au lieu de {wanted}."
        help = f"Mettez une case par colonne, même vide : {file.separator.join(file.columns)}."
        if count > wanted:
            help = f'Si un texte contient « {file.separator} », écrivez-le entre guillemets : "…{file.separator} …".'
        file.tell(Spot(file.file, line, 1), "ligne-inegale", sentence, help)
        return
    file.rows.append({name: cell.strip() for name, cell in zip(file.columns, cells, strict=True)})
    file.starts.append((line, 1))


# --- YAML and JSON: a list of objects


def read_objects(file: ListFile, text: str) -> None:
    """JSON is read as YAML, of which it is a part, so that every row has its place."""
    if file.file.endswith(".json") and not is_json(file, text):
        return
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(file.file, mark.line + 1, mark.column + 1) if mark else file.top
        sentence = "Cette liste ne se lit pas à partir d’ici."
        file.tell(spot, "liste-illisible", sentence, "Vérifiez les tirets, les deux-points et les guillemets.")
        return
    except yaml.YAMLError:
        file.tell(file.top, "liste-illisible", "Cette liste contient un caractère qui ne se lit pas.")
        return
    written = rows_of(root)
    if written is None:
        file.tell(file.top, "liste-illisible", "Cette liste n’est pas une suite de lignes.", SHAPE)
        return
    for node in written:
        add_object(file, node)
    file.columns = tuple(dict.fromkeys(name for row in file.rows for name in row))
    complete_rows(file)


SHAPE = "Écrivez une ligne par réponse : - {code: nord, nom: Bordeaux Nord}"


def is_json(file: ListFile, text: str) -> bool:
    try:
        json.loads(text)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        sentence = "Ce fichier n’est pas du JSON à partir d’ici."
        help = "Vérifiez les virgules et les guillemets, ou exportez-le de nouveau."
        file.tell(Spot(file.file, line, column), "liste-illisible", sentence, help)
        return False
    except RecursionError:
        file.tell(file.top, "liste-illisible", "Ce fichier est trop emboîté.")
        return False
    return True


def rows_of(root: Any) -> list[Any] | None:
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if getattr(key, "value", "") == DATA), None)
    return root.value if isinstance(root, yaml.SequenceNode) else None


def add_object(file: ListFile, node: Any) -> None:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if not isinstance(node, yaml.MappingNode):
        sentence = "Cette ligne n’a pas de colonnes."
        file.tell(Spot(file.file, line, column), "ligne-inegale", sentence, SHAPE)
        return
    row: dict[str, str] = {}
    for key, value in node.value:
        name = bare(key.value) if isinstance(key, yaml.ScalarNode) else ""
        spot = Spot(file.file, value.start_mark.line + 1, value.start_mark.column + 1)
        if not isinstance(value, yaml.ScalarNode):
            sentence = f"« {name} » contient une liste ou d’autres clés : une case est un texte."
            file.tell(spot, "cellule-illisible", sentence, "Gardez un seul texte par colonne.")
        elif name in row:
            file.tell(spot, "colonne-en-double", f"« {name} » est écrit deux fois sur cette ligne.")
        elif name:
            row[name] = scalar(value)
    file.rows.append(row)
    file.starts.append((line, column))


def scalar(node: Any) -> str:
    """The text of a cell: the « true » and « null » of JSON are « oui » and nothing."""
    plain: Mapping[str, str] = {"true": "oui", "false": "non", "null": ""}
    text = str(node.value).strip()
    return text if node.style else plain.get(text, text)


def complete_rows(file: ListFile) -> None:
    """A column that a row does not have: certainly forgotten when nearly all have it, empty otherwise."""
    first = file.rows[:50]
    usual = {name for name in file.columns if sum(name in row for row in first) * 2 > len(first)}
    for place, row in enumerate(file.rows):
        absent = [name for name in file.columns if name not in row]
        if present := [name for name in absent if name in usual]:
            line, column = file.starts[place]
            sentence = f"Il manque « {present[0]} » à cette ligne."
            file.tell(Spot(file.file, line, column), "ligne-inegale", sentence, f"Ajoutez « {present[0]}: … ».")
        for name in absent:
            row[name] = ""
