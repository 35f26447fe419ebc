"""Every action of the console: one small class each."""
