"""Findings -> SVG."""
