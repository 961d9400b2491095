"""How people sign in: allauth's pages, only those that we offer, behind our own throttle."""
