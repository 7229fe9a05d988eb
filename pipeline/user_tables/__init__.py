"""`crosscase stats`: one statistic on anybody's table."""
