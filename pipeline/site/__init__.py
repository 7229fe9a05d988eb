"""Index, evidence and transcript pages."""
