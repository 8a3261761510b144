"""The XML door: positions, limits, and bytes that mean harm."""
