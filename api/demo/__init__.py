"""The demonstration agreement: ``story.json`` holds two versions of it as ordered lists of clauses.

A clause's ``key`` is its identity across versions: the clause id is made from it. References are by kind
(``{ref:kind:evidence_holds}``), so they need no keys. Where a field names clauses (``survives``), it holds their ids.
"""
