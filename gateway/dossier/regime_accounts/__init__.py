"""Regime accounts: goods under a suspensive régime, charged by what leaves it, cleared by certificates."""
