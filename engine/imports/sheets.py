"""The pages of the source as ours: a page asks, a repeated block is a page of its own, a title stays a small title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.imports.model import Block, Field, Place
from engine.imports.report import Report
from engine.imports.words import one_line
from engine.names import fold

ALONE = ("fichier",)


@dataclass
class Item:
    """A field at its place. `owners` are the blocks it comes from, whose conditions it shares."""

    field: Field
    prefix: str = ""
    names: tuple[str, ...] = ()
    owners: tuple[Field, ...] = ()


@dataclass
class Sheet:
    """One of our pages. `page` is the source's page, whose condition and checks it carries; `group` what it repeats."""

    title: str
    page: Field | None
    items: list[Item] = field(default_factory=list)
    group: Field | None = None
    last: bool = True
    """Whether it is the last part of its page, where its checks are made."""


class Layout:
    """Lays the fields of a form out on pages."""

    def __init__(self, name: str, blocks: dict[str, Block], report: Report):
        self.blocks = blocks
        self.report = report
        self.sheets: list[Sheet] = [Sheet(name, None)]

    def lay(self, fields: list[Field]) -> list[Sheet]:
        for one in fields:
            if one.kind == "page":
                self.close()
                self.sheets.append(Sheet(one_line(one.label), one))
            else:
                self.put(one)
        self.close()
        return [sheet for sheet in self.sheets if sheet.items]

    @property
    def here(self) -> Sheet:
        return self.sheets[-1]

    def close(self) -> None:
        """The checks of a page are made on its last part that asks something."""
        parts = [sheet for sheet in self.sheets if sheet.page is self.here.page and sheet.items]
        for sheet in parts[:-1]:
            sheet.last = False

    def put(self, one: Field) -> None:
        inner = self.inside(one)
        if not inner:
            self.here.items.append(Item(one, names=(one.name,)))
        elif self.is_only_files(one, inner):
            self.here.items.append(Item(self.files(one, inner[0]), names=block_names(one, inner[0])))
        elif one.largest == 1:
            self.here.items += self.inlined(one, inner, ())
            self.report.kept("bloc de champs", one.place)
        else:
            self.repeat(one, inner)

    def inside(self, one: Field) -> list[Field]:
        """The fields of a group, "" when it is none or when its block was not given."""
        if one.fields:
            return one.fields
        if one.kind == "lignes" and one.columns:
            return [Field("texte", "", label, one.place, required=False) for label in one.columns]
        if one.kind != "bloc":
            return []
        block = self.blocks.get(one.block)
        return [replace(inner) for inner in block.fields] if block else []

    def is_only_files(self, one: Field, inner: list[Field]) -> bool:
        return len(inner) == 1 and inner[0].kind in ALONE

    def files(self, one: Field, only: Field) -> Field:
        """A block of one document is a question that takes several."""
        label = one.label if one_line(one.label) else only.label
        settings = only.settings | ({"plusieurs": "oui"} if one.largest != 1 else {})
        required = one.required and only.required
        notes = [
            *only.notes,
            ("approché", "bloc de champs", "une question « fichier » qui accepte plusieurs documents"),
        ]
        return replace(
            one,
            kind="fichier",
            label=label,
            settings=settings,
            required=required,
            hint=one.hint or only.hint,
            notes=[*one.notes, *notes],
        )

    def inlined(self, one: Field, inner: list[Field], owners: tuple[Field, ...]) -> Iterator[Item]:
        """The fields of a block that is filled once, in the place of the block."""
        if one_line(one.label):
            yield Item(
                replace(
                    one,
                    kind="titre",
                    notes=[],
                    checks=[],
                    prefill=("", ""),
                    settings={},
                    anonymised=None,
                    in_summary=True,
                ),
                owners=owners,
            )
        for each in inner:
            deeper = self.inside(each)
            if deeper and not self.is_only_files(each, deeper) and len(owners) < 4:
                yield from self.inlined(each, deeper, (*owners, one))
            else:
                optional = each if one.required else replace(each, required=False)
                yield Item(
                    optional,
                    prefix="" if one.opaque else one.name or one.block,
                    names=block_names(one, each),
                    owners=(*owners, one),
                )

    def repeat(self, one: Field, inner: list[Field]) -> None:
        """A group between two parts of its page."""
        page, title = self.here.page, self.here.title
        label = one_line(one.label) or title
        if page is not None and not [
            item for item in self.here.items if item.field.kind not in ("titre", "information")
        ]:
            before, self.here.items = self.here.items, []
        else:
            before = []
        group = Sheet(label, page, before, group=one)
        for each in inner:
            deeper = self.inside(each)
            if deeper and not self.is_only_files(each, deeper):
                group.items += [
                    replace(item, names=block_names(one, item.field)) for item in self.inlined(each, deeper, ())
                ]
            else:
                group.items.append(
                    Item(each, prefix="" if one.opaque else one.name or one.block, names=block_names(one, each))
                )
        self.sheets.append(group)
        self.sheets.append(Sheet(f"{title} (suite)" if fold(label) != fold(title) else title, page))


def block_names(one: Field, inner: Field) -> tuple[str, ...]:
    """How conditions call a field of a block."""
    if not inner.name:
        return (one.name,) if inner.kind == "fichier" else ()
    names = [f"{owner}_{inner.name}" for owner in (one.name, one.block, "block") if owner]
    return (*names, inner.name, *((one.name,) if inner.kind == "fichier" else ()))


def place_of(sheet: Sheet) -> Place | None:
    return sheet.page.place if sheet.page else None
