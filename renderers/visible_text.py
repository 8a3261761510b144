"""Text of senders as people may see it on a page or in a terminal."""

from __future__ import annotations

import re

from renderers.xml_writer import cut
from schemas import words

# Characters that would turn the text around them about, or hide in it.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_ISOLATES = (words.LEFT_TO_RIGHT, words.POP_DIRECTION)
_ISOLATE = re.compile(f"([{''.join(_ISOLATES)}])")

LONGEST_VALUE = 500


def visible(text: str, longest: int = LONGEST_VALUE) -> str:
    """A value as a person may see it: nothing hidden in it, nothing that reorders the text, not too long."""
    return _INVISIBLE.sub("\ufffd", cut(text, longest))


def visible_sentence(text: str) -> str:
    """Words of ours as a person may see them: like `visible`, but their own marks around values stay."""
    return "".join(each if each in _ISOLATES else _INVISIBLE.sub("\ufffd", each) for each in _ISOLATE.split(text))
