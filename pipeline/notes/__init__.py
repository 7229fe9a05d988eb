"""Analysts' notes: read, evidence, signing."""
