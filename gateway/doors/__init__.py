"""The doors by which bytes and people come in. Nothing is decided here."""
