"""What happens at the counter, headless: the clerk's verbs over the store, the rules and the devices' protocols."""
