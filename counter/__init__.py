"""The counter workstation of a housing-provident-fund hall."""
