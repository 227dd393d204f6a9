"""The domain: pathways, learners and plans as values and pure functions."""
