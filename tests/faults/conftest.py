"""A company of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.testing.infrastructure import fresh_database, unique
from tests.faults.kills.company import Company, company_on
from tests.integration.runtime.running import Issuer


@pytest.fixture
async def company(postgres_url: str, kafka: str, tmp_path: Path) -> AsyncIterator[Company]:
    issuer = Issuer(tmp_path)
    issuer.publish()
    async with fresh_database(postgres_url) as url:
        yield company_on(url, kafka, unique("test-"), issuer, tmp_path)
