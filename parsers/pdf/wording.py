"""The words of invoices: titles, labels of totals, currencies, quantities. Data: another word is learnt by adding it.

Gathered from invoices in the languages of Morocco's trading partners; dumgate: our own choice. Words are written as
`plain_words` gives them: capitals, without accents and vowel signs, an Arabic hamza or madda gone from its letter.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LABELS: tuple[tuple[int, tuple[str, ...]], ...] = (
    # The whole of the invoice, by its name.
    (
        1,
        (
            *("TOTAL FACTURE", "TOTAL DE LA FACTURE", "MONTANT FACTURE", "MONTANT DE LA FACTURE"),
            *("MONTANT TOTAL FACTURE", "MONTANT TOTAL DE LA FACTURE", "VALEUR TOTALE", "VALEUR TOTALE DE LA FACTURE"),
            *("TOTAL GENERAL", "MONTANT GENERAL", "GRAND TOTAL", "INVOICE TOTAL", "TOTAL INVOICE", "INVOICE AMOUNT"),
            *("TOTAL INVOICE AMOUNT", "TOTAL INVOICE VALUE", "TOTALE FATTURA", "TOTALE GENERALE"),
            *("TOTAL FACTURA", "IMPORTE TOTAL FACTURA", "TOTAL DE LA FACTURA", "TOTAL FATURA", "RECHNUNGSBETRAG"),
            *("GESAMTSUMME", "مجموع الفاتورة", "المجموع العام", "اجمالي الفاتورة", "المبلغ الاجمالي للفاتورة"),
        ),
    ),
    # What is to be paid, taxes included. A deposit makes these differ from each other: then no total is clear.
    (
        2,
        (
            *("NET A PAYER", "TOTAL A PAYER", "MONTANT A PAYER", "MONTANT NET A PAYER", "TOTAL NET A PAYER"),
            *("TOTAL TTC", "MONTANT TTC", "MONTANT TOTAL TTC", "TOTAL GENERAL TTC", "AMOUNT DUE", "TOTAL AMOUNT DUE"),
            *("TOTAL DUE", "BALANCE DUE", "TOTAL PAYABLE", "AMOUNT PAYABLE", "TOTALE DA PAGARE", "TOTAL A PAGAR"),
            *("IMPORTE A PAGAR", "ZAHLBETRAG", "ZU ZAHLEN", "BRUTTOBETRAG", "GESAMTBETRAG BRUTTO"),
            *("صافي الاداء", "المبلغ الواجب اداوه", "المجموع مع الرسوم", "المبلغ المستحق"),
        ),
    ),
    # A total that does not say of what.
    (
        3,
        (
            *("TOTAL", "MONTANT TOTAL", "TOTAL AMOUNT", "TOTAL VALUE", "TOTAL PRICE", "PRIX TOTAL", "SOMME TOTALE"),
            *("TOTALE", "IMPORTO TOTALE", "IMPORTE TOTAL", "VALOR TOTAL", "GESAMTBETRAG", "GESAMT", "SUMME"),
            *("المجموع", "المبلغ الاجمالي", "الاجمالي", "المبلغ الكلي"),
        ),
    ),
    # Without taxes: mostly followed by a total with them.
    (
        4,
        (
            *("TOTAL HT", "MONTANT HT", "MONTANT TOTAL HT", "TOTAL GENERAL HT", "TOTAL NET", "TOTAL HORS TAXES"),
            *("TOTALE IMPONIBILE", "TOTAL NETO", "NETTOBETRAG", "GESAMTBETRAG NETTO", "المجموع دون الرسوم"),
        ),
    ),
)
"""Labels by strength, 1 the strongest."""

INCOTERMS = _set("EXW FCA FAS FOB CFR CIF CPT CIP DAP DPU DDP")
"""They and the place behind them may follow a label: TOTAL FOB GENOVA."""

BESIDE_A_LABEL = _set("EN IN OF DE LA LE THE THIS DU DEVISE CURRENCY INVOICE FACTURE NET VALUE AMOUNT ب")
"""Words that change nothing between a label and its amount."""

BESIDE_AN_AMOUNT = _set("HT TTC NET") | INCOTERMS
"""Words that change nothing behind an amount."""

QUANTITIES = _set(
    "KG KGS KILO KILOS G GR LB LBS TONNE TONNES TON TONS T M M2 M3 CBM L LITRES WEIGHT WEIGHTS POIDS PESO GEWICHT "
    "GROSS BRUT QTY QTE QUANTITE QUANTITES QUANTITY QUANTITA CANTIDAD MENGE COLIS PACKAGES PKGS CARTONS CARTON CTN "
    "CTNS BOXES CAISSES PALETTES PALLETS CRATES ROLLS BULTOS COLLI PCS PIECES PIECE UNITS UNITES UNITE PAGES PAGE "
    "VOLUME الوزن الكميه الكمية الطرود كغ"
)
"""Words of weights and counts: a number beside them is no money."""

AMOUNT_HEADS = _set(
    "AMOUNT MONTANT TOTAL VALUE VALEUR IMPORTO IMPORTE BETRAG TOTALE VALOR PREIS GESAMT GESAMTPREIS المبلغ المجموع"
)
"""Words in the head of a column of money."""

INVOICE = _set("FACTURE INVOICE FATTURA FACTURA FATURA RECHNUNG HANDELSRECHNUNG PROFORMA فاتورة الفاتورة")
"""Words that make a title an invoice's."""

