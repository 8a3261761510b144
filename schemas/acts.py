"""The messages of the office (acts) and of the declarant (requests) beside the DUM: their XSDs and their words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from schemas.form import form
from schemas.vocabulary import LANGUAGES

REQUEST = "{urn:dumgate:request:1}Request"
DUM = "{urn:dumgate:dum:1}Declaration"
PAYMENT = "payment"


@lru_cache
def acts() -> Mapping[str, str]:
    """The kind of each act by the qualified name of its root: the name of its XSD, and `payment`."""
    names = sorted(file.name.removesuffix(".xsd") for file in files("schemas").joinpath("xsd/acts").iterdir())
    kinds = [PAYMENT, *(name for name in names if name != "types")]
    return {_root(kind): kind for kind in kinds}


def _root(kind: str) -> str:
    """The qualified name of the root by the kind: the namespace repeats it, the element has it in capitals."""
    return f"{{urn:dumgate:{kind}:1}}{''.join(part.capitalize() for part in kind.split('-'))}"


def form_of(kind: str) -> str:
    """The name of the form of an act, as `schemas.form.form` takes it."""
    return kind if kind == PAYMENT else f"acts/{kind}"


def title_of(kind: str) -> Mapping[str, str]:
    """The title of an act in three languages."""
    return form(form_of(kind)).root.titles


def value_title(kind: str, element: str, value: object) -> Mapping[str, str]:
    """A value of an act's element in three languages: the title of its code where it has one, else as it is."""
    field = form(form_of(kind)).root.by_attribute[element]
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return field.choices.get(text, dict.fromkeys(LANGUAGES, text))
