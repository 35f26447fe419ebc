"""The practice counter: embedded servers, a shop's mailbox, and customers who answer."""
