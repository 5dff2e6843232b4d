"""What visitors' connection doctors found and sent in."""
