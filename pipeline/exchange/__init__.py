"""In from other tools and out to them: one module a format, one neutral record between them and a study's files."""
