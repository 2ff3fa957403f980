"""What the shipped files give each process: its command and its environment, without containers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
K8S = PROJECT / "k8s"
PROCESSES = ("directory", "goals", "learning", "gateway")


@dataclass(frozen=True)
class Shipped:
    """By the name of a process; ``migrate`` is the job that goes before."""

    commands: Mapping[str, list[str]]
    environments: Mapping[str, Mapping[str, str]]


def compose(values: Mapping[str, str]) -> Shipped:
    """Of docker-compose.yml, with ``values`` as its ``.env``."""
    content = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    services = {name: content["services"][name] for name in ("migrate", *PROCESSES)}
    return Shipped(
        {name: service["command"] for name, service in services.items()},
        {name: _filled(service["environment"], values) for name, service in services.items()},
    )


def k8s_dev(values: Mapping[str, str]) -> Shipped:
    """Of the overlay for development, with secrets after the example's shape."""
    config = _objects(K8S / "base" / "config.yaml")[("ConfigMap", "mastery")]["data"]
    overlay = yaml.safe_load((K8S / "overlays" / "dev" / "kustomization.yaml").read_text())
    (generator,) = overlay["configMapGenerator"]
    sources = {"mastery": config | dict(line.split("=", 1) for line in generator["literals"])}
    for (_, name), secret in _objects(K8S / "example" / "secrets.yaml").items():
        sources[name] = secret["stringData"]
    commands, environments = {}, {}
    for name in ("migrate", *PROCESSES):
        container = _container(K8S / "base" / f"{name}.yaml")
        found: dict[str, str] = {}
        for source in container["envFrom"]:
            (reference,) = source.values()
            found |= sources[reference["name"]]
        found |= {item["name"]: item["value"] for item in container.get("env", [])}
        commands[name], environments[name] = container["command"], _filled(found, values)
    return Shipped(commands, environments)


def _objects(path: Path) -> dict[tuple[str, str], Any]:
    found = [item for item in yaml.safe_load_all(path.read_text()) if item]
    return {(item["kind"], item["metadata"]["name"]): item for item in found}


def _container(path: Path) -> Any:
    found = [item for item in yaml.safe_load_all(path.read_text()) if item["kind"] != "Service"]
    (container,) = found[0]["spec"]["template"]["spec"]["containers"]
    return container


def _filled(environment: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """``${NAME}``, ``${NAME:-default}`` and ``${NAME:?message}``, as Compose reads them."""

    def value(match: re.Match[str]) -> str:
        name, otherwise = match[1], match[2]
        if name in values:
            return values[name]
        assert (otherwise or "").startswith("-"), f"{name} has no value"
        return otherwise[1:]

    return {
        name: re.sub(r"\$\{(\w+)(?::([-?][^}]*))?\}", value, str(text))
        for name, text in environment.items()
    }
