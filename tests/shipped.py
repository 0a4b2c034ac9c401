"""What ships with Parvis, for tests that play with the real démarches."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
