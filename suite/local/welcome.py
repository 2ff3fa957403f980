"""What one reads when all is ready: where it is, whom one can be, and a first query's answer."""

import json
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException

from rich.console import Console
from rich.table import Table

from suite.local import people
from suite.local.environment import GATEWAY
from suite.local.folder import DataFolder
from suite.local.ports import LOOPBACK
from suite.local.state import SuiteState

QUERY = (
    "{ viewer { name } team { members { totalCount } "
    "goalsAtRisk(first: 2) { totalCount edges { node { title due owner { name } risk } } } } }"
)
Call = Callable[[str], str]
"""What to type for a command of ours, from where the reader stands."""
ROLES = {"employee": "an employee", "manager": "a manager", "hr": "HR"}


def show(console: Console, now: SuiteState, data: DataFolder, call: Call) -> None:
    """Asks the first query itself; without a demo company there is nobody to ask as."""
    here = now.surroundings(data)
    places = Table.grid(padding=(0, 2))
    places.add_row("GraphQL, and GraphiQL in a browser", here.addresses["graphql"])
    for name in ("directory", "goals", "learning"):
        places.add_row(f"{name}, its commands", f"{here.addresses[name]}/openapi.json")
    places.add_row("data folder", str(data.path))
    console.print()
    console.print(places, soft_wrap=True, highlight=False)
    if now.demo:
        console.print("\nWhom you can be, and how to get a token:", highlight=False)
        for role, title in ROLES.items():
            command = call(f"token --as {now.demo[role]}")
            console.print(f"  {title:<12} {command}", highlight=False, soft_wrap=True)
        show_query(console, now, data, call)


def show_query(console: Console, now: SuiteState, data: DataFolder, call: Call) -> None:
    here = now.surroundings(data)
    token = people.token_for(here, now.demo["manager"])
    token_command = call(f"token --as {now.demo['manager']}")
    body = json.dumps({"query": QUERY})
    console.print(
        f"\nA first query:\n  curl -s {here.addresses['graphql']} \\\n"
        f'    -H "Authorization: Bearer $({token_command})" \\\n'
        f"    -H 'Content-Type: application/json' -d '{body}'",
        highlight=False,
        soft_wrap=True,
        markup=False,
    )
    console.print("and its answer:", highlight=False)
    answer = ask(here.ports[GATEWAY], token, QUERY)
    console.print(f"  {json.dumps(answer)}", highlight=False, soft_wrap=True, markup=False)


def ask(port: int, token: str, query: str) -> Mapping[str, object]:
    """The gateway's answer, or what went wrong in the same shape."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("POST", "/graphql", json.dumps({"query": query}), headers)
        answer: Mapping[str, object] = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        connection.close()
    return answer
