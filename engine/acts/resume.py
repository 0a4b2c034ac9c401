"""Going on elsewhere: a draft moves to another device with a code used once and the secret word its person chose.

The code may be on paper, in a message or on the phone: it is never enough by itself. Knows no page and no cookie.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

from engine import french
from engine.acts import proof
from engine.acts.draft import KEPT, SENT, again, token_hash
from engine.acts.office import Office
from engine.acts.spelling import letters, spelt
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.fields.numbers import ordinary
from engine.names import fold
from engine.records import Draft, ResumeCode
from engine.records.batch import ANY, Batch, Row
from engine.records.lookup import lookup

TRIES = 5
"""Wrong words before a code is locked."""
SHORTEST, LONGEST = 4, 60
OVER = "Ce code ne marche plus : plus de 30 jours ont passé. Recommencez la démarche."
IN_ORDER = ("01234567890123456789", "98765432109876543210", "azertyuiop", "abcdefghijklmnopqrstuvwxyz")


# --- giving


async def give(office: Office, draft: Draft, word: str, now: datetime) -> ResumeCode:
    """A new code for this draft; the one before, if it was not used, no longer opens anything.

    `word` is what its person chose. Refusal when it is too short or too easy; NotAllowed when all was already sent.
    """
    return await _give(office, draft, await proof.hashed(chosen(word)), now)


async def give_again(office: Office, draft: Draft, now: datetime) -> ResumeCode | None:
    """A new code with the same secret word as the one before; None when there was none."""
    before = await latest(draft)
    return await _give(office, draft, before.word_hash, now) if before else None


async def _give(office: Office, draft: Draft, word_hash: str, now: datetime) -> ResumeCode:
    while draft.reference is None:
        seed = secrets.token_hex(16)
        row = {
            "draft_id": draft.id,
            "seed": seed,
            "code_hash": _code_hash(office, _code(office, seed)),
            "link_hash": _link_hash(office, _link(office, seed)),
            "word_hash": word_hash,
            "created_at": now,
            "expires_at": now + KEPT,
        }
        seen = {"id": draft.id, "version": draft.version, "reference": None}
        batch = Batch().change(Draft, seen, {"version": draft.version + 1, "expires_at": now + KEPT})
        waiting = {"draft_id": draft.id, "used_at": None, "replaced_at": None}
        batch.change(ResumeCode, waiting, {"replaced_at": now}, expect=ANY).insert(Row(ResumeCode, row))
        try:
            await batch.write()
        except Overtaken:
            await again(draft)
            continue
        draft.version, draft.expires_at = draft.version + 1, now + KEPT
        return await ResumeCode.get(code_hash=row["code_hash"])
    raise NotAllowed(SENT)


async def waiting(draft: Draft, now: datetime) -> ResumeCode | None:
    """The code of this draft that has not been used yet."""
    found = ResumeCode.filter(draft_id=draft.id, used_at=None, replaced_at=None, expires_at__gt=now)
    return await found.order_by("-id").first()


async def latest(draft: Draft) -> ResumeCode | None:
    """The last code given for this draft, used or not."""
    return await ResumeCode.filter(draft_id=draft.id).order_by("-id").first()


def code(office: Office, given: ResumeCode) -> str:
    """`ABC-DEF-GHJ`, for the person who holds the draft."""
    return _code(office, given.seed)


def link(office: Office, given: ResumeCode) -> str:
    """The same as the code, as an address: the secret word is still asked there."""
    return f"{office.settings.url}/reprendre/{_link(office, given.seed)}"


def chosen(word: str) -> str:
    """A secret word as it is compared. Refusal when anyone would guess it."""
    bare = plain(word)
    if len(bare) < SHORTEST:
        raise Refusal("mot-court", f"Choisissez au moins {SHORTEST} lettres ou chiffres, par exemple « tournesol ».")
    if len(bare) > LONGEST:
        raise Refusal("mot-long", f"Choisissez un mot plus court : {LONGEST} lettres ou chiffres au plus.")
    if len(set(bare)) == 1 or any(bare in row for row in IN_ORDER):
        raise Refusal("mot-facile", f"« {word.strip()[:20]} » se devine trop vite. Choisissez un autre mot.")
    return bare


def plain(word: str) -> str:
    """Accents, case, spaces and scripts of digits aside: what one remembers, not how one typed it."""
    return "".join(one for one in fold(ordinary(word[: LONGEST * 4])) if one.isalnum())


# --- using


async def check(office: Office, word: str, now: datetime, *, typed: str = "", link: str = "") -> ResumeCode:
    """The code that this word opens, ready to be used, with its draft. Refusal with what to do otherwise.

    Each try is counted before it is judged: a thousand guesses at once are a thousand tries.
    """
    given = await named(office, typed=typed, link=link)
    while given is not None:
        if barred := await why_not(office, given, now):
            raise barred
        try:
            await Batch().change(ResumeCode, _unused(given), {"tries": given.tries + 1}).write()
            break
        except Overtaken:
            given = await named(office, typed=typed, link=link)
    right = await proof.matches(given.word_hash if given else proof.NOBODY, plain(word))
    if given is None:
        raise Refusal("code-inconnu", "Nous ne connaissons pas ce code. Vérifiez chaque lettre et chaque chiffre.")
    if not right:
        raise wrong_word(office, given)
    await Batch().change(ResumeCode, {"id": given.id}, {"tries": 0}, expect=ANY).write()
    given.tries = 0
    return given


async def take(office: Office, given: ResumeCode, now: datetime) -> tuple[Draft, str]:
    """Move the draft here: its new token. The browser that held it no longer opens it.

    Two devices at once: one has it, the other is told. Only after `check`.
    """
    while True:
        draft = await draft_of(given)
        token = secrets.token_urlsafe(32)
        moved = {"used_at": now, "left_token_hash": draft.token_hash}
        batch = Batch().change(ResumeCode, {"id": given.id, "used_at": None, "replaced_at": None}, moved)
        held = {"id": draft.id, "token_hash": draft.token_hash, "reference": None}
        batch.change(Draft, held, {"token_hash": token_hash(token), "updated_at": now, "expires_at": now + KEPT})
        try:
            await batch.write()
        except Overtaken:
            given = await ResumeCode.get_or_none(id=given.id) or given
            if barred := await why_not(office, given, now):
                raise barred from None
            continue
        office.forget(draft)
        await again(draft)
        return draft, token


async def named(office: Office, *, typed: str = "", link: str = "") -> ResumeCode | None:
    """The code written so, or that of this link. Looked for by a keyed digest: time tells nothing of it."""
    if link:
        return await lookup(ResumeCode, "link_hash", _link_hash(office, link))
    return await lookup(ResumeCode, "code_hash", _code_hash(office, typed))


def counter(office: Office, *, typed: str = "", link: str = "") -> str:
    """Under what tries on one code are counted elsewhere: not the code itself."""
    return _link_hash(office, link) if link else _code_hash(office, typed)


async def draft_of(given: ResumeCode) -> Draft:
    """Refusal when it has just been erased where it was begun."""
    draft = await Draft.get_or_none(id=given.draft_id)
    if draft is None:
        raise Refusal("code-fini", OVER)
    return draft


async def why_not(office: Office, given: ResumeCode, now: datetime) -> Refusal | None:
    """Why this code opens nothing, and what its person can do."""
    draft = await Draft.get_or_none(id=given.draft_id)
    if given.used_at is not None:
        when = french.long_moment(office.calendar.local(given.used_at))
        sentence = f"Ce code a déjà servi, le {when}. Sur l’appareil où vous avez repris, demandez un nouveau code."
        return Refusal("code-utilise", sentence)
    if given.replaced_at is not None:
        return Refusal("code-remplace", "Ce code a été remplacé par un plus récent. Prenez le dernier code reçu.")
    if draft is None or given.expires_at <= now or draft.expires_at <= now:
        return Refusal("code-fini", OVER)
    if draft.reference is not None:
        return Refusal("code-envoye", "Cette demande a déjà été envoyée. Suivez-la avec sa référence et son code.")
    return locked(office) if given.tries >= TRIES else None


def locked(office: Office) -> Refusal:
    whom = f"appelez-nous au {french.phone(office.city.phone)}" if office.city.phone else "venez nous voir"
    return Refusal(
        "code-bloque",
        f"Ce code est bloqué, après {TRIES} mots secrets qui n’allaient pas. Vos réponses ne sont pas perdues. "
        f"Sur l’appareil où vous avez commencé, demandez un nouveau code. Sinon, {whom} : nous la ferons avec vous.",
    )


def wrong_word(office: Office, given: ResumeCode) -> Refusal:
    left = TRIES - given.tries - 1
    if left <= 0:
        return locked(office)
    again = f"Il reste {french.count(left, 'essai')} avant que le code se bloque."
    return Refusal("mot-faux", f"Ce n’est pas le mot secret choisi pour ce code. {again}")


# --- leaving


async def leave_to_code(office: Office, draft: Draft, now: datetime) -> bool:
    """Leave a draft to its code alone: no browser opens it any more. False when no code would."""
    if draft.reference is not None or await waiting(draft, now) is None:
        return False
    nobody = token_hash(secrets.token_urlsafe(32))
    await Batch().change(Draft, {"id": draft.id, "reference": None}, {"token_hash": nobody}, expect=ANY).write()
    office.forget(draft)
    return True


async def went(token: str) -> ResumeCode | None:
    """Where the draft of a token that opens nothing has gone: the code that took it away."""
    left = ResumeCode.filter(left_token_hash=token_hash(token)).order_by("-id")
    return await left.select_related("draft").first()


# --- from the secret of the installation


def _unused(given: ResumeCode) -> dict[str, object]:
    return {"id": given.id, "tries": given.tries, "used_at": None, "replaced_at": None}


def _code(office: Office, seed: str) -> str:
    return spelt(_digest(office, "reprise", seed))


def _link(office: Office, seed: str) -> str:
    return urlsafe_b64encode(_digest(office, "reprise-lien", seed)[:24]).decode()


def _code_hash(office: Office, typed: str) -> str:
    return _digest(office, "reprise-code", letters(typed)).hex()


def _link_hash(office: Office, token: str) -> str:
    return _digest(office, "reprise-adresse", token).hex()


def _digest(office: Office, purpose: str, words: str) -> bytes:
    return hmac.digest(office.settings.secret, f"{purpose}:{words}".encode(), "sha256")
