"""A platform that lives in memory and has moods, to see a year of nudges go by in minutes."""
