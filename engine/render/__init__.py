"""Formats: Markdown read into blocks, blocks written as text, HTML, PDF, Word, e-mail and calendar."""
