"""The pages of the régimes: per family its régimes, who stands in boxes 2 and 8, and what it asks of each box."""

from __future__ import annotations

from collections.abc import Iterator

from referencekit.form_page import elements, titles
from referencekit.page_text import days, foreign, in_language, row, say, sourced, table
from schemas import words
from schemas.form import form
from schemas.law import Row, current
from schemas.vocabulary import LANGUAGES

TABLES = "`schemas/tables/regimes/`"


def regimes_page(language: str) -> str:
    """Every family of régimes of the law in force."""
    law = current()
    body = [say("regimes.intro", language, tables=TABLES)]
    regimes = [each for rows in law.codelist("regimes").values() for each in rows]
    for rows in law.codelist("regime_families").values():
        for family in rows:
            own = [each for each in regimes if each["family"] == family["code"]]
            body += ["", *_family(family, own, language)]
    return in_language("regimes", language, say("regimes.title", language), body)


def _family(family: Row, regimes: list[Row], language: str) -> Iterator[str]:
    held = days(family, language)
    yield from [f"## {family[f'name_{language}']}{f' ({held})' if held else ''}", ""]
    parties = {"two": say(family["box2"], language), "eight": say(family["box8"], language)}
    yield say("regimes.parties", language, payer=family["payer_box"], **parties)
    table_of_family = f"[{say('regimes.table', language)}](../schemas/tables/regimes/{family['code']}.csv)"
    yield from ["", f"{sourced(family, language)} · {table_of_family}", ""]
    heads = ("code", "name", "payment", "suspensive", "follows")
    yield from table(*(say(f"regimes.{head}", language) for head in heads))
    yield from (_regime(each, language) for each in regimes)
    heads = ("regimes.box", "form.names", "regimes.need", "regimes.holds", "regimes.source")
    yield ""
    yield from table(*(say(head, language) for head in heads))
    yield from (_asked(each, language) for each in _alike(current().family_rows(family["code"])))


def _regime(regime: Row, language: str) -> str:
    held = days(regime, language)
    payment = say(regime["payment"], language) if regime["payment"] else ""
    suspensive = say("yes", language) if regime["suspensive"] == "yes" else ""
    name = f"{regime[f'name_{language}']}{f' ({held})' if held else ''}"
    return row(f"`{regime['code']}`", name, payment, suspensive, foreign(regime["discharges"], language))


def _alike(rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """By box, and in each box first what holds for the whole family; régimes of which the same is asked together."""
    together: dict[tuple[tuple[str, str], ...], list[dict[str, str]]] = {}
    for each in sorted(rows, key=lambda each: (int(each["box"]), each["element"], each["regime"], each["from"])):
        same = {**each, "regime": "one" if each["regime"] else ""}
        together.setdefault(tuple(same.items()), []).append(each)
    yield from together.values()


def _asked(rows: list[dict[str, str]], language: str) -> str:
    asked, held = rows[0], days(rows[0], language)
    title = _title(rows, language) + (f" ({held})" if held else "")
    need = f"**{say(asked['need'], language)}**" if asked["need"] != "allowed" else say("allowed", language)
    return row(asked["box"], title, need, holds(asked["holds"], language), sourced(asked, language))


def _title(rows: list[dict[str, str]], language: str) -> str:
    asked, apart = rows[0], []
    if asked["regime"]:
        codes = words.COMMAS[language].join(each["regime"] for each in rows)
        apart.append(say("regime.several" if rows[1:] else "regime", language, codes=codes))
    if asked["element"]:
        part = next(field for path, field in elements(form("dum").root) if path == asked["element"])
        apart.append(part.titles[language])
    return f"↳ {' · '.join(apart)}" if apart else titles()[asked["box"]].titles[language]


def holds(column: str, language: str) -> str:
    """What a box must hold, in words: `ds|dum:discharges` -> a summary declaration (000) or …"""
    known = [_held(each)[language] for each in column.split("|") if each]
    said = dict.fromkeys(LANGUAGES, known[0]) if known else dict.fromkeys(LANGUAGES, "")
    for each in known[1:]:
        said = words.phrase("reference.either", one=said, other=dict.fromkeys(LANGUAGES, each))
    return said[language]


def _held(word: str) -> dict[str, str]:
    kind, _, given = word.partition(":")
    if kind == "country":
        code = given.removeprefix("-")
        (country,) = current().codelist("countries")[code]
        named = {language: f"{country[f'name_{language}']} ({code})" for language in LANGUAGES}
        return words.phrase("country.other", country=named) if given.startswith("-") else named
    if word == "dum:discharges":
        return {language: say("hold.discharges", language) for language in LANGUAGES}
    if kind == "dum" and given:
        return words.phrase("reference.dum_of", regimes=given.replace(" ", ", "))
    if kind in ("ds", "dum"):
        return words.phrase(f"reference.{kind}")
    return {language: say(word if word in ("AP", "SP") else f"hold.{word}", language) for language in LANGUAGES}
