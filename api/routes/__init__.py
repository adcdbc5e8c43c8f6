"""The JSON API: one module a resource. A route reads the request, calls one use case and shapes the answer."""
