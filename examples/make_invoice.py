"""Writes the invoice of the examples that is no scan: one page with text, as an accounting program prints it.

Firms, goods and numbers are invented. Run it (`python examples/make_invoice.py`) to write the file anew next to this
script; the bytes are the same each time with the locked version of typst.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import typst

NAME = "invoice-TR-2026-311.pdf"
FONTS = Path(__file__).parents[1] / "renderers" / "fonts"
MOMENT = 1_782_864_000
"""The date inside the file, seconds since 1970: fixed, so that the bytes are the same each time."""

SOURCE = """
#set document(title: "Facture TR-2026-311", author: "TESSITURA DEL RENO SRL")
#set page(paper: "a4", margin: 2cm)
#set text(font: "Noto Sans", size: 9pt, lang: "fr")
#let amount(value) = align(right, value)

#grid(columns: (1fr, auto),
  [*TESSITURA DEL RENO SRL* \\ Via dei Filatori 31, 40131 Bologna, Italie],
  align(right, text(size: 20pt, weight: "bold")[FACTURE]))
#v(6mm)
#grid(columns: (1fr, 1fr),
  [*Client* \\ ATELIERS DU BOUREGREG SARL \\ 14 rue des Tisserands, Salé, Maroc],
  [*Facture n°* TR-2026-311 \\ *Date* 24/06/2026 \\ *Votre commande* AB-0588 \\ *Livraison* CPT Casablanca])
#v(6mm)
#table(columns: (1fr, auto, auto, auto), stroke: 0.4pt, inset: 6pt,
  table.header([*Désignation*], [*Quantité*], [*Prix unitaire EUR*], [*Montant EUR*]),
  [Tissu de coton, armure toile, 160 cm], amount[800 m], amount[4,25], amount[3~400,00],
  [Tissu de lin écru, 150 cm], amount[250 m], amount[8,60], amount[2~150,00],
  [Fermetures à glissière, 40 cm], amount[900 p.], amount[0,50], amount[450,00])
#align(right, table(columns: (5cm, 3.2cm), stroke: 0.4pt, inset: 6pt,
  [Colis], amount[14],
  [Poids brut], amount[612,500 kg],
  [*TOTAL FACTURE*], amount[*6~000,00 EUR*]))
#v(6mm)
Arrêtée la présente facture à la somme de six mille euros. Origine des marchandises : Italie. \\
Paiement par virement à 60 jours. Exonération de TVA : exportation.
#v(1fr)
#align(center, text(fill: luma(110))[DOCUMENT INVENTÉ – EXEMPLE / INVENTED DOCUMENT – EXAMPLE ONLY])
"""


def make(folder: Path) -> str:
    """Write the invoice into `folder`; its SHA-256 (hex)."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    content: bytes = typst.compile(SOURCE.encode(), font_paths=fonts, format="pdf", timestamp=MOMENT)
    (folder / NAME).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    print(make(Path(__file__).parent), NAME)
