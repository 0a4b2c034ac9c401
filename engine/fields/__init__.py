"""The question types, one file each. `TYPES` knows them by their French word, in the order of the manual."""

from __future__ import annotations

from engine.fields.accord import Agreement
from engine.fields.adresse import Address
from engine.fields.base import FieldType
from engine.fields.choix import Choice
from engine.fields.choix_multiple import Choices
from engine.fields.courriel import Email
from engine.fields.date import Date
from engine.fields.fichier import File
from engine.fields.information import Information
from engine.fields.montant import Amount
from engine.fields.nombre import Number
from engine.fields.oui_non import YesNo
from engine.fields.public import Audience
from engine.fields.siret import Siret
from engine.fields.telephone import Phone
from engine.fields.texte import Text
from engine.fields.texte_long import LongText

TYPES: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        Text(),
        LongText(),
        Email(),
        Phone(),
        Number(),
        Amount(),
        Date(),
        YesNo(),
        Choice(),
        Choices(),
        Audience(),
        Agreement(),
        Address(),
        File(),
        Siret(),
        Information(),
    )
}
