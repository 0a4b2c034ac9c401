"""From the bytes of a file to plain data with the line and column of every path; the only home of `yaml`.

Every scalar is a string (an empty value is ""), nothing is coerced. The parser stops at its first difficulty:
`traps` says what it is and how the lines should read, and the reading starts again, so that all mistakes are
told together. Mended lines only serve to find what else is wrong: a problem that blocks forbids going live.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path as FilePath
from typing import Any

import yaml

from engine.definition.traps import Mark, Place, Scalar, Stop, Taken, Trap, explain, invisible, lost_dash, surprises
from engine.definition.traps.anatomy import BLANKS
from engine.errors import ERROR, WARNING, Problem, Spot

Path = tuple[str | int, ...]

BYTE_ORDER_MARK = "\ufeff"
MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_READINGS = 60
MAX_TOLD = 200
"""Mistakes told at a time: whoever has more starts with these."""
MAX_WORK = 4_000_000
"""Characters parsed for one file, all readings together: a large file is read again fewer times."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Source:
    """What a file says and where it says it.

    Paths are tuples like ("formulaire", 0, "questions", 2, "si"), with the keys as they are written.
    `spots` places the values, `key_spots` the keys. `data` is {} when the file could not be read: then say
    nothing more about it, its problems are enough.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    spots: dict[Path, Spot] = field(default_factory=dict)
    key_spots: dict[Path, Spot] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    widths: dict[Path, int] = field(default_factory=dict)
    """Length of a value on its first line, when it is a scalar."""

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)

    def spot(self, path: Path) -> Spot:
        """Where the value is; failing that, where the nearest thing around it is."""
        return next((self.spots[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.spots), self.top)

    @property
    def top(self) -> Spot:
        return Spot(self.file, 1, 1)

    def at_key(self, path: Path, code: str, sentence: str, help: str = "", level: str = ERROR) -> Problem:
        """A problem that underlines the key at the end of `path`."""
        if path not in self.key_spots:
            return self.at_value(path, code, sentence, help, level)
        return Problem(self.key_spots[path], code, sentence, help, level, max(1, len(str(path[-1]))))

    def at_value(self, path: Path, code: str, sentence: str, help: str = "", level: str = ERROR) -> Problem:
        """A problem that underlines the value at `path`."""
        return Problem(self.spot(path), code, sentence, help, level, self.widths.get(path, 1))


def read(path: FilePath, file: str = "") -> Source:
    """The Source of a file; `file` is the name shown in problems."""
    try:
        text, problems = read_text(path, file)
    except OSError as error:
        return Source(file or str(path), problems=[_unreadable(file or str(path), path, error)])
    if any(problem.blocks for problem in problems):
        return Source(file or str(path), problems=problems)
    source = parse(text, file or str(path))
    source.problems[:0] = problems
    return source


def read_text(path: FilePath, file: str = "", most: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file, which must be UTF-8 and of at most `most` bytes."""
    shown = file or str(path)
    top = Spot(shown, 1, 1)
    if path.stat().st_size > most:
        return "", [_too_big(top)]
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:200]:
        return "", [Problem(top, "encodage", "Ce fichier est enregistré en UTF-16.", SAVE_AS_UTF8)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(shown, content, error)]
    return text, []


def _unreadable(file: str, path: FilePath, error: OSError) -> Problem:
    if isinstance(error, IsADirectoryError):
        sentence, help = f"« {path.name} » est un dossier, pas un fichier.", "Renommez ce dossier, ou retirez-le."
    elif isinstance(error, PermissionError):
        sentence, help = f"« {path.name} » n’a pas le droit d’être lu.", "Changez les droits du fichier."
    else:
        sentence, help = f"« {path.name} » est un lien qui ne mène à aucun fichier.", "Retirez ce lien."
    return Problem(Spot(file, 1, 1), "fichier-illisible", sentence, help)


def _not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> Problem:
    before = content[: error.start].decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    meant = content[error.start : error.start + 1].decode("cp1252", errors="replace")
    sentence = (
        "Ce fichier n’est pas enregistré en UTF-8, mais sans doute en Latin-1 ou en Windows-1252 : "
        f"« {meant} » ne se lit pas."
    )
    return Problem(Spot(file, line, column), "encodage", sentence, SAVE_AS_UTF8)


