"""Candidates -> a complete matrix of cases."""
