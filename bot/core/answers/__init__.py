"""What the coach answers: one function for each intent, grouped by what they are about."""
