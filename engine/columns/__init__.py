"""Reads the law for many savers at once: a table of facts in, a table of what holds and of what figures come to out."""
