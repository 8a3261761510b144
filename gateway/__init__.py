"""The running service: doors, pipeline, dossier, ledger, signing, store, delivery, administration and CLI."""
