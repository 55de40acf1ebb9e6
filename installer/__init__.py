"""Sets the program up from a checkout; uses the standard library only and is not packaged."""
