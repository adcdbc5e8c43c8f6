"""The pages: the same services as the API has, for people in a browser. Server-rendered (Jinja2), with one style sheet
and no inline script or style; reading and downloading need no script (decision 0029)."""
