"""How one RFC 5322 message is read."""
