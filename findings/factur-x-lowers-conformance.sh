#!/bin/sh
# factur-x 7.8 (PyPI) makes PDF/A-3b of a file that is PDF/A-3a and PDF/UA-1, and tells nothing.
#
# It writes the XMP metadata of a PDF anew with a text of its own: conformance A becomes B, and the mark of PDF/UA
# (pdfuaid:part) goes, though tags, structure and title are still there. PDF/A allows the lower mark; but whoever asks
# the file whether it is accessible, gets no answer any more. A certificate of conformance A or UA-1 has to be made
# after the invoice is put in, not before.
#
# Needs python3 with venv. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check factur-x==7.8 typst==0.15.2 pikepdf==10.17.0
cat >invoice.typ <<'END'
#set document(title: "Invoice 2026-1", author: "Example", date: datetime(year: 2026, month: 11, day: 30))
#set text(lang: "en")
= Invoice 2026-1
END
cat >invoice.xml <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
  <rsm:ExchangedDocumentContext>
    <ram:GuidelineSpecifiedDocumentContextParameter>
      <ram:ID>urn:factur-x.eu:1p0:minimum</ram:ID>
    </ram:GuidelineSpecifiedDocumentContextParameter>
  </rsm:ExchangedDocumentContext>
  <rsm:ExchangedDocument>
    <ram:ID>2026-1</ram:ID>
    <ram:TypeCode>380</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">20261130</udt:DateTimeString></ram:IssueDateTime>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty>
        <ram:Name>Example Seller</ram:Name>
        <ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
      </ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:Name>Example Buyer</ram:Name></ram:BuyerTradeParty>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeDelivery/>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
        <ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount>
        <ram:GrandTotalAmount>120.00</ram:GrandTotalAmount>
        <ram:DuePayableAmount>120.00</ram:DuePayableAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
END
cat >shown.py <<'END'
from pathlib import Path

import pikepdf
import typst
from facturx import generate_from_binary

before = typst.compile("invoice.typ", format="pdf", pdf_standards=["a-3a", "ua-1"])
after = generate_from_binary(before, Path("invoice.xml").read_bytes(), check_xsd=True, check_schematron=False)
for name, content in (("before", before), ("after", after)):
    Path(name).write_bytes(content)
    with pikepdf.open(name) as pdf, pdf.open_metadata() as told:
        conformance = f"{told.get('pdfaid:part')}{told.get('pdfaid:conformance')}"
        tagged = "/StructTreeRoot" in pdf.Root
        print(f"{name}: PDF/A-{conformance}, PDF/UA {told.get('pdfuaid:part')}, tagged {tagged}")
END
packages/bin/python shown.py | tee seen
cat >expected <<'END'
before: PDF/A-3A, PDF/UA 1, tagged True
after: PDF/A-3B, PDF/UA None, tagged True
END
diff expected seen
