"""The same random draws in every world: ids, references, tokens, sessions.

What libsodium draws stays random, so sealed bytes differ from world to world: only their length is
compared.
"""

import contextlib
import random
from collections.abc import Iterator
from unittest import mock


@contextlib.contextmanager
def same_draws(seed: str) -> Iterator[None]:
    """Within the block everything Python draws follows from `seed`, SystemRandom and uuid4 too."""
    source = random.Random(seed)
    with (
        mock.patch("os.urandom", source.randbytes),
        mock.patch("random._urandom", source.randbytes),
    ):
        yield
