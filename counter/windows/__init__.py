"""The Qt screens: they show frozen values and send the clerk's verbs."""
