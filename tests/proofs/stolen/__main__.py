"""A process of the drill, `world` or `attack`, with the settings of the environment it is given."""

import importlib
import sys

import django

django.setup()
importlib.import_module(f"tests.proofs.stolen.{sys.argv[1]}").main(sys.argv[2:])
