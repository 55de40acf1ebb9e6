"""Fictional data to try the program with; nobody real has an identity number of area 371799."""
