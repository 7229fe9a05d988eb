"""Inputs that are wrong in one way each, over all files of the contract; `test_bad_inputs.py` runs them."""
