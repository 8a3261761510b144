"""References of DUM and summary declarations: every form that is met, and key letters against real ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identifiers import (
    KEY_LETTERS,
    LONGEST_REFERENCE,
    Reference,
    ds_key,
    dum_key,
    dum_number,
    parse_reference,
    references_in,
)

DUM_KEYS = {42192: "B", 66046: "E", 72342: "Y", 76481: "X", 139769: "N", 159942: "R"}
DS_KEYS = {(2017, 9992222): "N", (2025, 2666): "M", (2025, 2793): "X", (2025, 6987): "D", (2025, 7732): "E"}

FORMS = {
    "30901020170010154": Reference("309", "010", 2017, 10154),
    "30901020170010154A": Reference("309", "010", 2017, 10154, "A"),
    "309-000-2017-9992222-N": Reference("309", "000", 2017, 9992222, "N"),
    "309 000 2017 9992222 n": Reference("309", "000", 2017, 9992222, "N"),
    "309/000/2017/9992222N": Reference("309", "000", 2017, 9992222, "N"),
    "309/022/2025/01587": Reference("309", "022", 2025, 1587),
    "301-0-2026-9045[01]": Reference("301", "000", 2026, 9045, None, "01"),
    "301-22-2026-9045": Reference("301", "022", 2026, 9045),
    " 301 - 0 - 2026 - 9045 [ 01 ] ": Reference("301", "000", 2026, 9045, None, "01"),
    "30100020260009045[03]": Reference("301", "000", 2026, 9045, None, "03"),
    "010 300 0072342 2026": Reference("300", "010", 2026, 72342),
    "010-300-0072342-2026": Reference("300", "010", 2026, 72342),
    "309-010-2026-2025": Reference("309", "010", 2026, 2025),
}

NONE = (
    "",
    "FACTURE 12",
    "RSTU2600417",
    "147-93618044",
    "3090102017001015",
    "309010201700101544",
    "30901018170010154",
    "309-010-2017-0000000",
    "309-010-17-10154",
    "309-010-2017-10154-AB",
    "309-010-2017-10154[1]",
    "010 300 72342 2026",
    "٣٠٩٠١٠٢٠١٧٠٠١٠١٥٤",
    "³09-010-2017-10154",
    "309--",
)


@pytest.mark.parametrize("text", FORMS)
def test_every_form_that_is_met_is_read(text: str) -> None:
    assert parse_reference(text) == FORMS[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


def test_box_17_of_the_print_is_read() -> None:
    (found,) = references_in("01|30100020260009045|147-93618044|MXP|2030300463279")
    assert found == Reference("301", "000", 2026, 9045, None, "01")
    assert references_in("01|147-93618044|MXP") == []
    assert references_in("|" * 70) == []
    assert references_in("301-0-2026-9045[08]") == [Reference("301", "000", 2026, 9045, None, "08")]


@pytest.mark.parametrize("serial", DUM_KEYS)
def test_the_key_of_a_dum_is_that_of_real_ones(serial: int) -> None:
    assert dum_key("010", serial) == DUM_KEYS[serial]


@pytest.mark.parametrize(("year", "serial"), DS_KEYS)
def test_the_key_of_a_summary_declaration_is_that_of_real_ones(year: int, serial: int) -> None:
    assert ds_key(year, serial) == DS_KEYS[year, serial]


def test_a_reference_knows_its_right_key() -> None:
    of_ds, of_dum = parse_reference("309-000-2017-9992222-N"), parse_reference("300-010-2026-0072342")
    assert of_ds and of_ds.is_ds and of_ds.right_key == "N"
    assert of_dum and not of_dum.is_ds and of_dum.right_key == "Y"


@given(
    st.from_regex("[0-9]{3}", fullmatch=True),
    st.from_regex("[0-9]{3}", fullmatch=True),
    st.integers(1900, 2099),
    st.integers(1, 9_999_999),
)
def test_a_number_that_is_given_is_read_again(office: str, regime: str, year: int, serial: int) -> None:
    found = parse_reference(dum_number(office, regime, year, serial))
    assert found is not None and found.number == (office, regime, year, serial)
    assert found.key == dum_key(regime, serial) and found.key in KEY_LETTERS
    for form in (f"{office}-{regime}-{year}-{serial}", f"{office} {int(regime)} {year} {serial:07d}"):
        again = parse_reference(form)
        assert again is not None and again.number == found.number


@given(st.text(max_size=LONGEST_REFERENCE * 3) | st.from_regex("[0-9 /|\\[\\]-]{0,80}", fullmatch=True))
def test_any_text_is_read_or_is_none(text: str) -> None:
    found = parse_reference(text)
    assert found is None or (1900 <= found.year <= 2099 and 0 < found.serial < 10_000_000)
    assert all(len(each.office) == len(each.regime) == 3 for each in references_in(text))
