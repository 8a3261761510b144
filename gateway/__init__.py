"""The running service: intake, pipeline, ledger, signing, store, delivery, administration, HTTP and CLI."""
