"""The pages of the rules: each with its words, whether it refuses, its boxes, its days and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from referencekit.form_page import titled
from referencekit.page_text import days, in_language, row, say, sourced, table, with_values
from schemas.law import Row, current
from schemas.words import COMMAS, catalogue, family

TABLES, WORDS, TOLERANCES = "`schemas/tables/rules/`", "`schemas/words/`", "`schemas/tables/tolerances.csv`"


def rules_page(language: str) -> str:
    """Every rule of the law in force, topic by topic, and the tolerances that they use."""
    findings = f"[{say('findings.page', language)}](findings.md)"
    values = {"tables": TABLES, "words": WORDS, "findings": findings, "value": "`{value}`"}
    body = [say("rules.intro", language, **values)]
    for topic, rows in topics().items():
        body += ["", f"## {say(f'topic.{topic}', language)}"]
        for code in dict.fromkeys(each["code"] for each in rows):
            body += ["", *_rule(code, [each for each in rows if each["code"] == code], language)]
    body += ["", *_tolerances(language)]
    return in_language("rules", language, say("rules.title", language), body)


def topics() -> Mapping[str, list[dict[str, str]]]:
    """The rows of the rules by topic, in the order of the words. Raises KeyError for a topic without a title."""
    law = current()
    found = {path[6:-4]: law.rows(path) for path in law.files() if path.startswith("rules/")}
    order = list(family("pages.topic", "en"))
    return {topic: found[topic] for topic in sorted(found, key=order.index)}


def _rule(code: str, rows: list[dict[str, str]], language: str) -> Iterator[str]:
    said = catalogue(language)
    yield from [f"### {code}", ""]
    for each in rows:
        yield f"- **{say(each['severity'], language)}** · {_boxes(each, language)} · {_days(each, language)}"
    yield f"- *{say('message', language)}* {with_values(said[f'{code}.message'])}"
    yield f"- *{say('fix', language)}* {with_values(said[f'{code}.fix'])}"
    for each in rows:
        yield f"- *{say('source', language)}* {sourced(each, language)}"


def _boxes(law_row: Row, language: str) -> str:
    boxes = [titled(each, language) for each in law_row["boxes"].split()]
    if not boxes:
        return say("in_box_at_fault", language)
    comma = COMMAS[language]
    return comma.join([boxes[0], *([f"{say('related', language)} {comma.join(boxes[1:])}"] if boxes[1:] else [])])


def _days(law_row: Row, language: str) -> str:
    return days(law_row, language) or say("always", language)


def _tolerances(language: str) -> Iterator[str]:
    yield from [f"## {say('tolerances', language)}", "", say("tolerances.intro", language, table=TOLERANCES), ""]
    heads = ("tolerances.name", "tolerances.value", "tolerances.unit", "tolerances.note", "status")
    yield from table(*(say(head, language) for head in heads))
    for each in current().tolerance_rows:
        held = days(each, language)
        value = each["value"] + (f" ({held})" if held else "")
        unit = say(f"unit.{each['unit']}", language)
        yield row(f"`{each['name']}`", value, unit, each[f"note_{language}"], sourced(each, language))
