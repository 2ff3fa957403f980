"""Who may record mastery: the ledger's process alone. Nobody types a level in."""

from collections.abc import Mapping

from services.learning.commands.mastery import RecordMastery
from services.learning.permissions.facts import Entry, Need, policy
from shared.kernel.messages import Command

ENTRIES: Mapping[type[Command], Entry] = {RecordMastery: policy}
NEEDS: Mapping[type[Command], Need] = {}
