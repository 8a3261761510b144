"""All words that people read, in three languages, from gettext catalogues: `words/<language>/<topic>.po`.

Message ids are `<code>.message` and `<code>.fix` for findings, `<family>.<name>` for all else. The catalogues are read
as they are, without compiling, so that a translator's edit takes effect at the next start.
Words that count have plural forms: `msgid_plural` names the value that is counted, as `{days}`. Whoever gives that
value gets the form for it, by the catalogue's own Plural-Forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from gettext import c2py
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

from schemas.vocabulary import LANGUAGES

LEFT_TO_RIGHT = "\u2066"
POP_DIRECTION = "\u2069"

OUR_PHRASES = ("{place}", "{hint}")
COMMAS = {"fr": ", ", "en": ", ", "ar": "، "}
_WHITE_SPACE = re.compile("[ \\t\\r\\n]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Plural(NamedTuple):
    """Words that count: the name of the value that is counted, all forms, and the index of the form for a number."""

    counts: str
    forms: tuple[str, ...]
    form_of: Callable[[int], int]


def catalogue(language: str) -> Mapping[str, str]:
    """All words of one language (fr, en, ar) by message id; of words that count the last form, for any large number."""
    return _read(language)[0]


def plurals(language: str) -> Mapping[str, Plural]:
    """The words of one language that count, by message id."""
    return _read(language)[1]


@lru_cache
def family(name: str, language: str) -> Mapping[str, str]:
    """The words whose ids begin with `<name>.` by what follows, in the order of their catalogue."""
    begins = f"{name}."
    words = catalogue(language).items()
    return {message.removeprefix(begins): text for message, text in words if message.startswith(begins)}


def counted(message: str, language: str, values: Mapping[str, object]) -> str:
    """The words `message` with their places still open, in the form for the number that they count, if they count one.

    A counted value that is no whole number (“more than 20”) takes the last form. Raises KeyError where there are none.
    """
    plural = plurals(language).get(message)
    number = str(values.get(plural.counts)) if plural else ""
    return plural.forms[plural.form_of(int(number))] if plural and number.isdecimal() else catalogue(language)[message]


def say(code: str, part: str, language: str, arguments: Mapping[str, str]) -> str:
    """The words `<code>.<part>` in `language` with the actual values put in.

    In Arabic each value is isolated left-to-right (Unicode U+2066..U+2069): numbers and codes
    would otherwise be reordered by the text around them. Braces inside a value stay as they are.
    """

    def value_of(match: re.Match[str]) -> str:
        value = arguments.get(match[1], match[0])
        return value if language != "ar" or _is_arabic(value) else f"{LEFT_TO_RIGHT}{value}{POP_DIRECTION}"

    words = counted(f"{code}.{part}", language, arguments)
    text = _PLACEHOLDER.sub(value_of, words)
    # a sentence that begins with a place of the form gets its capital; one that begins with a file's name does not
    return text[:1].upper() + text[1:] if words.startswith(OUR_PHRASES) else text


def phrase(message: str, otherwise: str = "", **arguments: str | Mapping[str, str]) -> dict[str, str]:
    """The words `message` in every language, as a fact that a finding can carry; `otherwise` where there are none."""
    known = message if message in catalogue("fr") else otherwise
    return {
        language: counted(known, language, arguments).format_map(
            {name: value[language] if isinstance(value, Mapping) else value for name, value in arguments.items()}
        )
        for language in LANGUAGES
    }


def listed(names: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Names in a row, with the comma of each language."""
    return {language: comma.join(name[language] for name in names) for language, comma in COMMAS.items()}


def shown(value: str, longest: int = 80) -> str:
    """A value of the sender's as a sentence may show it: one line, cut at `longest`.

    Control and bidi characters, and blanks other than the space, are shown as what they are: strange.
    """
    flat = "".join(
        character if character.isprintable() and character not in "\u2066\u2067\u2068\u2069" else "\ufffd"
        for character in _WHITE_SPACE.sub(" ", value).strip(" ")
    )
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in text)


@lru_cache
def _read(language: str) -> tuple[dict[str, str], dict[str, Plural]]:
    from babel.messages.pofile import read_po  # heavy: not needed for --help

    form_of = lru_cache(c2py)
    words: dict[str, str] = {}
    counting: dict[str, Plural] = {}
    for file in files("schemas").joinpath(f"words/{language}").iterdir():
        if file.name.endswith(".po"):
            entries = read_po(BytesIO(file.read_bytes()), locale=language)
            for entry in entries:
                if isinstance(entry.id, str) and entry.id:
                    words[entry.id] = str(entry.string)
                elif entry.id:
                    forms = tuple(str(each) for each in entry.string or ())
                    words[entry.id[0]] = forms[-1]
                    counting[entry.id[0]] = Plural(entry.id[1].strip("{}"), forms, form_of(entries.plural_expr))
    return words, counting
