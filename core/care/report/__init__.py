"""Reports: what came, what was answered, what was promised, how customers fared; as JSON, CSV, text and one page."""
