"""Records to UN/EDIFACT: the answers CONTRL and CUSRES, and the declaration as CUSDEC."""
