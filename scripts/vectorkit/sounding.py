"""The vectors without any finding: each régime, in several layouts, some with attachments."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.law import shipped
from schemas.vocabulary import LANGUAGES
from tests.parsers.xml.drawn import Encoding
from tests.schemas.check.papers import LAYOUTS, Layout, Node, write
from vectorkit.papers import name_attachment, scan, sha256
from vectorkit.plan import family_of
from vectorkit.sound import sound
from vectorkit.vector import DAY, Vector, Words

LATIN = Layout("Latin-1", Encoding("latin-1", declared="ISO-8859-1"))
ALL_LAYOUTS = (*LAYOUTS, LATIN)
LAYOUT_WORDS = {
    "indented": ("UTF-8", "UTF-8", "UTF-8"),
    "one line": ("UTF-8, sur une ligne", "UTF-8, on one line", "UTF-8 في سطر واحد"),
    "prefixes": ("UTF-8, avec préfixes", "UTF-8, with prefixes", "UTF-8 ببادئات"),
    "UTF-16": ("UTF-16, avec commentaires", "UTF-16, with comments", "UTF-16 بتعليقات"),
    "CR LF and a mark": ("UTF-8 avec marque, CR LF", "UTF-8 with a mark, CR LF", "UTF-8 بعلامة و CR LF"),
    "comments between": ("UTF-8, avec commentaires", "UTF-8, with comments", "UTF-8 بتعليقات"),
    "Latin-1": ("Latin-1", "Latin-1", "Latin-1"),
}
SENTENCES = {
    "fr": "Déclaration sans défaut sous le régime {regime} ({title}) ; {layout}.",
    "en": "A sound declaration under régime {regime} ({title}); {layout}.",
    "ar": "تصريح سليم تحت النظام {regime} ({title})، {layout}.",
}
ARABIC_GOODS = "قمصان من القطن"


def sound_vectors() -> Iterator[Vector]:
    """One for each régime; every third names an attachment, every fifth describes its goods in Arabic."""
    law = shipped().on(DAY)
    for number, regime in enumerate(sorted(law.codes("regimes"))):
        layout = ALL_LAYOUTS[number % len(ALL_LAYOUTS)]
        root = sound(law, regime, number)
        if number % 5 == 0 and layout is not LATIN:
            root.put("GoodsItem/PackagesAndDescription/Description", ARABIC_GOODS)
        name = f"sound-{regime}"
        files = _files(root, name) if number % 3 == 0 else {}
        content = write(root, layout).content
        yield Vector(name, family_of(law, regime), "sound", regime, content, files, reason=_reason(regime, layout))


def _files(root: Node, name: str) -> dict[str, bytes]:
    file = f"{name}.pdf"
    content = scan(name)
    name_attachment(root, file, sha256(content), "A0006" if any(c.name == "Invoice" for c in root.children) else None)
    return {file: content}


def _reason(regime: str, layout: Layout) -> Words:
    title = shipped().on(DAY).title("regimes", regime)
    said = dict(zip(LANGUAGES, LAYOUT_WORDS[layout.name], strict=True))
    return {
        language: SENTENCES[language].format(regime=regime, title=title[language], layout=said[language])
        for language in LANGUAGES
    }
