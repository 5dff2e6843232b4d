"""The delivery core: durable, ordered logs and the followers who read them."""
