"""Whose data everything is: each field of each table, each message, each address.

The codes are those of the matrix of docs/authorisation.md. What is new and not listed fails the
build with a sentence that says where to put it; nothing here decides who may see what.
"""
