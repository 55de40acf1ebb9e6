"""The file of citizens and their account images that the fund's ledger gives out: read and
judged."""
