"""Changes to docker-compose.yml that test_stack.py must notice, as functions of its services."""


def _change(service: str, key: str, value):
    def change(services: dict) -> None:
        services[service][key] = value

    return change


def _change_variable(services: dict) -> None:
    services["portal-worker"]["environment"]["PULL_SECONDS"] = "31"


def _change_limit(services: dict) -> None:
    services["portal-proxy"]["environment"]["REQUESTS_AT_ONCE"] = "101"


def _forget_variable(services: dict) -> None:
    del services["safeguarding-web"]["environment"]["BEHIND_PROXY"]


def _change_check(services: dict) -> None:
    services["portal-beat"]["healthcheck"]["test"][-1] = "121"


def _forget_check(services: dict) -> None:
    del services["portal-redis"]["healthcheck"]


def _add_service(services: dict) -> None:
    services["portal-extra"] = services["portal-beat"]


def _forget_service(services: dict) -> None:
    del services["safeguarding-opener"]


def _wait_for_another(services: dict) -> None:
    del services["portal-proxy"]["depends_on"]["portal-web"]


CHANGES = [
    _change("portal-web", "command", ["gunicorn", "referral_portal.wsgi:application"]),
    _change("portal-db", "command", ["postgres"]),
    _change(
        "safeguarding-proxy",
        "command",
        ["nginx", "-c", "/etc/nginx/other.conf", "-g", "daemon off;"],
    ),
    _change("portal-prepare", "command", ["python", "-m", "deploy.other"]),
    _change_variable,
    _change_limit,
    _forget_variable,
    _change_check,
    _forget_check,
    _add_service,
    _forget_service,
    _wait_for_another,
]
