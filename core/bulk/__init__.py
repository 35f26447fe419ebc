"""Bulk replies: a plan that people can read and edit, checked against the desk, sent through the one outbox."""
