"""The zone that this process serves, its mode, and where its files are.

The other parts of the settings import this one; all other code uses django.conf.settings.
"""

from pathlib import Path

from referral_portal import env, zones

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
ZONE = zones.check_zone(env.text("PORTAL_ZONE", zones.PORTAL), debug=DEBUG, demo=DEMO)
HAS_PORTAL = ZONE in {zones.PORTAL, zones.ALL}
HAS_SAFEGUARDING = ZONE in {zones.SAFEGUARDING, zones.ALL}
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000)
if DEMO or DEBUG:
    zones.check_demo_host(HOST)
# Plain http only where the address cannot leave the machine.
SECURE = not (DEMO or DEBUG)
