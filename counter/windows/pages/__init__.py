"""The pages of the work area, one per step; each shows its value and tells what the clerk did."""
