"""The part of the kit that is EDIFACT: twins of the declarations, and interchanges that show one thing each."""
