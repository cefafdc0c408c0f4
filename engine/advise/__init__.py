"""The decision: from a trace to one advice object that every document and door reads."""
