"""The site: settings, addresses, the command that runs it. Composes `chat` and `notifications`."""
