"""Codings learnt from people's."""
