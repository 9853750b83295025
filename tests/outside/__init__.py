"""Programs of others look at what Tocsin writes: checkers of HTML, PDF and TIFF, a browser, a second reader of mail.

`.ci/run` installs them and runs these tests. By hand: `npm ci --ignore-scripts` in this folder, then
`.venv/bin/python -m pytest tests/outside`; what the machine lacks is skipped, with its name.

veraPDF's own packages are on none of the usual registries. Its engine and profiles travel inside @opendataloader/pdf,
an npm package for another purpose; PdfProfiles.java calls them there. Bandit would add nothing: its rules are ruff's S
rules, and its check for bidirectional characters is ruff's PLE2502.
"""
