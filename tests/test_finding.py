"""The catalogue on the web: families, moments of life, A to Z, search, and who finds nothing."""

from engine.acts import office as offices


async def test_the_catalogue_is_made_ready_once_and_not_at_each_request(robot, monkeypatch):
    made = []
    make = offices.Finder
    monkeypatch.setattr(offices, "Finder", lambda *given: made.append(1) or make(*given))
    for words in ("trou", "école", "carte", ""):
        await robot.open(f"/?q={words}")
    assert len(made) == 1
