"""Memos, exhibits and a paper as Word documents."""
