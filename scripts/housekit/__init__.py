"""What `scripts/house.py` counts with."""
