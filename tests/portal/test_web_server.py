"""What a web process does before its first visitor comes."""

import gc
import runpy
import subprocess
import sys
from pathlib import Path

from referral_portal import zones

ROOT = Path(zones.__file__).parent.parent


def test_the_garbage_collector_leaves_what_is_loaded():
    leave = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["_leave_what_is_loaded"]
    before, loaded = gc.get_freeze_count(), [[] for _ in range(1000)]

    leave()

    assert gc.get_freeze_count() >= before + len(loaded)


def test_the_views_are_loaded_before_the_first_visitor_comes(tmp_path):
    code = (
        "import sys; from referral_portal.wsgi import application;"
        " print('referrals.admin.queue.listing' in sys.modules)"
    )
    environment = {
        "PORTAL_ZONE": "portal", "DEBUG": "0", "SECRET_KEY": "for this test only",
        "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "EMAIL_URL": "none:",
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.stdout.strip() == "True", done.stderr
