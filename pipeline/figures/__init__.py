"""Rows -> SVG and the same as a table. Pure functions: no file is read or written here, same rows, same bytes."""
