"""The wire: IMAP in, SMTP out."""
