"""A graph drawn as SVG, by rows: one box under another, what follows straight down, what skips by the right, what
comes back by the left. Nothing overlaps, whatever the graph. Pure; no external program.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from engine.french import spaced

WIDTH, BOX, GAP, PAD = 800, 380, 34, 12
LETTER, SMALL = 8.3, 7.2
"""Width of a letter of a title and of a line, in pixels, a little more than the truth."""
TITLE_LINE, LINE = 21, 18
LANE = 18
LEFT, RIGHT = (WIDTH - BOX) // 2, (WIDTH + BOX) // 2


@dataclass(frozen=True)
class Box:
    """`title` in bold, `lines` under it. `dashed`: not everyone goes there. `end`: nothing follows."""

    id: str
    title: str
    lines: tuple[str, ...] = ()
    dashed: bool = False
    end: bool = False


@dataclass(frozen=True)
class Arrow:
    """`mark` is the number written on it, that a list explains; `dashed`: by itself."""

    source: str
    target: str
    mark: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Drawing:
    """`title` and `told` are what is said to who cannot see it; boxes come in the order of the rows."""

    title: str
    told: str
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    around: Sequence[tuple[str, str]] = ()
    """From which box to which one a way goes round, between the box above and the box below."""


@dataclass(frozen=True)
class Placed:
    box: Box
    top: int
    height: int
    title: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def bottom(self) -> int:
        return self.top + self.height


STYLE = """
.parvis text{font-family:system-ui,"Segoe UI",Roboto,Arial,sans-serif;fill:#1b1b1b}
.parvis .t{font-size:16px;font-weight:700}.parvis .l{font-size:14px}.parvis .n{font-size:12px;font-weight:700}
.parvis .b{fill:#fff;stroke:#1b1b1b;stroke-width:1.5}.parvis .d{stroke-dasharray:6 4}.parvis .e{fill:#eef2f7;stroke-width:2.5}
.parvis .a{fill:none;stroke:#3d4a5c;stroke-width:1.5}.parvis .h{fill:#3d4a5c}.parvis .m{fill:#fff;stroke:#3d4a5c}
"""


def svg(drawing: Drawing, name: str = "dessin") -> str:
    """A whole SVG element; `name` makes its ids unique in a page."""
    rows = rows_of(drawing.boxes)
    body, extent = drawn(drawing, rows)
    left, right = extent
    height = (rows[-1].bottom if rows else 0) + GAP // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="parvis" role="img" viewBox="{left} 0 {right - left} {height}" '
        f'width="{right - left}" height="{height}" aria-labelledby="{name}-titre {name}-texte">'
        f'<title id="{name}-titre">{escape(drawing.title)}</title>'
        f'<desc id="{name}-texte">{escape(drawing.told)}</desc><style>{STYLE}</style>{body}</svg>'
    )


def rows_of(boxes: Sequence[Box]) -> list[Placed]:
    rows: list[Placed] = []
    top = GAP // 2
    for box in boxes:
        title = tuple(textwrap.wrap(spaced(box.title), int((BOX - 2 * PAD) / LETTER)))
        lines = tuple(part for line in box.lines for part in wrapped(line))
        height = 2 * PAD + TITLE_LINE * len(title) + LINE * len(lines)
        rows.append(Placed(box, top, height, title, lines))
        top += height + GAP
    return rows


def wrapped(line: str) -> list[str]:
    """At most three lines: the list beside the drawing says it all."""
    return textwrap.wrap(spaced(line), int((BOX - 2 * PAD) / SMALL), max_lines=3, placeholder=" …")


def drawn(drawing: Drawing, rows: Sequence[Placed]) -> tuple[str, tuple[int, int]]:
    """The body, and how far it goes on the left and on the right."""
    place = {row.box.id: number for number, row in enumerate(rows)}
    known = [one for one in drawing.arrows if one.source in place and one.target in place]
    skips = sorted(
        (one for one in known if place[one.target] > place[one.source] + 1), key=lambda one: span(one, place)
    )
    backs = sorted((one for one in known if place[one.target] <= place[one.source]), key=lambda one: span(one, place))
    straight = [one for one in known if place[one.target] == place[one.source] + 1]
    parts = [text_of(row) for row in rows]
    lines: list[str] = []
    for group in {(one.source, one.target): None for one in straight}:
        same = [one for one in straight if (one.source, one.target) == group]
        lines += [
            down(one, rows[place[one.source]], rows[place[one.target]], position, len(same))
            for position, one in enumerate(same)
        ]
    right, left = Side(RIGHT, 1), Side(LEFT, -1)
    for side, arrows in ((right, skips), (left, backs)):
        lines += [side.round(one, rows[place[one.source]], rows[place[one.target]]) for one in arrows]
    lines += [bypass(rows[place[first]], rows[place[last]]) for first, last in drawing.around]
    return "".join([*lines, *parts]), (min(0, left.reach - 16), max(WIDTH, right.reach + 16))


def span(arrow: Arrow, place: dict[str, int]) -> int:
    return abs(place[arrow.target] - place[arrow.source])


def text_of(row: Placed) -> str:
    box = row.box
    kinds = f"b{' d' if box.dashed else ''}{' e' if box.end else ''}"
    parts = [f'<rect class="{kinds}" x="{LEFT}" y="{row.top}" width="{BOX}" height="{row.height}" rx="8"/>']
    y = row.top + PAD + 15
    for line in row.title:
        parts.append(f'<text class="t" x="{LEFT + PAD}" y="{y}">{escape(line)}</text>')
        y += TITLE_LINE
    for line in row.lines:
        parts.append(f'<text class="l" x="{LEFT + PAD}" y="{y - 2}">{escape(line)}</text>')
        y += LINE
    return "".join(parts)


def down(arrow: Arrow, source: Placed, target: Placed, position: int, count: int) -> str:
    x = WIDTH // 2 + int((position - (count - 1) / 2) * 46)
    start, end = source.bottom, target.top
    return line(f"M{x} {start}V{end - 7}", arrow) + head(x, end, "down") + mark(arrow, x + 15, (start + end) // 2 - 2)


def bypass(first: Placed, last: Placed) -> str:
    """Leaves the way down just above a box and joins it again under the last one, before the next way round leaves."""
    centre, x = WIDTH // 2, RIGHT + LANE + 8
    start, end = first.top - GAP + 22, last.bottom + 9
    return f'<path class="a" d="M{centre} {start}H{x}V{end}H{centre + 8}"/>' + head(centre, end, "left")


class Side:
    """The lanes of one side of the boxes: each arrow has its own, and its own height where it leaves and arrives."""

    def __init__(self, edge: int, way: int):
        self.edge, self.way = edge, way
        self.lanes: list[list[tuple[int, int]]] = []
        self.ports: dict[str, int] = {}
        self.reach = edge

    def round(self, arrow: Arrow, source: Placed, target: Placed) -> str:
        start, end = self.port(source, leaving=True), self.port(target, leaving=False)
        top, bottom = min(start, end), max(start, end)
        lane = self.lane(top, bottom)
        x = self.edge + self.way * (LANE + 8 + lane * (LANE + 8))
        self.reach = max(self.reach, x) if self.way > 0 else min(self.reach, x)
        path = f"M{self.edge} {start}H{x}V{end}H{self.edge + self.way * 7}"
        return (
            line(path, arrow)
            + head(self.edge, end, "right" if self.way < 0 else "left")
            + mark(arrow, x, (top + bottom) // 2)
        )

    def lane(self, top: int, bottom: int) -> int:
        """The nearest lane that is free between these heights."""
        for number, taken in enumerate(self.lanes):
            if all(bottom + 12 < first or top - 12 > last for first, last in taken):
                taken.append((top, bottom))
                return number
        self.lanes.append([(top, bottom)])
        return len(self.lanes) - 1

    def port(self, row: Placed, *, leaving: bool) -> int:
        """The next free height on this side of a box: arrivals from the top, departures from the bottom."""
        key = f"{row.box.id} {leaving}"
        number = self.ports.get(key, 0)
        self.ports[key] = number + 1
        step = min(9, max(4, (row.height // 2 - 8) // 4))
        return row.bottom - 8 - number * step if leaving else row.top + 8 + number * step


def line(path: str, arrow: Arrow) -> str:
    return f'<path class="a{" d" if arrow.dashed else ""}" d="{path}"/>'


def head(x: int, y: int, way: str) -> str:
    points = {
        "down": f"{x},{y} {x - 5},{y - 9} {x + 5},{y - 9}",
        "left": f"{x},{y} {x + 9},{y - 5} {x + 9},{y + 5}",
        "right": f"{x},{y} {x - 9},{y - 5} {x - 9},{y + 5}",
    }[way]
    return f'<polygon class="h" points="{points}"/>'


def mark(arrow: Arrow, x: int, y: int) -> str:
    if not arrow.mark:
        return ""
    return (
        f'<circle class="m" cx="{x}" cy="{y}" r="10"/>'
        f'<text class="n" x="{x}" y="{y + 4}" text-anchor="middle">{escape(arrow.mark)}</text>'
    )