def _too_big(top: Spot) -> Problem:
    sentence = "Ce fichier dépasse 1 Mo : une démarche tient en quelques centaines de lignes."
    return Problem(top, "fichier-trop-gros", sentence, "Découpez-le en plusieurs démarches ou en blocs de forms/.")


def parse(text: str, file: str) -> Source:
    """Everything a text says, and every trap in it."""
    source = Source(file, lines=re.split(r"\r\n|\r|\n", text.removeprefix(BYTE_ORDER_MARK)))
    if text.startswith(BYTE_ORDER_MARK):
        sentence = "Ce fichier commence par une marque invisible (BOM) que les autres n’ont pas."
        source.problems.append(Problem(source.top, "encodage", sentence, SAVE_WITHOUT_BOM, WARNING))
    if len(text) > MAX_BYTES:
        source.problems.append(_too_big(source.top))
        return source
    reading, traps = _read_until_clean(source.lines)
    if reading:
        reading.fill(source)
    source.problems += [_problem(file, trap) for trap in sorted(traps, key=lambda trap: trap.place)]
    return source


def _problem(file: str, trap: Trap) -> Problem:
    spot = Spot(file, trap.place[0] + 1, trap.place[1] + 1)
    return Problem(spot, trap.code, trap.sentence, trap.help, trap.level, trap.width)


# --- reading again, line after line mended, until nothing more is found ------------------------------------


