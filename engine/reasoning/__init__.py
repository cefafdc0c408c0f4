"""What reasons: a rulebook compiled for a year, inference and the reference evaluator, and the trace of an answer."""
