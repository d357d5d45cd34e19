"""The catalogue: what is offered, where, by whom, with which money and on which criteria."""
