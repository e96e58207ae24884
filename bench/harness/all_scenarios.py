"""All scenarios that run on Linux, in the order in which they are measured and shown."""

from .layer_scenarios import LAYER_SCENARIOS
from .scenarios import PLAIN, SESSION_SCENARIOS

SCENARIOS = PLAIN + SESSION_SCENARIOS + LAYER_SCENARIOS
