"""What the admin says: settings, secrets, paths, languages, and the errors people see."""
