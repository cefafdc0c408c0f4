"""The audit of a rulebook: checks that need no saver, one per file, and their findings in every form."""
