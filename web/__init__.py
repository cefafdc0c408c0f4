"""The second door: pages in a browser, over the same calls as the command line. Nothing is decided here."""
