"""The parts of a memo: a page of argument, with the data room behind it."""
