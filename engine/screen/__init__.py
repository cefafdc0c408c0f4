"""Screens a population: a table with one saver a row in, a table with one decision a row out, and a summary."""
