"""What happens at the counter, headless: the clerk's verbs over store, rules and devices."""
