"""Language models: the port that a call sees, and the adapter that speaks to a provider."""
