"""What one row of the table of steps says, as pure data."""

from dataclasses import dataclass

from referral_portal.accounts.roles import Role
from referrals.enums import MessageEvent, Status, Trigger


@dataclass(frozen=True)
class Move:
    """From where to where a verb leads, and which roles may take it.

    With `follows_from` only the verb of another app that makes this happen can take it, after its
    own check of permissions; the account needs one of the roles as well.
    """

    sources: tuple[Status, ...]
    target: Status
    who: tuple[Role, ...]
    follows_from: Trigger | None = None


@dataclass(frozen=True)
class Step:
    """One verb and all that is said about it.

    No field has a default, so that nothing is left unsaid. `label` is the link or button that takes
    it, `history` is what the referral's history says, `news` is what a link worker reads. `event`
    names the messages it sends; a step that leaves a referral where it is sends none. With
    `tells_first` the link worker is alerted and the messages wait for release; where a step sends
    no message, the alert is all there is. A step with `codes` needs one of them as its reason.
    """

    verb: str
    moves: tuple[Move, ...]
    label: str
    history: str
    news: str
    event: MessageEvent | None
    tells_first: bool
    codes: tuple[str, ...]
    help: str
