"""Print the newest reports of errors on this side; they say nothing about a case."""

from django.core.management.base import BaseCommand

from safeguarding.models import ProtectedErrorReport


class Command(BaseCommand):
    help = "List the newest errors: when, what kind, where in the code, which page or task and request."

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=50, help="how many (default: 50)")

    def handle(self, *args, **options):
        rows = ProtectedErrorReport.objects.order_by("-pk")[: options["most"]]
        for row in rows:
            fields = (row.kind, row.place or "-", row.view or "-", row.request or "-")
            self.stdout.write(f"{row.at:%Y-%m-%d %H:%M:%S}  {'  '.join(fields)}")
        if not rows:
            self.stdout.write("There is no report of an error.")
