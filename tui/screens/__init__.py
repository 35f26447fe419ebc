"""The console's screens: they compose and listen."""
