"""Numbers as people write them: comma or point, spaces between thousands, digits of any script."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

LARGEST = Decimal(10) ** 15


WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""The wide letters and signs of East Asian keyboards, and the ordinary ones."""


def ordinary(written: str) -> str:
    """A code as it was meant, wherever it was typed or pasted from: every decimal digit (Arabic, Devanagari…) as 0-9,
    wide letters as ordinary ones, and none of the marks that nobody sees (directions, joiners, soft hyphens)."""
    if written.isascii():
        return written
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in written.translate(WIDE)
        if unicodedata.category(sign) != "Cf"
    )


def trimmed(written: str) -> str:
    """Without the blanks and the marks that nobody sees at both ends: what stands inside is left alone."""
    ends = "".join({sign for sign in written if sign.isspace() or unicodedata.category(sign) == "Cf"})
    return written.strip(ends)


def decimal_number(written: str) -> Decimal:
    """Parse a number typed by a person. Raises ValueError."""
    compact = re.sub(r"[\s\u00a0\u202f'’٬]", "", ordinary(written)).replace("\u2212", "-").replace("٫", ".")
    if "," in compact and "." in compact:  # the last one is the decimal mark, the others part thousands
        compact = compact.replace("." if compact.rindex(",") > compact.rindex(".") else ",", "")
    compact = compact.replace(",", ".")
    if not re.fullmatch(r"[-+]?\d{1,18}(\.\d{0,10})?|[-+]?\.\d{1,10}", compact):
        raise ValueError(written)
    try:
        number = Decimal(compact)
    except InvalidOperation as error:
        raise ValueError(written) from error
    if abs(number) >= LARGEST:
        raise ValueError(written)
    return number


def whole_number(key: str, written: Any, default: int, low: int, high: int) -> int:
    """An option of a question as an integer. Raises ValueError(key, French sentence)."""
    if written is None:
        return default
    if not re.fullmatch(r"\d{1,9}", str(written)) or not low <= int(written) <= high:
        raise ValueError(
            key, f"« {written} » n’est pas accepté pour « {key} » : écrivez un nombre entier de {low} à {high}."
        )
    return int(written)


def option_number(key: str, written: Any) -> Decimal | None:
    """An optional bound of a question. Raises ValueError(key, French sentence)."""
    if written is None:
        return None
    try:
        return decimal_number(str(written))
    except ValueError:
        raise ValueError(key, f"« {written} » n’est pas un nombre : écrivez par exemple « {key}: 10 ».") from None


def compares(operator: str, number: Decimal, operand: Any) -> bool:
    """Outcome of an operator of numbers; the operand is a number as it is written, or two after `entre`."""
    if operator == "entre":
        return Decimal(operand[0]) <= number <= Decimal(operand[1])
    limit = Decimal(operand)
    return {
        "moins_de": number < limit,
        "au_plus": number <= limit,
        "plus_de": number > limit,
        "au_moins": number >= limit,
    }[operator]


def is_pair(written: Any) -> bool:
    """Whether two bounds are written, as after `entre`."""
    return isinstance(written, list) and len(written) == 2 and all(isinstance(bound, str) for bound in written)


YES = {"oui", "true", "vrai"}
NO = {"non", "false", "faux"}


def yes_no(written: Any) -> bool:
    """A boolean of the language: oui, non (true, false accepted). Raises ValueError(French sentence)."""
    word = written if isinstance(written, bool) else str(written).strip().casefold()
    if word is True or word in YES:
        return True
    if word is False or word in NO:
        return False
    raise ValueError(f"« {written} » n’est ni oui ni non : écrivez oui ou non.")


def option_yes_no(key: str, written: Any, default: bool) -> bool:
    """An optional oui/non of a question. Raises ValueError(key, French sentence)."""
    if written is None:
        return default
    try:
        return yes_no(written)
    except ValueError as error:
        raise ValueError(key, str(error)) from None
