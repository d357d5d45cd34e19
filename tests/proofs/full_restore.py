"""`./dev prove restore`: both databases are lost at a random moment, and come back from their backups.

Under load: forms are sent, envelopes opened, letters sent. Each round restores the two sides to
different moments. The controls do what was done before: ciphertext deleted at once, and no look at
what a restore left open.
"""

import datetime as dt
import random
import time

from tests.proofs.figures import Figures, conclude
from tests.proofs.restore.machine import LOG_SECONDS, Machine, Zone

ROUNDS = 4
SHORTEST, LONGEST = 4, 14  # seconds of load after the base, until the kill
BETWEEN = (
    25  # seconds of load of a control: two moments of the day, at which letters leave, are inside
)
SETTLED = 240  # seconds until everything must be opened again
MISSED = 20  # seconds that a control has for the same
DRAW = random.SystemRandom()
NOBODY = ("people_lost", "people_doubled", "letters_lost", "letters_doubled", "referrals_lost")


class Round:
    """One loss and restore; `faults` is empty when nothing was lost or doubled."""

    def __init__(self, machine: Machine, *, portal_goes_back: bool) -> None:
        self.machine, self.portal_goes_back = machine, portal_goes_back
        self.back = "portal" if portal_goes_back else "safeguarding"
        self.whole = "safeguarding" if portal_goes_back else "portal"
        self.faults: list[str] = []
        self.last_instant: list[str] = []  # acknowledged, and not in the portal's log
        self.log_lost = 0  # bytes of the log of the whole side that were not received

    def lose(self, seconds: float) -> None:
        """Work, make a base, work on for `seconds`, and lose both databases."""
        machine = self.machine
        machine.begin("send", "open", "work")
        machine.wait_for_load()
        since = time.time()
        for zone in machine.zones.values():
            zone.ask_for_base()
        self.bases = {name: zone.new_base(since) for name, zone in machine.zones.items()}
        time.sleep(seconds)
        self.killed_at = machine.kill()
        for zone in machine.zones.values():
            zone.finish_log()

    def come_back(self, *, share: float, settles: bool = True, patience: float = SETTLED) -> None:
        """Restore one side to the end of its log, the other to a moment before, and work on.

        `share`: where the moment is, between the end of the base (0) and the kill (1).
        """
        machine = self.machine
        earliest = self.bases[self.back].finished_at.timestamp()
        moment = earliest + share * (self.killed_at - 1 - earliest)
        self.moment = dt.datetime.fromtimestamp(moment, dt.UTC)
        started = time.monotonic()
        for name, zone in machine.zones.items():
            zone.restore(self.moment if name == self.back else None)
        self.recovered = time.monotonic() - started
        self.compare_tables(machine.zones[self.whole])
        if settles:
            machine.prepare()
        machine.begin("open", "work")
        self.wait_until_settled(patience)
        machine.end_work()
        self.seconds = time.monotonic() - started

    def compare_tables(self, zone: Zone) -> None:
        """Compare every table with the lost database, which recovers beside the restored one.

        Rows can differ only where the log of the last instant was not received; then they are counted.
        """
        old = zone.old[-1]
        old.start()
        there, here = zone.tables(old), zone.tables()
        old.kill()
        self.log_lost = old.end_of_recovery() - zone.cluster.end_of_recovery()
        self.tables = len(there)
        if self.log_lost == 0:
            self.faults += [
                f"{zone.name}.{table}: {there[table]}, restored {here.get(table)}"
                for table in there
                if there[table] != here.get(table)
            ]

    def wait_until_settled(self, patience: float) -> None:
        """Wait until nothing is missing any longer; anything that still is then is a fault.

        Referrals acknowledged after the portal's restored moment are what a backup cannot have. At the
        end of the log they are those of the last instant, which is measured; one acknowledged more
        than LOG_SECONDS before the loss is a fault.
        """
        end = self.moment.timestamp() if self.portal_goes_back else self.killed_at
        # A commit comes a little before its acknowledgement.
        self.outcome = self.machine.compare(end=end - LOG_SECONDS, patience=patience)
        if not self.portal_goes_back:
            self.last_instant = self.outcome["late"]
        self.faults += [
            f"{len(self.outcome[name])} {name}" for name in NOBODY if self.outcome[name]
        ]

    def line(self) -> str:
        """Return one line of figures about this round."""
        before = self.killed_at - self.moment.timestamp()
        return (
            f"  {self.back} to {before:.1f} s before the loss, {self.whole} to the end of its log:"
            f" {self.log_lost} bytes of it missing, {len(self.last_instant)} referrals of the last"
            f" instant; recovered in {self.recovered:.0f} s, settled in {self.seconds:.0f} s"
        )


def test_restore():
    started = time.monotonic()
    machine, rounds = Machine(), []
    try:
        machine.make()
        for number in range(ROUNDS):
            one = Round(machine, portal_goes_back=bool(number % 2))
            one.lose(DRAW.uniform(SHORTEST, LONGEST))
            one.come_back(share=DRAW.random())
            rounds.append(one)
            machine.go_on()
        controls = {
            "ciphertext deleted at once: people lost": naive_blanking(machine),
            "no look at what was open: letters doubled": naive_sending(machine),
        }
    finally:
        machine.stop()
    people = machine.count
    conclude(
        Figures(
            name="restore",
            figure=figure_of(rounds),
            count=people,
            counted="referrals, each with a person at risk",
            seconds=time.monotonic() - started,
            controls=controls,
            failures=[fault for one in rounds for fault in one.faults],
            details=["", *(one.line() for one in rounds)],
        )
    )


def figure_of(rounds: list[Round]) -> str:
    """Return in words how many were lost and doubled in all rounds."""
    count = {name: sum(len(one.outcome[name]) for one in rounds) for name in NOBODY}
    return (
        f"{count['people_lost']} people lost, {count['people_doubled']} doubled;"
        f" {count['referrals_lost']} referrals lost; {count['letters_lost']} letters lost,"
        f" {count['letters_doubled']} doubled; {len(rounds)} losses of both databases,"
        f" {sum(one.tables for one in rounds)} tables compared row for row"
    )


def naive_blanking(machine: Machine) -> bool:
    """Return whether people are lost when the portal's ciphertext is deleted at once."""
    machine.keeps_backups = False
    one = Round(machine, portal_goes_back=False)
    one.lose(SHORTEST)
    one.come_back(share=0, patience=MISSED)
    machine.keeps_backups = True
    machine.go_on()
    return bool(one.outcome["people_lost"])


def naive_sending(machine: Machine) -> bool:
    """Return whether letters go twice when nobody looks at what a restore left open."""
    one = Round(machine, portal_goes_back=True)
    one.lose(BETWEEN)
    one.come_back(share=0, settles=False, patience=MISSED)
    return bool(one.outcome["letters_doubled"])
