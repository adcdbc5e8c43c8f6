"""The store: SQLAlchemy Core tables, one module a resource. Nothing here commits but :mod:`api.store.unit`."""
