"""Installations as earlier versions left them, and the proof that an upgrade keeps them whole."""
