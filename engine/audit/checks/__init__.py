"""One check per file: the file's name is the check's name, its page and the word that silences it."""
