"""Amounts in words, in French and Arabic, as a receipt has them: whole dirhams, then centimes.

No library: the Arabic of the one that is common (num2words) has construct forms where they do not belong and nothing of
the agreement with what is counted. Spelling of French: the classical one, hyphens below a hundred only.
"""

from __future__ import annotations

from decimal import Decimal

MOST = Decimal(10) ** 12
"""Larger amounts are left in figures."""

_FRENCH = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_FRENCH_TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt"]
_FRENCH_SCALES = ((10**9, "milliard"), (10**6, "million"))

_ARABIC = [
    "",
    "واحد",
    "اثنان",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "ستة",
    "سبعة",
    "ثمانية",
    "تسعة",
    "عشرة",
    "أحد عشر",
    "اثنا عشر",
]
_ARABIC_TENS = ["", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
_ARABIC_HUNDREDS = ["", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة"]
# one, two, two before what is counted, three to ten, eleven and more, any of these before what is counted
_ARABIC_SCALES = (
    (10**9, ("مليار", "ملياران", "مليارا", "مليارات", "مليارا")),
    (10**6, ("مليون", "مليونان", "مليونا", "ملايين", "مليونا")),
    (10**3, ("ألف", "ألفان", "ألفا", "آلاف", "ألفا")),
)
_DIRHAM = ("درهم", "درهمان", "دراهم", "درهما")
_CENTIME = ("سنتيم", "سنتيمان", "سنتيمات", "سنتيما")


def in_words(amount: Decimal) -> dict[str, str]:
    """An amount (MAD, 0 or more, to the centime) in words by language (fr, ar); empty where it is too large."""
    if amount >= MOST:
        return {"fr": "", "ar": ""}
    cents = int((amount * 100).to_integral_value())
    return {"fr": _french_amount(*divmod(cents, 100)), "ar": _arabic_amount(*divmod(cents, 100))}


def _french_amount(dirhams: int, centimes: int) -> str:
    of = "de " if dirhams and dirhams % 10**6 == 0 else ""
    whole = f"{french(dirhams)} {of}dirham{'s' if dirhams > 1 else ''}" if dirhams or not centimes else ""
    cents = f"{french(centimes)} centime{'s' if centimes > 1 else ''}" if centimes else ""
    return " et ".join(part for part in (whole, cents) if part)


def french(number: int) -> str:
    """A whole number from 0 in French words."""
    if number < 1000:
        return _french_hundreds(number, ends=True)
    parts = []
    for scale, name in _FRENCH_SCALES:
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{_french_hundreds(count, ends=True)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        parts.append("mille" if thousands == 1 else f"{_french_hundreds(thousands, ends=False)} mille")
    if rest:
        parts.append(_french_hundreds(rest, ends=True))
    return " ".join(parts)


def _french_hundreds(number: int, ends: bool) -> str:
    """0 to 999. `ends` where nothing that is a numeral follows: then cent and vingt take their s."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_tens(rest, ends)
    head = "cent" if hundreds == 1 else f"{_FRENCH[hundreds]} cent{'s' if ends and not rest else ''}"
    return head if not rest else f"{head} {_french_tens(rest, ends)}"


def _french_tens(number: int, ends: bool) -> str:
    if number < 20:
        return _FRENCH[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):  # seventy and ninety count on from sixty and eighty
        tens, unit = tens - 1, unit + 10
    name = _FRENCH_TENS[tens]
    if unit == 0:
        return f"{name}s" if tens == 8 and ends else name
    joined = " et " if unit in (1, 11) and tens != 8 else "-"
    return f"{name}{joined}{_FRENCH[unit]}"


def _arabic_amount(dirhams: int, centimes: int) -> str:
    whole = _counted(dirhams, _DIRHAM) if dirhams or not centimes else ""
    cents = _counted(centimes, _CENTIME) if centimes else ""
    return " و".join(part for part in (whole, cents) if part)


def _counted(number: int, noun: tuple[str, str, str, str]) -> str:
    """A number with what is counted: its form follows the last two digits."""
    one, two, few, many = noun
    last = number % 100
    if number == 0:
        return f"صفر {one}"
    if last == 0:
        return f"{_joined(number, before_noun=True)} {one}"
    above = _joined(number - last, before_noun=False)
    if last == 1:
        counted = f"{one} واحد"
    elif last == 2:
        counted = two
    else:
        counted = f"{_below_hundred(last)} {few if last <= 10 else many}"
    return f"{above} و{counted}" if above else counted


def _joined(number: int, before_noun: bool) -> str:
    """A number in words, its groups joined by "and". `before_noun`: what is counted follows at once."""
    parts: list[str] = []
    for scale, names in _ARABIC_SCALES:
        count, number = divmod(number, scale)
        if count:
            parts.append(_scaled(count, names, before_noun and not number))
    if number:
        parts.append(_below_thousand(number, before_noun))
    return " و".join(parts)


def _scaled(count: int, names: tuple[str, str, str, str, str], before_noun: bool) -> str:
    one, two, two_of, few, many = names
    last = count % 100
    if last in (1, 2):
        counted = one if last == 1 else two_of if before_noun else two
        return counted if count == last else f"{_scaled(count - last, names, before_noun=False)} و{counted}"
    words = _below_thousand(count, before_noun=last == 0)
    if 3 <= last <= 10:
        return f"{words} {few}"
    return f"{words} {many if last > 10 and not before_noun else one}"


def _below_thousand(number: int, before_noun: bool = False) -> str:
    hundreds, rest = divmod(number, 100)
    if number == 200 and before_noun:
        return "مائتا"
    return " و".join(part for part in (_ARABIC_HUNDREDS[hundreds], _below_hundred(rest)) if part)


def _below_hundred(number: int) -> str:
    if number <= 12:
        return _ARABIC[number]
    tens, unit = divmod(number, 10)
    if tens == 1:
        return f"{_ARABIC[unit]} عشر"
    return f"{_ARABIC[unit]} و{_ARABIC_TENS[tens]}" if unit else _ARABIC_TENS[tens]
