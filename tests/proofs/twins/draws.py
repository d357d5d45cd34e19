"""The same random draws in every world: ids, references, tokens, sessions.

What libsodium draws stays random, so sealed bytes differ from world to world: only their length is
compared.
"""

import contextlib
import os
import random
import threading
from collections.abc import Iterator
from unittest import mock


@contextlib.contextmanager
def same_draws(seed: str) -> Iterator[None]:
    """Within the block everything this thread draws follows from `seed`, SystemRandom and uuid4 too.

    Other threads draw as always: a wake-up of an earlier page may still be on its way, and would take
    a draw of this page at a moment that no world shares.
    """
    source, mine, real = random.Random(seed), threading.get_ident(), os.urandom

    def draw(size: int) -> bytes:
        return source.randbytes(size) if threading.get_ident() == mine else real(size)

    with mock.patch("os.urandom", draw), mock.patch("random._urandom", draw):
        yield
