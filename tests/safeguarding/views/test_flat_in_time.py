"""The worklist reads the same few blocks of the database however many cases there are."""

import contextlib

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from safeguarding import querysets
from safeguarding.models import Alert, VictimCase
from safeguarding.rights import CHILDREN
from tests.factories.safeguarding import make_worker
from tests.roles import be_owner, become, say

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
TABLES = ("safeguarding_alert", "safeguarding_victimcase")
CASES = """
    INSERT INTO safeguarding_victimcase (id, referral_id, reference, opened_at, owner_id,
        danger_level, danger_version, indexed_key, indexed_forms)
    SELECT gen_random_uuid(), gen_random_uuid(), 'F' || n, now() - n * interval '1 minute',
        CASE WHEN n %% 20 = 0 THEN NULL WHEN n %% 200 = 1 THEN %s ELSE %s END, 4, 99, 'x', 99
    FROM generate_series(1, %s) n
"""
# One alert in five is still waiting.
ALERTS = """
    INSERT INTO safeguarding_alert (kind, level, urgency, source, case_id, detail, raised_at, tries,
        needs_second, handled_at, outcome)
    SELECT CASE WHEN n %% 3 = 0 THEN 'tell_first' ELSE 'absence' END, 1 + n %% 4, 10,
        'flat:' || c.id || n, c.id,
        '{"event": "accept", "mark": "absent", "session": 1, "starts_at": "2026-01-01T10:00:00Z"}',
        c.opened_at, 0, false, CASE WHEN n %% 5 > 0 THEN now() END, CASE WHEN n %% 5 > 0 THEN 'told' END
    FROM safeguarding_victimcase c, generate_series(1, 5) n
"""


def blocks_of(client, worker) -> int:
    """Return how many blocks the reads of the worklist touch in the link workers' own role."""
    client.get("/safeguarding/")
    found = 0
    with contextlib.ExitStack() as stack:
        caught = {
            alias: stack.enter_context(CaptureQueriesContext(connections[alias]))
            for alias in ("default", "safeguarding")
        }
        assert client.get("/safeguarding/").status_code == 200
    become(settings.READER_ROLE)
    say("safeguarding", f"SELECT set_config('app.worker', '{worker.pk}', false)")
    try:
        for alias, queries in caught.items():
            for query in [one["sql"] for one in queries.captured_queries]:
                if query.startswith(("SELECT", "(SELECT")) and "set_config" not in query:
                    found += _explained(alias, query)
    finally:
        say("safeguarding", "SELECT set_config('app.worker', '', false)")
        be_owner()
    return found


def _explained(alias: str, query: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}")
        [[plan]] = cursor.fetchone()
    read = {node.get("Relation Name") for node in _nodes(plan["Plan"]) if _is_whole(node)}
    assert read.isdisjoint(TABLES), query
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]


def _nodes(node: dict):
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def _is_whole(node: dict) -> bool:
    return node["Node Type"] == "Seq Scan" and node["Actual Loops"] > 0


def test_the_worklist_reads_no_more_at_ten_times_the_cases(client, worker, monkeypatch):
    # Both times there are many cases that no link worker has taken.
    monkeypatch.setattr(querysets, "MANY", 100)
    other = make_worker()
    blocks: dict[bool, list[int]] = {False: [], True: []}
    for cases in (3_000, 30_000):
        for model in (Alert, VictimCase):
            model.objects.all()._raw_delete("safeguarding")
        with connections["safeguarding"].cursor() as cursor:
            # The link worker has as many cases each time.
            cursor.execute(CASES.replace("200", str(cases // 15)), [worker.pk, other.pk, cases])
            cursor.execute(ALERTS.replace("%%", "%"))
            cursor.execute("ANALYZE safeguarding_victimcase, safeguarding_alert")
        for is_manager, found in blocks.items():
            type(worker).objects.filter(pk=worker.pk).update(is_manager=is_manager)
            found.append(blocks_of(client, worker))
    for few, many in blocks.values():
        assert many < 1.5 * few + 200


def test_no_rule_of_a_row_lets_the_database_read_every_case_first():
    # With very many cases PostgreSQL would do so, unless the inner query has an OFFSET.
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE policyname LIKE 'of_worker%'")
        rules = dict(cursor.fetchall())
    children = [rules[table] for table in CHILDREN]
    assert len(children) > 8
    for rule in children:
        assert rule.count("EXISTS") == rule.count("OFFSET 0") == 1, rule
