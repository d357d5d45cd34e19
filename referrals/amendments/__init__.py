"""Change answers after a form was sent, and take words out of one answer."""
