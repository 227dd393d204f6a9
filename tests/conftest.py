import os

from hypothesis import settings

pytest_plugins = ["tests.databases"]

# how long an example takes depends on what the machine does beside it; tests of speed measure speed.
# `make test` is for every few minutes and looks at fewer examples than `make check`
settings.register_profile("quick", deadline=None, max_examples=20)
settings.register_profile("thorough", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
