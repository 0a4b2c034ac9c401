"""Invented people: names from many places, numbers and addresses that belong to nobody."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

NAMES = (
    ("Inès", "Moreau"),
    ("Mamadou", "Diarra"),
    ("Nguyễn Thị", "Lan"),
    ("Jean-Marc", "Etchegaray"),
    ("Fátima", "Ferreira da Silva"),
    ("Oksana", "Kovalenko"),
    ("Олена", "Шевченко"),
    ("فاطمة", "الزهراء"),
    ("Aïcha", "Benkirane"),
    ("Léo", "Dupouy"),
    ("Zoé", "O’Connor"),
    ("Gülsen", "Yıldız"),
    ("Ștefan", "Ionescu"),
    ("Dimitar", "Petrov"),
    ("Rosa", "Winter"),
    ("Yohannes", ""),
    ("Suharto", ""),
    ("Camille", "Lafargue"),
    ("Noé", "Castéra"),
    ("Awa", "Traoré"),
    ("Kwame", "Mensah"),
    ("Priya", "Raman"),
    ("Wei", "Zhang"),
    ("Haruto", "Sakamoto"),
    ("Ingrid", "Bjørnstad"),
    ("Marta", "Nowak"),
    ("Giulia", "Esposito"),
    ("Carmen", "Ruiz Ibáñez"),
    ("João", "Pereira"),
    ("Sacha", "Benoît"),
    ("Alix", "Carpentier"),
    ("Manon", "Roy"),
    ("Rym", "Haddad"),
    ("Ismaël", "Hamidou"),
    ("Teuira", "Teriitahi"),
    ("Marie-Galante", "Célestin"),
    ("Jean-Baptiste", "de La Brède"),
    ("Solenn", "Le Bihan"),
    ("Xan", "Etxeberria"),
    ("Maëlys", "Vandenbroucke"),
    ("Ariane", "Klein"),
    ("Tariq", "Rahimi"),
    ("Nour", "Al-Masri"),
    ("Mehmet", "Öztürk"),
    ("Blessing", "Okonkwo"),
    ("Félicité", "Mukamana"),
    ("Eva", "Horváth"),
    ("Lucas", "Martin"),
    ("Jeanne", "Lacaze"),
    ("Robert", "Dubourdieu"),
)


@dataclass(frozen=True)
class Somebody:
    """A person who exists only here. Some have a single name."""

    given: str
    family: str
    phone: str

    @property
    def email(self) -> str:
        return f"{_ascii(self.given) or 'personne'}.{_ascii(self.family) or self.phone[-4:]}@exemple.fr"


def meet(chance: Random) -> Somebody:
    given, family = chance.choice(NAMES)
    if family and chance.random() < 0.4:  # more people than names
        family = chance.choice([other for _, other in NAMES if other])
    return Somebody(given, family, phone(chance))


def phone(chance: Random) -> str:
    """A number of the range kept for fiction by the French regulator."""
    return f"06 39 98 {chance.randrange(100):02} {chance.randrange(100):02}"


def neighbour(street: str, chance: Random) -> str:
    """The same street, another number."""
    return re.sub(r"^\d+", lambda _: str(chance.randrange(1, 140)), street)


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", plain).strip("-")
