"""What commands that give orders to Plivo have in common: the account, and what is said when an order fails."""

from __future__ import annotations

from flowrunner.config import PlivoAccount
from flowrunner.errors import RestError, UsageError
from flowrunner.plivo.rest import Credentials

WHERE = "under [plivo] in flowrunner.toml"


def credentials(account: PlivoAccount) -> Credentials:
    """Return what opens the API; raises UsageError that says what is missing and where it goes."""
    if account.auth_id and account.auth_token:
        return Credentials(account.auth_id, account.auth_token)
    given = {"auth_id": account.auth_id, "auth_token": account.auth_token}
    missing = [name for name, value in given.items() if not value]
    variables = " and ".join(f"FLOWRUNNER_{name.upper()}" for name in missing)
    raise UsageError(
        f"this needs an account at Plivo: set {' and '.join(missing)} {WHERE}, or {variables} in the environment"
    )


def explained(error: RestError) -> str:
    """Return what a failed order says, and what to do; raises UsageError when the credentials are wrong."""
    if error.kind == "credentials":
        raise UsageError(f"{error}; look at auth_id and auth_token {WHERE}, or at FLOWRUNNER_AUTH_ID and _AUTH_TOKEN")
    return str(error)
