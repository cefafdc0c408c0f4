"""Rolls a rulebook to a new tax year: what can be worked out is written, what a person must say is listed."""
