"""The words of findings, boxes and documents, from gettext catalogues: `words/<language>/*.po`.

Message ids are `<code>.message` and `<code>.fix`, a file per topic; the catalogues are read as they are, without
compiling, so that a translator's edit takes effect at the next start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from schemas.vocabulary import LANGUAGES

LEFT_TO_RIGHT = "\u2066"
POP_DIRECTION = "\u2069"

OUR_PHRASES = ("{place}", "{hint}")
_WHITE_SPACE = re.compile("[ \\t\\r\\n]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language (fr, en, ar) by message id."""
    from babel.messages.pofile import read_po  # heavy: not needed for --help

    found: dict[str, str] = {}
    for file in files("schemas").joinpath(f"words/{language}").iterdir():
        if file.name.endswith(".po"):
            entries = read_po(BytesIO(file.read_bytes()), locale=language)
            found |= {str(entry.id): str(entry.string) for entry in entries if entry.id}
    return found


def say(code: str, part: str, language: str, arguments: Mapping[str, str]) -> str:
    """The words `<code>.<part>` in `language` with the actual values put in.

    In Arabic each value is isolated left-to-right (Unicode U+2066..U+2069): numbers and codes
    would otherwise be reordered by the text around them. Braces inside a value stay as they are.
    """

    def value_of(match: re.Match[str]) -> str:
        value = arguments.get(match[1], match[0])
        return value if language != "ar" or _is_arabic(value) else f"{LEFT_TO_RIGHT}{value}{POP_DIRECTION}"

    words = catalogue(language)[f"{code}.{part}"]
    text = _PLACEHOLDER.sub(value_of, words)
    # a sentence that begins with a place of the form gets its capital; one that begins with a file's name does not
    return text[:1].upper() + text[1:] if words.startswith(OUR_PHRASES) else text


def phrase(message: str, otherwise: str = "", **arguments: str | Mapping[str, str]) -> dict[str, str]:
    """The words `message` in every language, as a fact that a finding can carry; `otherwise` where there are none."""
    known = message if message in catalogue("fr") else otherwise
    return {
        language: catalogue(language)[known].format_map(
            {name: value[language] if isinstance(value, Mapping) else value for name, value in arguments.items()}
        )
        for language in LANGUAGES
    }


def listed(names: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Names in a row, with the comma of each language."""
    commas = {"fr": ", ", "en": ", ", "ar": "، "}
    return {language: comma.join(name[language] for name in names) for language, comma in commas.items()}


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
