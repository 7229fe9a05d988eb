"""One builder for each stage memo, and the parts that stages share."""
