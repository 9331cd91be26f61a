"""Google's cloud: streaming recognition and synthesis. Needs the extra ``google`` and an account."""
