"""Changes the rules one place at a time and asks which change no case notices."""
