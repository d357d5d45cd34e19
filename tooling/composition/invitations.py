"""Make the demonstration's accounts, and a link for each account without a second factor.

`./dev stack --demo` runs this as a process with the settings of the demonstration. It writes the links,
one on each line, to the file that INVITATIONS names.
"""

import os
from pathlib import Path

import django


def main() -> None:
    """Write the file, and replace the links of an earlier start."""
    django.setup()
    from django.urls import reverse
    from django.utils import timezone

    from referral_portal.accounts.invitations import invite
    from referral_portal.accounts.models import User
    from referral_portal.accounts.second_factor import has_second_factor
    from safeguarding.demo.accounts import create_accounts, create_workers
    from safeguarding.models import Worker
    from safeguarding.sign_in.invitations import invite as invite_worker

    now = timezone.now()
    if not User.objects.exists():
        create_accounts(now=now)
        create_workers(now=now)
    lines = [
        f"{user.username} {reverse('join', args=[invite(user=user, by=None, now=now)])}"
        for user in User.objects.order_by("pk")
        if not has_second_factor(user)
    ]
    lines += [
        f"{worker.username} {reverse('safeguarding:join', args=[invite_worker(worker=worker, by=None, now=now)])}"
        for worker in Worker.objects.order_by("pk")
        if not worker.otp_confirmed
    ]
    file = Path(os.environ["INVITATIONS"])
    file.touch(mode=0o600)
    file.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
