"""What every page offers: a way to be called back, when the city has a démarche for it."""

from dataclasses import replace
from types import SimpleNamespace

from engine.web.page import callback_url
from tests.town import PROCESS


def serving(**processes):
    return SimpleNamespace(live={slug: SimpleNamespace(process=process) for slug, process in processes.items()})


def test_help_leads_to_the_demarche_that_calls_back():
    ready = replace(PROCESS, keywords=("message", "être rappelé"))
    assert callback_url(serving(trou=PROCESS, ecrire=ready)) == "/demarches/ecrire"


def test_nothing_is_promised_when_nobody_calls_back():
    assert callback_url(serving(trou=PROCESS)) == ""
