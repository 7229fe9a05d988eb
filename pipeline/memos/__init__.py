"""Findings -> Markdown."""
