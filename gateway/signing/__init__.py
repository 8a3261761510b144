"""Signing of issued documents and their verification: XAdES on the XML, PAdES on the PDF, a sealed QR."""
