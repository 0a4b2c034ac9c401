"""The pages of docs/manuel/erreurs played: each bad example gives its code, each good one gives no error.

An example is a few top-level keys: they replace those of `_base.yaml`. Some lines say more:
`# fichier: forms/x.yaml` what follows is that file (the keys of `_organisation.yaml` replace those of the shipped one);
`# sans: famille` the base without this key; `# encodage: latin-1`; `# marque: oui` a byte order mark; `# absent: oui` no such file;
`# repeter: 1000` what follows, that many times; `# verifier: nom` the name given to the command.
`⟨U+00A0⟩` stands for a character that cannot be seen.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from engine import checker, rehearsal
from engine.definition import catalogue
from engine.names import fold

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/manuel/erreurs"
OWN = "processes/exemple.yaml"
MERGED = {OWN: PAGES / "_base.yaml", "processes/_organisation.yaml": ROOT / "processes/_organisation.yaml"}


def sections(text: str) -> dict[str, str]:
    """The top-level keys of a text with their lines; what stands before the first one is under ""."""
    found: dict[str, str] = {"": ""}
    key = ""
    for line in text.splitlines(keepends=True):
        if match := re.match(r"([^\s#\-:][^:]*?) ?:(?:\s|$)", line):
            key = match[1]
        found[key] = found.get(key, "") + line
    return found


def merged(base: str, text: str, without: set[str]) -> str:
    """The base with these keys instead of its own; another form makes the routes and scenarios of the base foreign."""
    own = sections(text)
    hidden = {fold(key) for key in own} | without
    if "formulaire" in own and "routage" not in hidden:
        return merged(base, f"routage:\n  - sinon: proximite\n{text}", without)
    return "".join(lines for key, lines in sections(base).items() if key and fold(key) not in hidden) + text


@dataclass
class Example:
    """What an example puts in the folder of a city."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Example:
        made = cls()
        parts = re.split(r"^# fichier: (\S.*)\n", text, flags=re.MULTILINE)
        named = dict(zip(parts[1::2], parts[2::2], strict=True))
        if OWN not in named:
            named = {OWN: parts[0], **named}
            made.add(OWN, parts[0], MERGED[OWN].read_text("utf-8"))
        for name, written in named.items():
            if name not in made.files:
                base = MERGED[name].read_text("utf-8") if name in MERGED and name != OWN else ""
                made.add(name, written, base)
        return made

    def add(self, name: str, text: str, base: str) -> None:
        said = {}
        while match := re.match(r"# (sans|encodage|marque|absent|repeter|verifier): (.*)\n", text):
            said[match[1]], text = match[2], text[match.end() :]
        if "verifier" in said:
            self.asked.append(said["verifier"])
        text = re.sub(r"⟨U\+([0-9A-F]{4})⟩", lambda match: chr(int(match[1], 16)), text)
        text *= int(said.get("repeter", 1))
        gone = {"lieux_relais"} if re.search(r"^services:", text, re.MULTILINE) else set()  # they name the services
        whole = merged(base, text, {fold(said.get("sans", ""))} | gone)
        mark = "\ufeff" if "marque" in said else ""
        content = (mark + whole).encode(said.get("encodage", "utf-8"))
        self.files[name] = None if "absent" in said else content


def borrowed(content: bytes, text: str) -> range:
    """Lines of the scenarios that come from the base though the form is another one: what they say means nothing."""
    own = sections(text)
    if "formulaire" not in own or "scenarios" in own:
        return range(0)
    lines = content.decode("utf-8").splitlines()
    start = lines.index("scenarios:") + 1
    return range(
        start, next((n for n, line in enumerate(lines[start:], start + 1) if line[:1].strip()), len(lines) + 1)
    )


class Town:
    """The folder of a city, put back after each example."""

    def __init__(self, root: Path):
        self.root = root
        (root / "processes").mkdir()
        shutil.copytree(ROOT / "forms", root / "forms", ignore=shutil.ignore_patterns("*.*.yaml"))
        shutil.copy(ROOT / "processes/_organisation.yaml", root / "processes")

    def judge(self, example: Example):
        """Every problem told of the files of an example, and of nothing else."""
        kept = {name: (self.root / name).read_bytes() for name in example.files if (self.root / name).is_file()}
        folders = {Path(name).parent for name in example.files}
        added = [folder for folder in folders if not (self.root / folder).exists()]
        themed = any(name.startswith("themes/") for name in example.files)
        if themed:
            (self.root / "themes").mkdir()
            (self.root / "themes/base").symlink_to(ROOT / "themes/base")
        try:
            for name, content in example.files.items():
                path = self.root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if content is None:
                    path.unlink()
                else:
                    path.write_bytes(content)
            if themed or example.asked:
                return checker.check(self.root, [self.root / name for name in example.asked]).problems
            return catalogue.load(self.root, rehearsal.check).problems
        finally:
            self.put_back(example, kept, added)

    def put_back(self, example: Example, kept: dict[str, bytes], added: list[Path]) -> None:
        for name in example.files:
            (self.root / name).unlink(missing_ok=True)
        for name, content in kept.items():
            (self.root / name).write_bytes(content)
        for folder in added:
            shutil.rmtree(self.root / folder, ignore_errors=True)
        shutil.rmtree(self.root / "themes", ignore_errors=True)
