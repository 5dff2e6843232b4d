"""What templates need to show people, times and forms."""
