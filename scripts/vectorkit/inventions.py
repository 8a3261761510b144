"""What the sound declarations are made of: firms, goods and journeys, all of them invented, and no tariff."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Firm:
    """A Moroccan firm: `root` is the nine digits that its ICE begins with, `centre` that of its trade register."""

    name: str
    address: str
    root: str
    register: str
    centre: str

    @property
    def ice(self) -> str:
        """The ICE: root, establishment 0000, and the two digits that make it a multiple of 97."""
        number = int(self.root) * 1_000_000
        return f"{number + -number % 97:015d}"


@dataclass(frozen=True)
class Abroad:
    """A firm abroad, its country, and where its goods leave: code and name of the place, by mode of transport."""

    name: str
    address: str
    country: str
    country_name: str
    currency: str
    places: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Goods:
    """Goods: NGP code, words of box 28, packages, MAD for a kg, and where required the unit and how many to a kg."""

    ngp: str
    description: str
    kind: str
    kind_code: str
    price: Decimal
    unit: str | None = None
    per_kilogram: int = 1


@dataclass(frozen=True)
class Journey:
    """A mode of transport: its document and number, the means, and the offices where it ends."""

    mode: str
    document: str
    means: tuple[str, ...]
    offices: tuple[str, ...]
    incoterms: tuple[str, str]
    """One whose carriage the buyer pays, one whose carriage and insurance the seller pays."""


BROKER = Firm("TRANSIT DU BOUREGREG SARL", "14 rue des Consuls, Casablanca", "001998877", "431905", "81")

MOROCCAN = (
    Firm("ATELIERS DE L'OUED SARL", "Zone industrielle Sidi Maarouf, Casablanca", "002113465", "402518", "81"),
    Firm("COMPTOIR DES ALIZES SA", "27 avenue des Dunes, Agadir", "001547209", "21874", "01"),
    Firm("MANUFACTURE DU SAISS SARL", "Quartier industriel Bensouda, Fès", "002330918", "55120", "27"),
    Firm("MECANIQUE DE LA GHARB SARL", "Route de Sidi Yahia, Kénitra", "001876043", "33417", "35"),
    Firm("TISSAGES DU HAOUZ SA", "Sidi Ghanem lot 212, Marrakech", "002704156", "90233", "45"),
    Firm("EMBALLAGES DU DETROIT SARL", "Zone franche de Gzenaya, Tanger", "002459680", "76502", "61"),
)

ABROAD = (
    Abroad("OFFICINE DEL TIGULLIO SRL", "Via Aurelia 77, Genova", "IT", "ITALIE", "EUR",
           {"01": ("ITGOA", "GENOVA"), "02": ("MXP", "MILANO MALPENSA"), "03": ("ITGOA", "GENOVA")}),
    Abroad("TALLERES DE LA RIBERA SL", "Poligono Sur 9, Valencia", "ES", "ESPAGNE", "EUR",
           {"01": ("ESVLC", "VALENCIA"), "02": ("MAD", "MADRID"), "03": ("ESALG", "ALGECIRAS")}),
    Abroad("BOSPHORUS TEKSTIL AS", "Organize Sanayi 41, Istanbul", "TR", "TURQUIE", "USD",
           {"01": ("TRIST", "ISTANBUL"), "02": ("IST", "ISTANBUL"), "03": ("TRIST", "ISTANBUL")}),
    Abroad("ETABLISSEMENTS DE LA JOLIETTE SAS", "3 quai du Lazaret, Marseille", "FR", "FRANCE", "EUR",
           {"01": ("FRMRS", "MARSEILLE"), "02": ("CDG", "PARIS CDG"), "03": ("FRMRS", "MARSEILLE")}),
    Abroad("HUDSON BAY SUPPLIES INC", "410 Dock Street, New York", "US", "ETATS-UNIS", "USD",
           {"01": ("USNYC", "NEW YORK"), "02": ("JFK", "NEW YORK JFK"), "03": ("USNYC", "NEW YORK")}),
    Abroad("COMPTOIRS DU CAP MANUEL SA", "18 avenue du Large, Dakar", "SN", "SENEGAL", "EUR",
           {"01": ("SNDKR", "DAKAR"), "02": ("DKR", "DAKAR"), "03": ("SNDKR", "DAKAR")}),
)  # fmt: skip

RATES = {"EUR": Decimal("10.667500"), "USD": Decimal("9.214300"), "MAD": Decimal(1)}
"""Dirhams for one unit of a currency (box 19); invented."""

JOURNEYS = (
    Journey("01", "CONNAISSEMENT", ("RIF STAR", "ESTRECHO QUEEN", "ATLAS BREEZE"), ("309", "411", "607"),
            ("FOB", "CIF")),
    Journey("02", "LTA", ("VOL 951", "VOL 4417", "VOL 206"), ("301", "204", "404"), ("FCA", "CIP")),
    Journey("03", "CMR", ("71844-A-40", "2217 KXB / R 1190 BCD", "10355-B-6"), ("411", "300", "400"), ("EXW", "CIP")),
)  # fmt: skip

GOODS = (
    Goods("8413819000", "POMPES DE RELEVAGE", "CAISSES", "CS", Decimal("142.35"), "NB", 1),
    Goods("5208520000", "TISSUS DE COTON IMPRIMES", "ROULEAUX", "RO", Decimal("63.20"), "M2", 6),
    Goods("3907690090", "POLYETHYLENE TEREPHTALATE EN GRANULES", "SACS", "BG", Decimal("11.85")),
    Goods("8536509090", "INTERRUPTEURS POUR TABLEAUX", "CARTONS", "CT", Decimal("97.10"), "NB", 9),
    Goods("4819100090", "BOITES EN CARTON ONDULE", "PALETTES", "PX", Decimal("14.60")),
    Goods("6109100090", "T-SHIRTS EN COTON", "CARTONS", "CT", Decimal("118.75"), "NB", 6),
    Goods("8708299090", "PARTIES DE CARROSSERIE", "CAISSES", "CS", Decimal("54.05")),
    Goods("1509200090", "HUILE D'OLIVE VIERGE EXTRA", "FUTS", "DR", Decimal("71.40"), "L", 1),
    Goods("8544300090", "FAISCEAUX DE CABLES", "CARTONS", "CT", Decimal("88.90")),
    Goods("9403600090", "MEUBLES EN BOIS", "COLIS", "PK", Decimal("39.95"), "NB", 1),
    Goods("6403990090", "CHAUSSURES A DESSUS EN CUIR", "CARTONS", "CT", Decimal("205.15"), "PAIRE", 1),
    Goods("3304990090", "PREPARATIONS COSMETIQUES", "CARTONS", "CT", Decimal("166.30")),
)

MILLI = Decimal("0.001")
"""What masses and amounts are given to."""

PERSONS = ("N. ALAMI", "S. BENNIS", "H. OUAZZANI", "K. TAZI")
