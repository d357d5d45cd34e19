"""Fill in the templates of a proxy, as the entry point of the nginx image does.

Each `NAME.template` that is mounted below /etc/nginx/templates becomes the file NAME in the folder
that NGINX_ENVSUBST_OUTPUT_DIR names, with the service's environment in the place of `${VARIABLE}`.
"""

import re
from pathlib import Path

from tooling.composition.local import Local
from tooling.composition.model import Service

TEMPLATES, ENDING = "/etc/nginx/templates/", ".template"


def is_proxy(service: Service) -> bool:
    """Return whether the service is nginx."""
    return service.command[0] == "nginx"


def prepare(service: Service, local: Local) -> None:
    """Write the files that the proxy's command reads."""
    folder = local.environment(service)["NGINX_ENVSUBST_OUTPUT_DIR"]
    fill_templates(service, local, TEMPLATES, Path(folder))


def fill_templates(service: Service, local: Local, templates: str, folder: Path) -> None:
    """Fill in what is mounted in the folder `templates` of the container, into `folder`."""
    environment = local.environment(service)
    for inside in service.volumes:
        if inside.startswith(templates) and inside.endswith(ENDING):
            name = inside.removeprefix(templates).removesuffix(ENDING)
            (folder / name).write_text(fill(local.folder(service, inside).read_text(), environment))


def fill(text: str, environment: dict[str, str]) -> str:
    """Return `text` with the value of each variable of the environment, as envsubst does."""
    return re.sub(
        r"\$(?:\{(\w+)\}|(\w+))",
        lambda match: environment.get(match.group(1) or match.group(2), match.group()),
        text,
    )
