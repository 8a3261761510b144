"""The PDF door: is an attached PDF sound, passive, readable and within the limits? Never opened in this process."""

from parsers.pdf.pdf_door import examine_pdf
from parsers.pdf.pdf_limits import PdfExamination, PdfLimits

__all__ = ["PdfExamination", "PdfLimits", "examine_pdf"]
