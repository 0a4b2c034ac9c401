"""The question types, one file each. `TYPES` knows them by their French word, in the order of the manual."""

from __future__ import annotations

from engine.fields.accord import Agreement
from engine.fields.adresse import Address
from engine.fields.annee_mois import Month
from engine.fields.base import FieldType
from engine.fields.calcul import Computed
from engine.fields.choix import Choice
from engine.fields.choix_multiple import Choices
from engine.fields.commune import Commune
from engine.fields.courriel import Email
from engine.fields.date import Date
from engine.fields.fichier import File
from engine.fields.heure import Hour
from engine.fields.iban import Iban
from engine.fields.immatriculation import Plate
from engine.fields.information import Information
from engine.fields.langue import Language
from engine.fields.lieu import Spot
from engine.fields.liste import FromList
from engine.fields.montant import Amount
from engine.fields.nir import Nir
from engine.fields.nombre import Number
from engine.fields.numero_fiscal import TaxNumber
from engine.fields.oui_non import YesNo
from engine.fields.pays import Country
from engine.fields.periode import Period
from engine.fields.public import Audience
from engine.fields.rna import Rna
from engine.fields.signature_simple import SimpleSignature
from engine.fields.siren import Siren
from engine.fields.siret import Siret
from engine.fields.telephone import Phone
from engine.fields.texte import Text
from engine.fields.texte_long import LongText
from engine.fields.url import Url

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
        Month(),
        Hour(),
        Period(),
        YesNo(),
        Choice(),
        Choices(),
        FromList(),
        Country(),
        Language(),
        Commune(),
        Audience(),
        Agreement(),
        SimpleSignature(),
        Address(),
        Spot(),
        File(),
        Url(),
        Siret(),
        Siren(),
        Rna(),
        Iban(),
        TaxNumber(),
        Nir(),
        Plate(),
        Information(),
        Computed(),
    )
}
