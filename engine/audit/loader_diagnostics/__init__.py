"""Pages of what other rooms find (reading, loading, compiling, the audit itself): no code, one page per file."""