def _read_until_clean(written: list[str]) -> tuple[_Reading | None, list[Trap]]:
    """The last reading, None when the lines do not stand, and everything that was wrong in them."""
    lines = list(written)
    told: dict[tuple[str, int, str], Trap] = {}
    whole = True
    _mend(lines, _tell(told, invisible(lines)))
    for _ in range(max(3, min(MAX_READINGS, MAX_WORK // (1 + sum(map(len, lines)))))):
        reading = _Reading(lines)
        stop = reading.run()
        found = [explain(lines, stop)] if stop else chain(reading.traps, surprises(lines, reading.taken))
        mended = _mend(lines, _tell(told, found))
        if not mended and not stop:
            return (reading if whole and not reading.hopeless else None), list(told.values())
        if not mended and stop:
            whole = False
            if not _set_aside(lines, stop.place[0]):
                break
        if len(told) >= MAX_TOLD:
            break
    return None, list(told.values())


def _tell(told: dict[tuple[str, int, str], Trap], traps: Iterable[Trap]) -> list[Trap]:
    """The traps that were not told yet, now told."""
    fresh = {(trap.code, trap.place[0], trap.sentence): trap for trap in islice(traps, MAX_TOLD)}
    fresh = {key: trap for key, trap in fresh.items() if key not in told}
    told.update(fresh)
    return list(fresh.values())


def _mend(lines: list[str], traps: list[Trap]) -> bool:
    """Whether a line changed. Of two traps on a line, the second is found again at the next reading."""
    changes: dict[int, str] = {}
    for trap in traps:
        if not changes.keys() & trap.changes.keys():
            changes.update(trap.changes)
    changes = {number: line for number, line in changes.items() if lines[number] != line}
    for number, line in changes.items():
        lines[number] = line
    return bool(changes)


def _set_aside(lines: list[str], number: int) -> bool:
    """Empties the part of the file, from one key at the margin to the next, that cannot be read."""
    margins = [at for at, line in enumerate(lines) if line[:1].strip() and not line.startswith("#")]
    first = max((at for at in margins if at <= number), default=None)
    if first is None:
        return False
    for at in range(first, min((at for at in margins if at > first), default=len(lines))):
        lines[at] = ""
    return True


# --- one reading -------------------------------------------------------------------------------------------


class _Open:
    """A list or a group of keys being read; `twice` when it stands under a key already given."""

    __slots__ = ("first_lines", "flow", "key", "keyed", "lost_dash", "node", "only_key", "path", "twice")

    def __init__(self, node: Any, path: Path, flow: Place | None, twice: bool):
        self.node, self.path, self.flow, self.twice = node, path, flow, twice
        self.keyed = isinstance(node, dict)
        self.key: str | None = None
        self.only_key: Scalar | None = None
        self.first_lines: dict[str, int] = {}
        self.lost_dash = False

    @property
    def awaits_key(self) -> bool:
        return self.keyed and self.key is None


class _Reading:
    """Data and places from the events of the parser; never recursive, and no alias is ever followed."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        self.root: Any = ""
        self.values: dict[Path, tuple[Place, int]] = {}
        self.keys: dict[Path, Place] = {}
        self.taken = Taken()
        self.traps: list[Trap] = []
        self.hopeless = False
        """True when what was read must not be used, whatever is mended."""
        self._last = len(lines) - 1
        self._open: list[_Open] = []
        self._documents = 0
        self._handlers = {
            yaml.ScalarEvent: self._on_text,
            yaml.AliasEvent: self._on_alias,
            yaml.MappingStartEvent: self._on_start,
            yaml.SequenceStartEvent: self._on_start,
            yaml.MappingEndEvent: self._on_end,
            yaml.SequenceEndEvent: self._on_end,
            yaml.DocumentStartEvent: self._on_document,
        }

    def run(self) -> Stop | None:
        """Reads everything; where and why the parser stopped, if it did."""
        try:
            for event in yaml.parse("\n".join(self.lines), Loader=_Loader):
                handler = self._handlers.get(type(event))
                if handler:
                    handler(event)
                if self.hopeless:
                    return None
        except yaml.MarkedYAMLError as error:
            return self._stop(error)
        except _KeyRefused as refusal:
            return Stop(refusal.place, "key", refusal.place, None, self._flow)
        return self._check_root()

    def fill(self, source: Source) -> None:
        source.data = self.root
        for path, (place, width) in self.values.items():
            source.spots[path] = Spot(source.file, place[0] + 1, place[1] + 1)
            source.widths[path] = width
        for path, place in self.keys.items():
            source.key_spots[path] = Spot(source.file, place[0] + 1, place[1] + 1)

    # events

    def _on_text(self, event: Any) -> None:
        if event.anchor or event.tag:
            self._note_marks(event)
        self._text(event, event.value, event.style or "")

    def _on_alias(self, event: Any) -> None:
        self.taken.marks.append(Mark("*", event.anchor, _place(event.start_mark), self._flow))
        self._text(event, f"*{event.anchor}", "*")

    def _on_start(self, event: Any) -> None:
        self._note_marks(event)
        start = _place(event.start_mark)
        if self._open and self._open[-1].awaits_key:
            raise _KeyRefused(start)
        if len(self._open) >= MAX_DEPTH:
            self._give_up(start, "imbrication", f"Il y a ici plus de {MAX_DEPTH} niveaux les uns dans les autres.")
            return
        node: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path, twice = self._put(node, start, 1)
        bracket = event.flow_style and self.lines[start[0]][start[1] : start[1] + 1] in ("{", "[")
        self._open.append(_Open(node, path, start if bracket else self._flow, twice))

    def _on_end(self, event: Any) -> None:
        done = self._open.pop()
        if done.only_key and len(done.node) == 1 and self._open:
            (value,) = done.node.values()
            self.taken.lonely += [done.only_key] if isinstance(value, str) else []

    def _on_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            sentence = "« --- » commence un deuxième document : un fichier décrit une seule démarche."
            self._give_up(_place(event.start_mark), "plusieurs-documents", sentence, "Retirez « --- ».", 3)

    # what they fill

    @property
    def _flow(self) -> Place | None:
        return self._open[-1].flow if self._open else None

    def _note_marks(self, event: Any) -> None:
        for sign, name in (("&", event.anchor), ("!", event.tag)):
            if name is not None:
                self.taken.marks.append(Mark(sign, name, _place(event.start_mark), self._flow))

    def _text(self, event: Any, text: str, style: str) -> None:
        here = self._open[-1] if self._open else None
        is_key = here is not None and here.awaits_key
        begin, finish = event.start_mark, event.end_mark
        # the end of the file may be said to stand on a line of its own
        start = min(begin.line, self._last), begin.column
        end = min(finish.line, self._last), finish.column
        scalar = Scalar(text, start, end, style, is_key, here.flow if here else None)
        self.taken.scalars.append(scalar)
        text = text if style else text.strip(BLANKS)
        if is_key:
            self._key(text, scalar)
        else:
            last = end[1] if end[0] == start[0] else len(self.lines[start[0]].rstrip())
            self._put(text, start, last - start[1] or 1)

    def _key(self, key: str, scalar: Scalar) -> None:
        here = self._open[-1]
        here.key = key
        here.only_key = None if here.first_lines else scalar
        if key in here.first_lines:
            self._refuse_second_key(key, scalar, here.first_lines[key])
        else:
            here.first_lines[key] = scalar.start[0]
            if not here.twice:
                self.keys[(*here.path, key)] = scalar.start

    def _put(self, value: Any, start: Place, width: int) -> tuple[Path, bool]:
        """Puts a value where it is awaited: its path, and whether it stands under a key already given."""
        if not self._open:
            self.root = value
            self.values[()] = (start, width)
            return (), False
        here = self._open[-1]
        if not here.keyed:
            path: Path = (*here.path, len(here.node))
            twice = here.twice
            here.node.append(value)
        else:
            assert here.key is not None, "a value follows its key"
            path = (*here.path, here.key)
            twice = here.twice or here.key in here.node
            here.node.setdefault(here.key, value)
            here.key = None
        if not twice:
            self.values[path] = (start, width)
        return path, twice

    # what they refuse

    def _refuse_second_key(self, key: str, scalar: Scalar, first: int) -> None:
        here = self._open[-1]
        if here.lost_dash:  # the next keys belong to the element that lost its dash
            return
        trap = lost_dash(self.lines, scalar, tuple(here.first_lines.items()))
        if trap:
            here.lost_dash = True
            self.traps.append(trap)
            return
        sentence = f"« {key} » est déjà écrit ligne {first + 1} : une clé ne s’écrit qu’une fois au même endroit."
        help = "Gardez l’une des deux lignes, ou réunissez ce qu’elles contiennent."
        self.traps.append(Trap(scalar.start, "cle-en-double", sentence, help, max(1, len(key))))

    def _give_up(self, place: Place, code: str, sentence: str, help: str = "", width: int = 1) -> None:
        self.hopeless = True
        self.traps.append(Trap(place, code, sentence, help, width))

    def _check_root(self) -> Stop | None:
        """A file is made of keys; a lone text is most often a key whose « : » was not recognised."""
        if self.root and isinstance(self.root, dict):
            return None
        place, _ = self.values.get((), ((0, 0), 1))
        if not self.root:
            self._give_up((0, 0), "fichier-vide", "Ce fichier est vide.", START_WITH_KEYS)
        elif isinstance(self.root, list) or self.taken.scalars[-1].style:
            what = "une liste" if isinstance(self.root, list) else "un texte"
            self._give_up(place, "cles-attendues", f"Ce fichier commence par {what}.", START_WITH_KEYS)
        else:
            return Stop(place, "no-colon", place, self.taken.scalars[-1])
        return None

    def _stop(self, error: yaml.MarkedYAMLError) -> Stop:
        place = _place(error.problem_mark)
        began = _place(error.context_mark) if error.context_mark else place
        doing = _doing(error)
        if doing == "mark":
            place = began
        place = (min(place[0], self._last), place[1])
        return Stop(place, doing, began, self.taken.scalars[-1] if self.taken.scalars else None, self._flow)


class _KeyRefused(Exception):
    """A list or a group stands where a key is awaited."""

    def __init__(self, place: Place):
        self.place = place


def _place(mark: Any) -> Place:
    return mark.line, mark.column


def _doing(error: yaml.MarkedYAMLError) -> str:
    """What the parser was doing, in one word: its English sentences go no further."""
    context, problem = error.context or "", error.problem or ""
    if "quoted scalar" in context:
        return "quote" if "unexpected" in problem else "escape"
    if any(word in context for word in ("alias", "anchor", "tag", "directive")):
        return "mark"
    if "mapping values are not allowed" in problem:
        return "colon"
    return "no-colon" if "could not find expected ':'" in problem else ""


SAVE_AS_UTF8 = "Dans votre éditeur, choisissez « Enregistrer sous », encodage « UTF-8 »."
SAVE_WITHOUT_BOM = "Enregistrez-le en « UTF-8 », et non en « UTF-8 avec BOM »."
START_WITH_KEYS = "Commencez par une clé et sa valeur, par exemple « titre: Signaler un problème »."
