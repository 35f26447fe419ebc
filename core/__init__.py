"""The domain: messages, tickets, customers, the log and the store; no network, no terminal."""
