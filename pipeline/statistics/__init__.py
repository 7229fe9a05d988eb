"""Statistics as functions of arrays: nothing here knows files, studies or codebooks, and anyone may import it."""
