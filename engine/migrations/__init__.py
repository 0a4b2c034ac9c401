"""Tortoise's own migrations, applied in order by records/store.py. Prefer additive ones.

Never edit one that has been applied.
"""
