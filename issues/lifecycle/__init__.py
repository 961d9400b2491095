"""Pure rules of lifecycles: phases, moves and the sentences that refuse. No ORM, no request."""
