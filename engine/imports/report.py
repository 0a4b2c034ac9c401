"""What became of each construct of the source: kept, approximated or left, where it stands and why, in French."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.imports.model import Place

KEPT, NEAR, LEFT = "gardé", "approché", "laissé"
STATUSES = (KEPT, NEAR, LEFT)
MEANING = {
    KEPT: "la même chose, dans notre langue",
    NEAR: "presque la même chose : relisez ces lignes",
    LEFT: "absent de la démarche : à écrire à la main si vous en avez besoin",
}


@dataclass(frozen=True)
class Line:
    status: str
    what: str
    place: Place
    why: str = ""


@dataclass
class Report:
    """The fate of every construct. `look` counts the settings of pure layout, that a theme makes useless."""

    title: str
    lines: list[Line] = field(default_factory=list)
    look: Counter[str] = field(default_factory=Counter)
    todo: list[str] = field(default_factory=list)

    def add(self, status: str, what: str, place: Place, why: str = "") -> None:
        self.lines.append(Line(status, what, place, why))

    def kept(self, what: str, place: Place, why: str = "") -> None:
        self.add(KEPT, what, place, why)

    def near(self, what: str, place: Place, why: str) -> None:
        self.add(NEAR, what, place, why)

    def left(self, what: str, place: Place, why: str) -> None:
        self.add(LEFT, what, place, why)

    def ask(self, sentence: str) -> None:
        """Something that a person must complete."""
        if sentence not in self.todo:
            self.todo.append(sentence)

    def count(self, status: str) -> int:
        return sum(line.status == status for line in self.lines)

    @property
    def share(self) -> float:
        """The part of the constructs that is kept or approximated, from 0 to 1."""
        return 1.0 if not self.lines else 1 - self.count(LEFT) / len(self.lines)

    def summary(self) -> str:
        counts = ", ".join(
            f"{self.count(status)} {status}{'s' if self.count(status) > 1 else ''}" for status in STATUSES
        )
        return f"{len(self.lines)} constructions : {counts} ({percent(self.share)} gardées ou approchées)."

    def markdown(self) -> str:
        parts = [f"# Import : {self.title}\n", self.summary(), ""]
        if self.todo:
            parts += ["## À compléter\n", *(f"- {sentence}" for sentence in self.todo), ""]
        parts += self.table()
        for status in (LEFT, NEAR, KEPT):
            parts += self.section(status)
        if self.look:
            told = ", ".join(f"`{name}` ({count})" for name, count in sorted(self.look.items()))
            parts += [
                "## Mise en page\n",
                f"C’est le thème de la ville qui décide ; ces réglages ne servent plus : {told}.",
                "",
            ]
        return "\n".join(parts).rstrip() + "\n"

    def table(self) -> list[str]:
        """How many of each, by nature of construct."""
        kinds: dict[str, Counter[str]] = {}
        for line in self.lines:
            kinds.setdefault(line.what, Counter())[line.status] += 1
        rows = [
            f"| {what} | {' | '.join(str(counts[one]) for one in STATUSES)} |" for what, counts in sorted(kinds.items())
        ]
        return ["| Construction | gardé | approché | laissé |", "|---|---|---|---|", *rows, ""]

    def section(self, status: str) -> list[str]:
        lines = [line for line in self.lines if line.status == status]
        if not lines:
            return []
        heading = [f"## {status.capitalize()} ({len(lines)})\n", f"{MEANING[status].capitalize()}.", ""]
        return [*heading, *(f"- {line.what} : {line.place}{f'. {line.why}' if line.why else ''}" for line in lines), ""]


def percent(share: float) -> str:
    """Never rounded up to a hundred."""
    return f"{int(share * 1000) / 10:g} %".replace(".", ",")
