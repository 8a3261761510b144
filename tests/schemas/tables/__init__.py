"""The law as data: the form's XSD, the code lists and the examples."""
