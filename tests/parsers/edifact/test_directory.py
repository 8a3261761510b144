"""The tables as they are loaded: formats, groups, what may name another list, and tables that are unsound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.edifact_directory import HOME, directory, directory_of, taken


def test_the_message_types_that_are_taken_have_their_tables() -> None:
    assert set(taken()) == {
        ("CUSDEC", "D", "96B", "UN"),
        ("CUSRES", "D", "96B", "UN"),
        ("CONTRL", "D", "3", "UN"),
        ("CONTRL", "4", "1", "UN"),
    }
    for kind in taken():
        tables = directory_of(*kind)
        assert tables is not None and kind[0] in tables.messages
    assert directory_of("CUSDEC", "D", "99B", "UN") is None


def test_groups_are_nested_as_the_rows_say() -> None:
    message = directory("D96B").messages["CUSDEC"]
    first = next(part for part in message.parts if part.group == "SG1")
    assert (first.tag, first.repeats, first.mandatory) == ("RFF", 99, False)
    assert [(part.tag, part.group) for part in first.parts] == [("RFF", ""), ("DTM", ""), ("PAC", "SG2")]
    assert [(part.tag, part.group) for part in first.parts[2].parts] == [("PAC", ""), ("PCI", "SG3")]
    assert [part.tag for part in message.parts][-5:] == ["UNS", "CNT", "TAX", "AUT", "UNT"]


def test_elements_have_their_format_and_their_list() -> None:
    segments = directory("D96B").segments
    amount = segments["MOA"].items[0].components
    assert [(part.element.code, part.element.format, part.mandatory) for part in amount[:2]] == [
        ("5025", "an..3", True),
        ("5004", "n..18", False),
    ]
    assert amount[0].element.codes is not None and "39" in amount[0].element.codes
    assert [part.qualified for part in segments["GIS"].items[0].components] == [True, True, False, False]
    assert directory("syntax3").segments["UNB"].items[3].components[0].element.format == "n6"


def test_a_release_is_added_as_data_alone(tmp_path: Path) -> None:
    shutil.copytree(HOME / "syntax3", tmp_path / "other")
    elements = tmp_path / "other" / "elements.csv"
    elements.write_text(elements.read_text(encoding="utf-8").replace("0062,an..14", "0062,an..99"), encoding="utf-8")
    assert directory("other", tmp_path).segments["UNH"].items[0].components[0].element.longest == 99
    elements.write_text(elements.read_text(encoding="utf-8").replace("an..99", "x9"), encoding="utf-8")
    directory.cache_clear()
    with pytest.raises(ValueError, match="0062"):
        directory("other", tmp_path)
