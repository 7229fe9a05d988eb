"""What people wrote: records, problems, settings, and how their files are read."""
