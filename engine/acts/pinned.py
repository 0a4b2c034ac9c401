"""Who is held by the texts of a démarche: drafts and cases by edition. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import french
from engine.records import Case, Draft, Edition
from engine.records.case import CLOSED


@dataclass(frozen=True)
class Pinned:
    """Drafts not sent and not expired, open cases, closed cases; `older` are those not on the edition in force."""

    drafts: int = 0
    older_drafts: int = 0
    open_cases: int = 0
    older_cases: int = 0
    closed_cases: int = 0

    def told(self) -> str:
        """What publishing another text does to them."""
        lines = []
        if self.drafts:
            older = f", dont {self.older_drafts} sur une version plus ancienne" if self.older_drafts else ""
            lines.append(
                f"{french.count(self.drafts, 'brouillon')} en cours{older} : la nouvelle version sera proposée."
            )
        else:
            lines.append("Aucun brouillon en cours.")
        if self.open_cases:
            older = f", dont {self.older_cases} sur une version plus ancienne" if self.older_cases else ""
            lines.append(f"{french.count(self.open_cases, 'dossier')} en cours{older}.")
        lines.append("Aucun dossier ne change : chacun garde le texte sous lequel il a été ouvert.")
        return "\n".join(lines)


async def pinned(slug: str, now: datetime) -> Pinned:
    live = await in_force(slug)
    elsewhere = {"edition_id": live.id if live else 0}
    drafts = Draft.filter(slug=slug, reference=None, expires_at__gt=now)
    cases = Case.filter(slug=slug).exclude(state=CLOSED)
    return Pinned(
        drafts=await drafts.count(),
        older_drafts=await drafts.exclude(**elsewhere).count(),
        open_cases=await cases.count(),
        older_cases=await cases.exclude(**elsewhere).count(),
        closed_cases=await Case.filter(slug=slug, state=CLOSED).count(),
    )


async def in_force(slug: str) -> Edition | None:
    return await Edition.filter(slug=slug, live=True).first()
