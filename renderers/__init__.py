"""Records in, documents out: XML, HTML and PDF. No database, no clock, no network."""
