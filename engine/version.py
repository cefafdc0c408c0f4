"""The version of the engine, written once: pyproject.toml and receipts read it."""

VERSION = "0.1.0"
