"""The words of pages, memos, figures and documents: each phrase once."""
