"""Where a run may write, what it keeps, and how it works beside others."""
