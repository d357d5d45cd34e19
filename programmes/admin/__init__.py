"""The administrator's pages for the catalogue, the clocks and the local closures."""

from programmes.admin import catalogue, clocks

__all__ = ["catalogue", "clocks"]
