"""The score card as one page: nothing is loaded from anywhere, what came from outside is escaped, it can be printed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from gateway.certify.card import Card, name_of, say, sentence, what_came, why
from renderers.formats import day_and_time
from renderers.visible_text import visible


def card_html(card: Card, language: str) -> bytes:
    """The page in a language (fr, en or ar); from right to left in Arabic."""
    text = _template().render(
        card=card,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        say=lambda key, **values: say(language, key, **values),
        at=day_and_time(card.at, language),
        against=visible(card.against),
        reason=why(language, card.stopped, card.detail) if card.stopped else "",
        tables=[
            (attribute, [(name_of(attribute, each.name, language), each) for each in card.by(attribute)])
            for attribute in ("family", "kind", "form")
        ],
        lost=[
            (visible(each.vector.file), sentence(each.vector.reason[language]), list(what_came(each, language)))
            for each in card.lost
        ],
    )
    return text.encode("utf-8", "replace")


@lru_cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("gateway.certify").joinpath("card.html.j2").read_text(encoding="utf-8"))
