"""What an administrator does to the central database, a module per verb."""
