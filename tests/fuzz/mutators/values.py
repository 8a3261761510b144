"""Odd values: characters, numbers, days and lengths that programs trip over."""

from __future__ import annotations

from random import Random

CHARACTERS = (
    *"\t\n\r\u0085\u00a0\u00ad\u0300\u0600\u061c\u200b\u200d\u200f\u2028\u2029\u202e\u2066\u2069\u20dd",
    *"\ufdfa\ufeff\ufffd\uffff\U0001f468\U000e0001\U0010ffff\u0130\u017f\u0661\u09e9\uff11\u2160\u00bd\u4e00",
    *"'\"&<>%{}[]()*+?:\\/|;#$!@~`^_=,.-0",
)
NUMBERS = (
    *("0", "-0", "+1", "00", "1.", ".5", "1,5", "1e5", "1E400", "-1", "NaN", "INF", "-INF", "Infinity", "0x10", "1_0"),
    *("999999999999999.99", "9" * 40, "0." + "0" * 40 + "1", "١٢٣", "１２", "1 000"),
    *("2147483648", "18446744073709551616"),
)
DAYS = (
    *(
        "99999999999-01-01",
        "99999999999-01-01T00:00:00",
        "0000-01-01",
        "-0001-01-01",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
    ),
    *("2026-07-15Z", "2026-07-15+14:00", "2026-07-15-14:01", "2026-7-1", "26-07-15", "15/07/2026", "20260715"),
    *("2026-07-15T24:00:00", "2026-07-15T23:59:60", "2026-07-15T12:00:00.123456789", "2026-07-15T12:00:00+01:00"),
    *("0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-07-15T12:00"),
    *("1969-12-31", "1900-02-28", "2026-03-29T02:30:00", "2026-02-15T02:30:00", "123456-01-01", "2147483648-01-01"),
)
WORDS = ("", " ", "true", "1", "null", "None", "../../etc/passwd", "{value}", "%s%n", "${jndi:x}", "<b>x</b>", "]]>")
LENGTHS = (2, 17, 18, 35, 36, 70, 71, 255, 256, 350, 512, 1_000, 1_001, 4_000, 10_001, 65_536, 99_999, 100_001)


def value(random: Random) -> str:
    """An odd value of any kind."""
    kind = random.randrange(7)
    if kind < 4:
        return random.choice((NUMBERS, DAYS, WORDS, CHARACTERS)[kind])
    if kind == 4:
        return "".join(random.choice(CHARACTERS) for _ in range(random.randint(1, 40)))
    if kind == 5:
        return random.choice(("A", "é", "ش", "9", "\U0001f468", " ", "'", "&")) * random.choice(LENGTHS)
    return f"{random.randint(-10_000, 10_000)}.{random.randint(0, 999)}"


def changed(random: Random, text: str) -> str:
    """A value made odd: a character put in, taken out, doubled or changed."""
    at = random.randint(0, len(text))
    kind = random.randrange(6)
    if kind == 0:
        return text[:at] + random.choice(CHARACTERS) + text[at:]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text + text
    if kind == 3:
        return text.swapcase()
    if kind == 4:
        return f" {text}\n"
    return text[:at] + random.choice("0123456789AZaz -.") + text[at + 1 :]
