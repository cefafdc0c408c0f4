"""Proofs about every saver: the rulebook translated exactly to Z3, and properties proved or refuted by a saver."""
