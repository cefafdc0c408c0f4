"""Proofs about every saver: the rulebook translated exactly to Z3, properties settled or handed back as a person."""
