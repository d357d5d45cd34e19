"""The desk's pages of reviews of decisions: the list, one review, and the forms of its verbs."""
