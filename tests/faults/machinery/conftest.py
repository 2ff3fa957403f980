"""A world of its own for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.machinery.world import World, open_world


@pytest.fixture
async def world(postgres_url: str, kafka: str) -> AsyncIterator[World]:
    async with open_world(postgres_url, kafka) as opened:
        yield opened
