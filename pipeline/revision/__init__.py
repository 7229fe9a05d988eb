"""What a change of the codebook does to a study: figures that move, what rests on them, what to read again."""
