"""A kind of document that the gateway does not know: all of it lies here."""
