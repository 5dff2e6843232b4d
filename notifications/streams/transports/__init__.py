"""The five doors: each says what comes after a position, in its own form. Strangers to each other."""
