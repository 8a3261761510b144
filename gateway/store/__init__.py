"""The write-once store: every byte received and issued, addressed by its SHA-256."""
