"""Folders of tables: checked, compared, installed, and the one in force. What the tables say is `schemas.law`'s."""