BESIDE_INVOICE = _set(
    "COMMERCIAL COMMERCIALE COMERCIAL PRO FORMA TAX EXPORT EXPORTATION DEFINITIVE N NO NR NUM NUMERO NUMBER NUMMER "
    "REF DATE DATED DU OF DEL VOM ORIGINAL ORIGINALE COPY COPIE DUPLICATA AND ET PACKING LIST LISTE DE COLISAGE "
    "رقم تجارية اولية شكلية تاريخ"
)
"""Words that may stand in an invoice's title."""

OTHER_TITLES = (
    *("PACKING LIST", "LISTE DE COLISAGE", "BILL OF LADING", "CONNAISSEMENT", "WAYBILL", "LETTRE DE VOITURE", "CMR"),
    *("LETTRE DE TRANSPORT", "DELIVERY NOTE", "BON DE LIVRAISON", "BON DE COMMANDE", "PURCHASE ORDER", "QUOTATION"),
    *("ORDER CONFIRMATION", "DEVIS", "CERTIFICATE", "CERTIFICAT", "CREDIT NOTE", "NOTE DE CREDIT", "AVOIR"),
    *("DECLARATION", "STATEMENT", "RELEVE", "WEIGHT LIST", "NOTE DE POIDS", "LIEFERSCHEIN", "PACKLISTE"),
    *("ARRIVAL NOTICE", "AVIS D ARRIVEE"),
    *("بوليصة الشحن", "لائحة الطرود", "سند الشحن"),
)
"""Titles of papers that name an invoice without being one."""

CURRENCIES: dict[str, tuple[str, ...]] = {
    "MAD": ("MAD", "DH", "DHS", "DIRHAM", "DIRHAMS", "درهم", "دراهم"),
    "EUR": ("EUR", "€", "EURO", "EUROS", "اورو", "يورو"),
    "USD": ("USD", "US$", "USD$", "$US", "$", "DOLLARS", "دولار"),
    "GBP": ("GBP", "£"),
    "JPY": ("JPY",),
    "CNY": ("CNY", "RMB"),
    "TRY": ("TRY", "TL", "₺"),
    "INR": ("INR", "₹"),
    "RUB": ("RUB", "₽"),
    "BRL": ("BRL", "R$"),
    "KRW": ("KRW", "₩"),
    "CAD": ("CAD", "CA$", "C$"),
    "AUD": ("AUD", "A$"),
    **{
        code: (code,)
        for code in _set(
            "CHF SEK NOK DKK ISK PLN CZK HUF RON BGN UAH TND DZD LYD EGP MRU XOF XAF NGN KES ZAR SAR AED QAR KWD BHD "
            "OMR JOD LBP ILS TWD HKD SGD MYR THB IDR VND PHP PKR BDT LKR MXN ARS CLP COP NZD"
        )
    },
}
"""What is printed for a currency, by its ISO 4217 code. ¥ is left out: it is Japan's and China's."""
