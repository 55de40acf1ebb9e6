"""A server in the hall that keeps copies of what its desks have not sent yet."""
