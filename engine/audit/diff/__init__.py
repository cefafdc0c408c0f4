"""The difference of two rulebooks, or of two tax years: for whom each route and figure changes, and which way."""
