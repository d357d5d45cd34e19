"""The commands of `./dev`, one module for each; no part of the running product is here."""
