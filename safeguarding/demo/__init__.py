"""A demonstration with invented people, made through the real forms and verbs."""
