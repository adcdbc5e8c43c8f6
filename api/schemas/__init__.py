"""The JSON of the API: one module a resource."""
