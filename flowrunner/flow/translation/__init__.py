"""Words apart from logic: ``faq.hi-IN.yaml`` beside ``faq.yaml`` holds its texts and phrases in another language."""
