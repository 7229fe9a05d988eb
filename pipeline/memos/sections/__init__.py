"""Sections of the cross-case memo and the pages beside it: one builder and one template each."""
