from hypothesis import settings

pytest_plugins = ["tests.databases"]

# how long an example takes depends on what the machine does beside it; tests of speed measure speed
settings.register_profile("coach", deadline=None)
settings.load_profile("coach")
