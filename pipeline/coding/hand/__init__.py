"""Codings by people."""
