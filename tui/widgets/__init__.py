"""The console's own widgets, most of them on Textual's Line API."""
