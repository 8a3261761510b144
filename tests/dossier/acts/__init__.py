"""The messages of the office and of the declarant: their forms, their words, the examples."""
