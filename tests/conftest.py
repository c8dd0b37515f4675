"""What all tests share."""

from hypothesis import settings

# Machines differ in speed, and no test is about time.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
