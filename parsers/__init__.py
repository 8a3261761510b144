"""Bytes in, tree and source map (or facts about a PDF) out. No database, no clock, no network."""
