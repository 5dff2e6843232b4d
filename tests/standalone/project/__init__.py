"""The smallest project that uses `notifications`: no chat, Django's own user."""
