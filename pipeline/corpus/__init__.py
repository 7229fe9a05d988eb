"""Files of a study -> cases, participants, transcripts with their turns, segments and index chunks."""
