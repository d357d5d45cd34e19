"""Kill the web process while a form is sent: by the public, and by an agency."""

import socket
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.wsgi import get_wsgi_application

from referral_portal.outbox.models import OutgoingMessage
from tests.proofs.faults.everything import faults_of_letters, faults_of_referral, finish_all
from tests.proofs.faults.forms import Form, maker_of
from tests.proofs.faults.points import Stage
from tests.proofs.restore.sink import Sink


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words) -> None:
        """Print nothing."""


class Sending(Stage):
    """A form is sent over the network; without an answer the person sends the same page again."""

    def __init__(self, route: str, sink: Sink, application=None) -> None:
        self.name, self.sink = f"submit, {route}", sink
        self.application = application or get_wsgi_application()
        self.make = maker_of(route)
        self.listener: socket.socket | None = None

    def prepare(self) -> Form:
        """Fill in a form, and open the port of the web process."""
        form = self.make()
        self.listener = socket.create_server(("127.0.0.1", 0))
        return form

    def work(self, made: Form) -> None:
        """Answer one request."""
        server = WSGIServer(self.listener.getsockname(), _Quiet, bind_and_activate=False)
        server.socket.close()
        server.socket = self.listener
        server.server_name, server.server_port = self.listener.getsockname()
        server.setup_environ()
        server.set_app(self.application)
        server.handle_request()

    def meanwhile(self, made: Form) -> None:
        """Send the form, as the browser does; the port ends with the web process."""
        port = self.listener.getsockname()[1]
        self.listener.close()
        made.send(port)

    def after(self, made: Form) -> None:
        """Note whether the referral is there, before anything is repeated."""
        made.was_kept = made.referrals.exists()

    def finish(self, made: Form) -> None:
        """Send the page again, and let the referral cross and its letters leave."""
        made.send_again()
        finish_all()

    def faults(self, made: Form) -> list[str]:
        """Compare what the browser read with what is there."""
        found = faults_of_referral(made.referrals, made.word)
        if made.is_acknowledged and not made.was_kept:
            found.append("acknowledged, and not there when the process had ended")
        if not made.reference:
            found.append("sent again, and still no reference")
        messages = OutgoingMessage.objects.filter(referral_id=made.referral_id)
        return found + faults_of_letters(messages, self.sink.deliveries)
