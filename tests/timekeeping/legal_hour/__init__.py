"""The legal hour: the zone, the changes of the clock, the end of a year, and what was written by old zone data."""
