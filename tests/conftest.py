import os

import pytest
from hypothesis import settings

from tests import slow

pytest_plugins = ["tests.databases"]

# how long an example takes depends on what the machine does beside it; tests of speed measure speed.
# `make test` is for every few minutes and looks at fewer examples than `make check`
settings.register_profile("quick", deadline=None, max_examples=20)
settings.register_profile("thorough", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make test` leaves to `make check`, before anything is chosen by its mark."""
    names = slow.names()
    for item in items:
        module = item.nodeid.partition("::")[0].removesuffix(".py").replace("/", ".")
        if f"{module}::{item.name}" in names:
            item.add_marker("slow")
