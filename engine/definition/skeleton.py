"""What `run.py translate` writes: every text in the order of reading, its French above it, what exists kept.

Beneath, `empreintes` says from which French words each translation was made. Reads and writes text, not files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.definition import catalogue, source
from engine.definition.located import suggestion
from engine.definition.source import Source
from engine.definition.texts import texts_of
from engine.definition.translation import STAMPS, State, is_translation, mark, path_in, read
from engine.errors import NotAllowed
from engine.language import LANGUAGES

STEP = "  "
MOST_NAMED = 8
PLAIN = re.compile(r"[^\W\d_][^\n#:\"'{}\[\]]*[^\s:\"'{}\[\]#]")
"""A text that YAML reads as it stands, without quotes."""
TELLING = re.compile(r"(?i)(oui|non|yes|no|true|false|null|on|off|[yn])")


@dataclass(frozen=True)
class Sheet:
    """A translation written again, and what is left to do in it: keys of the texts."""

    text: str
    total: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def unfinished(self) -> bool:
        return bool(self.missing or self.stale)

    def told(self, file: str) -> str:
        """What is done and what is left, to be read after the command."""
        lines = [f"{file} : {self.total - len(self.missing)} sur {self.total} textes traduits."]
        for words, keys in (
            ("Il manque", self.missing),
            ("À revoir, le français a changé", self.stale),
            ("Sans texte français, mis en commentaire", self.unknown),
        ):
            lines += (
                [f"  {words} ({len(keys)}) : {', '.join(keys[:MOST_NAMED])}{' …' if len(keys) > MOST_NAMED else ''}"]
                if keys
                else []
            )
        return "\n".join(lines)


def of_process(root: Path, name: str, code: str, confirmed: Collection[str] = ()) -> dict[str, Sheet]:
    """The translations of a démarche and of what it is made of, by path; of one block alone when it is named."""
    loaded = catalogue.load(root)
    built = loaded.built.get(name)
    alone = [path for path in (f"forms/{name}.yaml", f"processes/{name}.yaml") if path in loaded.shared]
    if built is None and not alone:
        help = suggestion(name, [*loaded.built, *(path[6:-5] for path in loaded.blocks)])
        raise NotAllowed(f"« {name} » n’est ni une démarche ni un bloc de la ville. {help}".strip())
    files = built.process.sources if built else alone
    origins = {path: source.read(root / path, path) for path in files if is_origin(path)}
    found = {path_in(path, code): file for path, file in origins.items() if any(texts_of(file.data))}
    if broken := [path for path in found if path in loaded.translations and loaded.translations[path].blocked]:
        raise NotAllowed(f"{broken[0]} ne peut pas être lu. Lancez « python run.py check {broken[0]} », puis corrigez.")
    return {path: sheet(file, loaded.translations.get(path), code, confirmed) for path, file in found.items()}


def is_origin(path: str) -> bool:
    return path.endswith(".yaml") and not is_translation(path) and not path.startswith("forms/listes/")


def sheet(origin: Source, written: Source | None, code: str, confirmed: Collection[str] = ()) -> Sheet:
    """The file of a translation. `confirmed` are keys whose translation still holds though the French has changed."""
    state = read(origin.data, written.data if written else {})
    stale = [text.key for text in state.stale if text.key not in confirmed and "tout" not in confirmed]
    tree: dict[str, Any] = {}
    for text in state.texts:
        plant(tree, text.key.split("."), text.key)
    for text in state.searched:
        plant(tree, text.key.split("."), text.key)
    french = {text.key: text.french for text in (*state.texts, *state.searched)}
    words: dict[str, str | list[str]] = {key: entry.words for key, entry in state.words.items()}
    lines = [f"# {origin.file} : {LANGUAGES[code].french_name}. Écrivez la traduction après les deux points."]
    lines += ["# Le français reste au-dessus, en commentaire ; une ligne vide se lit en français.", ""]
    lines += branch(tree, "", french, words | state.finds, stale)
    lost = (*state.unknown, *state.twice)
    lines += ["", "# Sans texte français de cette clé :"] if lost else []
    lines += [f"# {entry.key}: {json.dumps(entry.words, ensure_ascii=False)}" for entry in lost]
    stamps = {key: stamp(state, key, french[key], keep=key in stale) for key in state.words}
    if stamps:
        lines += [
            "",
            "# Écrit par « run.py translate » : de quel texte français vient chaque traduction.",
            f"{STAMPS}:",
        ]
        lines += [f"{STEP}{key}: {value}" for key, value in stamps.items()]
    missing = tuple(text.key for text in state.missing)
    unknown = tuple(entry.key for entry in (*state.unknown, *state.twice))
    return Sheet("\n".join(lines) + "\n", len(state.texts), missing, tuple(stale), unknown)


def stamp(state: State, key: str, french: str, *, keep: bool) -> str:
    """Which French and which words go together; the old stamp stays on what is stale."""
    return state.stamps[key] if keep else f"{mark(french)}-{mark(state.words[key].words)}"


def plant(tree: dict[str, Any], parts: list[str], key: str) -> None:
    for part in parts[:-1]:
        tree = tree.setdefault(part, {})
    tree[parts[-1]] = key


def branch(
    tree: Mapping[str, Any],
    margin: str,
    french: Mapping[str, str],
    words: Mapping[str, str | list[str]],
    stale: Collection[str],
) -> Iterator[str]:
    numbered = all(part.isdecimal() for part in tree)
    for part, inside in tree.items():
        if isinstance(inside, dict):
            yield f"{margin}{part}:"
            yield from branch(inside, margin + STEP, french, words, stale)
            continue
        if inside in stale:
            yield f"{margin}# À revoir : le français a changé."
        yield from (f"{margin}# {line}".rstrip() for line in french[inside].rstrip("\n").split("\n"))
        head = f"{margin}-" if numbered else f"{margin}{part}:"
        found = words.get(inside, "")
        if isinstance(found, list) or inside.rpartition(".")[2] == "mots":
            yield f"{margin}# Les mots que l’on tape dans votre langue, autant que vous voulez."
            yield head
            yield from (line for one in found for line in scalar(f"{margin}{STEP}-", one, margin + STEP * 2))
        else:
            yield from scalar(head, found, margin + STEP)


def scalar(head: str, text: str, margin: str) -> Iterator[str]:
    if not text:
        yield head
    elif "\n" in text.strip("\n"):
        yield f"{head} |"
        yield from (f"{margin}{line}".rstrip() for line in text.rstrip("\n").split("\n"))
    else:
        bare = text.strip()
        plain = PLAIN.fullmatch(bare) and not TELLING.fullmatch(bare)
        yield f"{head} {bare if plain else json.dumps(bare, ensure_ascii=False)}"
