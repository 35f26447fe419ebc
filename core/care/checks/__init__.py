"""What is looked at in a reply before it leaves: one small module a subject, `check_text` runs them all."""
