"""Dated images of the fund's ledger: reading the files it gives out, whole or not at all."""
