"""The queue's authority: tickets and grants in a schema of their own, at the centre or in the
hall."""
