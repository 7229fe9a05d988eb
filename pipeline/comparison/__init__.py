"""Findings -> what helps, what hinders, and how sure a few cases can make us. Rows in, frozen records out."""
