"""The demonstration agreement: ``story.json`` holds its first version in full and each later one as changes.

A version tells its number, the version that it came from (``base``; V2P is a branch), its date, who proposed it, what
became of it (``status``), and what its file is where it is no working draft (``draft_status``). A change has an ``op``
(insert_clause, delete_clause, move_clause, set_field, edit_text, rename_heading), the ``key`` of its clause, a
``rationale`` and a ``basis``: what of it was ``reported`` in public and what is ``invented``. Offices stand for people.
A clause's ``key`` is its identity across versions: the clause id is made from it. References are by kind
(``{ref:kind:evidence_holds}``), so they need no keys. Where a field names clauses (``survives``), it holds their ids.
"""
