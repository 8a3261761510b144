"""Backup and restore of a whole gateway, and where its series go on afterwards."""
