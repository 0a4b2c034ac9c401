"""One or several documents. « Je n’ai pas ce document » is an answer; the bytes live elsewhere, here are their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw, option, text
from engine.fields.numbers import option_yes_no
from engine.language import Ours

FORMATS = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "png": ("image/png",),
    "webp": ("image/webp",),
    "heic": ("image/heic", "image/heif"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "odt": ("application/vnd.oasis.opendocument.text",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
    "doc": ("application/msword",),
    "xls": ("application/vnd.ms-excel",),
}
"""Formats a question may accept and the media types found by looking at the bytes."""
PICTURES = ("jpg", "png", "webp", "heic")
"""A question that accepts one of them accepts them all: what a phone takes is turned into what is asked for."""
ALSO = {"jpg": ("jpeg",), "heic": ("heif",)}
"""Other ends of names for the same format."""
DEFAULT_FORMATS = ("pdf", "jpg", "png", "heic")
LARGEST = 20 * 1024 * 1024


class File(FieldType):
    name = "fichier"
    title = "Un document à joindre, ou plusieurs"
    written_as = (str, list)
    grouped = True
    comparable = False
    script = "fichiers.js"
    options: ClassVar[Mapping[str, Any]] = {
        "formats": {**option("Les formats acceptés, par exemple [pdf, jpg]."), "type": ["list", "string"]},
        "taille": option("Le poids au plus d’un document, par exemple 5 Mo."),
        "plusieurs": option("oui : on peut joindre plusieurs documents."),
        "indispensable": option("oui : la demande est incomplète sans ce document."),
        "absent": option("non : ne pas proposer « Je n’ai pas ce document »."),
    }
    missing = "Joignez le document « {label} »."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"documents": ["d1"], "absent": ""}, value=["d1"]),
        Example(raw={"documents": [], "absent": "oui"}, value={"absent": True}, shown="Je n’ai pas ce document"),
        Example(raw={"documents": ["d1", "d2"], "absent": ""}, refused="un-seul-document"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **options,
            "formats": read_formats(options.get("formats")),
            "taille": read_size(options.get("taille", "10 Mo")),
            "plusieurs": option_yes_no("plusieurs", options.get("plusieurs"), False),
            "indispensable": option_yes_no("indispensable", options.get("indispensable"), False),
            "absent": option_yes_no("absent", options.get("absent"), True),
        }

    def read(self, question: Any, form: Any) -> Raw:
        return {"documents": [], "absent": text(form.get(f"{question.id}-absent"))}

    def input_names(self, question: Any) -> tuple[str, ...]:
        return (question.id, f"{question.id}-absent")

    def is_empty(self, raw: Raw) -> bool:
        return not raw["documents"] and not raw["absent"]

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> Any:
        documents = raw["documents"]
        if len(documents) > 1 and not question.options["plusieurs"]:
            raise Refusal("un-seul-document", f"« {question.label} » : gardez un seul document, retirez les autres.")
        if documents:
            return list(documents)
        return {"absent": True} if raw["absent"] and question.options["absent"] else None

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": ["list", "dict"]}

    def fill(self, question: Any, value: Any) -> Raw:
        absent = isinstance(value, Mapping)
        return {"documents": [] if absent else list(value or []), "absent": "oui" if absent else ""}

    def show(self, question: Any, value: Any) -> str:
        if isinstance(value, Mapping):
            return Ours("Je n’ai pas ce document")
        return Ours("1 document joint" if len(value) == 1 else f"{len(value)} documents joints")

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return (*(f"document.{one}" for one in question.options["formats"][:1]), "absent")

    def literal(self, question: Any, written: Any) -> Any:
        if written == "absent":
            return {"absent": True}
        names = written if isinstance(written, list) else [written]
        if not all(isinstance(name, str) and re.search(r"\.\w+$", name) for name in names):
            shown = (
                f"« {written} » n’est pas un document" if isinstance(written, str) else "Ce ne sont pas des documents"
            )
            raise ValueError(f"{shown} : écrivez un nom comme plan.pdf, ou absent.")
        return names


def accepted(formats: Iterable[str]) -> str:
    """Formats as the file dialog wants them: ends of names for computers, media types for the camera of phones."""
    named = list(formats)
    if any(format in PICTURES for format in named):
        named += [format for format in PICTURES if format not in named]
    ends = (f".{end}" for format in named for end in (format, *ALSO.get(format, ())))
    return ",".join((*ends, *(kind for format in named for kind in FORMATS[format])))


def read_formats(written: Any) -> tuple[str, ...]:
    if written is None:
        return DEFAULT_FORMATS
    names = written if isinstance(written, list) else [written]
    if not names or not all(isinstance(name, str) for name in names):
        raise ValueError("formats", f"Il faut ici une liste de formats, parmi {', '.join(FORMATS)}.")
    for name in names:
        if name not in FORMATS:
            several = f" Entre crochets : [{name}]." if "," in name else ""
            raise ValueError("formats", f"« {name} » n’est pas un format accepté : {', '.join(FORMATS)}.{several}")
    return tuple(names)


def read_size(written: str) -> int:
    """« 5 Mo » in bytes. Raises ValueError(key, French sentence)."""
    match = re.fullmatch(r"(\d{1,5})[\s\u00a0\u202f]*(Mo|Ko)", written, re.IGNORECASE)
    size = int(match[1]) * (1024 * 1024 if match[2].lower() == "mo" else 1024) if match else 0
    if not 0 < size <= LARGEST:
        raise ValueError(
            "taille", f"« {written} » n’est pas une taille acceptée : écrivez par exemple 5 Mo (20 Mo au plus)."
        )
    return size
