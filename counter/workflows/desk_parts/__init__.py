"""The desk's verbs by kind of work; devices are called only after what matters is saved."""
