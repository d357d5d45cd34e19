"""A demonstration made through the real forms and the real verbs. Everybody in it is invented."""
