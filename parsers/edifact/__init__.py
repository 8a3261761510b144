"""UN/EDIFACT at the door: bytes to interchanges, messages and faults (`reader.py`)."""
