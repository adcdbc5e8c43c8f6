"""Every side effect: the store, the HTTP service, the command line."""
