"""The desk's verbs by kind of work; each opens its unit, and calls devices only after what matters is saved."""
