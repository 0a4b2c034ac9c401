"""XML from elsewhere, read without trust: no entity, no document type, no network, bounded in size and depth.

Every node keeps its line, so that a report can point at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from engine.errors import ImportRefused

LARGEST = 20 * 1024 * 1024
DEEPEST = 60


@dataclass
class Node:
    """One element: its text is what stands directly inside it, stripped."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def __iter__(self) -> Iterator[Node]:
        return iter(self.children)

    def child(self, tag: str) -> Node | None:
        return next((one for one in self.children if one.tag == tag), None)

    def at(self, *tags: str) -> Node | None:
        """The first element under this path."""
        here: Node | None = self
        for tag in tags:
            here = here.child(tag) if here else None
        return here

    def said(self, *tags: str) -> str:
        """The text under this path, "" when there is none."""
        found = self.at(*tags)
        return found.text if found else ""

    def under(self, *tags: str) -> list[Node]:
        """Every element at the end of this path."""
        found = self.at(*tags[:-1])
        return [one for one in found.children if one.tag == tags[-1]] if found else []


def parse(content: bytes, name: str) -> Node:
    """The root of an XML file. Raises ImportRefused with one sentence in French."""
    if len(content) > LARGEST:
        raise ImportRefused(f"« {name} » est trop gros : 20 Mo au plus.")
    reader = _Reader(name)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        sentence = f"« {name} » n’est pas un fichier XML que l’on sache lire (ligne {error.lineno})."
        raise ImportRefused(sentence) from None
    except (ValueError, LookupError):  # an encoding that nobody knows
        raise ImportRefused(f"« {name} » n’est pas écrit dans un encodage connu.") from None
    if reader.root is None:
        raise ImportRefused(f"« {name} » est vide.")
    return reader.root


class _Reader:
    def __init__(self, name: str):
        self.name = name
        self.root: Node | None = None
        self.open: list[Node] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise ImportRefused(f"« {self.name} » a trop d’éléments les uns dans les autres.")
        node = Node(tag, self.parser.CurrentLineNumber, attributes)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].pieces.append(text)

    def refuse(self, *_: object) -> None:
        raise ImportRefused(f"« {self.name} » déclare des entités ou un type de document : Parvis ne les lit pas.")
