"""Encrypt streams into files and back, in the format of the `age` program."""

import gzip
import hashlib
import os
import shutil
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pyrage

from deploy.backup.settings import CannotBackUp

QUICK = 1  # of gzip's levels: most of the gain for a little of the time
CHUNK = 1 << 20


class _Hashing:
    """A file opened for writing that hashes what is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def seal(write: Callable[[BinaryIO], None], target: Path, *, recipient: str) -> str:
    """Encrypt what `write` writes into `target`, compressed, and return the file's SHA-256.

    The file is on the disk and was read back before it gets its name. Raises CannotBackUp.
    """
    to = recipient_of(recipient)
    beside = target.with_name(f".{target.name}.new")

    def compress(pipe: BinaryIO) -> None:
        with gzip.GzipFile(fileobj=pipe, mode="wb", compresslevel=QUICK, mtime=0) as packed:
            write(packed)

    with beside.open("wb") as file:
        hashing = _Hashing(file)
        _through_pipe(compress, lambda source: pyrage.encrypt_io(source, hashing, [to]))
        file.flush()
        os.fsync(file.fileno())
    written = hashing.digest.hexdigest()
    if digest_of(beside) != written:
        raise CannotBackUp(f"{target.name} reads back otherwise than it was written.")
    beside.replace(target)
    _sync_folder(target.parent)
    return written


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    """Return the recipient with this public key; raises CannotBackUp for anything else."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise CannotBackUp(
            "BACKUP_RECIPIENT is not the public key of a recipient (age1…): docs/keys.md."
        ) from error


def unseal(source: Path, read: Callable[[BinaryIO], None], *, identity: str) -> None:
    """Decrypt `source` and let `read` take the content as a stream; raises CannotBackUp."""
    key = pyrage.x25519.Identity.from_str(_secret_line(identity))

    def decrypt(pipe: BinaryIO) -> None:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, pipe, [key])

    def unpack(pipe: BinaryIO) -> None:
        with gzip.GzipFile(fileobj=pipe, mode="rb") as packed:
            read(packed)

    try:
        _through_pipe(decrypt, unpack)
    except pyrage.DecryptError as error:
        raise CannotBackUp(f"This key does not open {source.name}.") from error


def pack_folder(folder: Path) -> Callable[[BinaryIO], None]:
    """Return a function that writes `folder` as a tar stream."""

    def write(target: BinaryIO) -> None:
        with tarfile.open(fileobj=target, mode="w|") as tar:
            tar.add(folder, arcname=".")

    return write


def unpack_folder(folder: Path) -> Callable[[BinaryIO], None]:
    """Return a function that reads a tar stream into `folder`."""

    def read(source: BinaryIO) -> None:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                if not (member.isfile() or member.isdir()):
                    raise CannotBackUp(f"{member.name} is neither a file nor a folder.")
                if member.name.startswith("/") or ".." in Path(member.name).parts:
                    raise CannotBackUp(f"{member.name} is outside of the folder.")
                member.uid, member.gid = os.geteuid(), os.getegid()
                member.uname = member.gname = ""
                tar.extract(member, folder)

    return read


def copy_file(path: Path) -> Callable[[BinaryIO], None]:
    """Return a function that writes the content of `path`."""

    def write(target: BinaryIO) -> None:
        with path.open("rb") as file:
            shutil.copyfileobj(file, target, CHUNK)

    return write


def save_file(path: Path) -> Callable[[BinaryIO], None]:
    """Return a function that writes a stream into `path`."""

    def read(source: BinaryIO) -> None:
        with path.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)

    return read


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file as it is on the disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _secret_line(identity: str) -> str:
    lines = [line.strip() for line in identity.splitlines()]
    found = [line for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    if not found:
        raise CannotBackUp("The file of the secret key has no line AGE-SECRET-KEY-1….")
    return found[0]


def _through_pipe(write: Callable[[BinaryIO], None], read: Callable[[BinaryIO], None]) -> None:
    """Run `write` in a thread and `read` here, with a pipe between them; raise the first failure."""
    reading, writing = os.pipe()
    of_writer: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write(pipe)
        except BaseException as error:  # noqa: BLE001 - raised below, in the caller's thread
            of_writer.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            read(pipe)
            while pipe.read(CHUNK):
                pass  # what follows a tar's end, so that the writer can finish
    except Exception as error:
        thread.join()
        # A writer that failed first leaves an end that the reader does not understand; a reader that
        # failed first leaves a broken pipe.
        if of_writer and not isinstance(of_writer[0], BrokenPipeError):
            raise of_writer[0] from error
        raise
    thread.join()
    if of_writer:
        raise of_writer[0]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
