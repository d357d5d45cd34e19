"""What `./dev` does, one module per command. Nothing of the running product belongs here."""
