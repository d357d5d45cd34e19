"""A mail server on loopback for the tests of this folder."""

import subprocess

import pytest

from tests.outbox.mail_server import MailServer
from tests.patience import A_MINUTE


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A key and a certificate of 127.0.0.1, in one file."""
    folder = tmp_path_factory.mktemp("mail")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"]
    command += ["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(key.read_text() + made.read_text())
    return both


@pytest.fixture
def mail(settings, certificate, monkeypatch):
    """A mail server that works until it is told to fail; the client waits long for each answer."""
    settings.MAIL_SESSION_SECONDS = A_MINUTE
    settings.MAIL_GOODBYE_SECONDS = A_MINUTE
    settings.MAIL_LOOK_MILLISECONDS = 0
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = MailServer(certificate)
    with server.running() as port:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        yield server
