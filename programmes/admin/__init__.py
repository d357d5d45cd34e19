"""The administrator's pages for the catalogue, the clocks, the local closures and the desk."""

from programmes.admin import catalogue, clocks, desk

__all__ = ["catalogue", "clocks", "desk"]
