"""EDIFACT through the gateway: from the bytes of an interchange to what its sender is answered."""
