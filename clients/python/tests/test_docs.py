"""The page about this client, whose code is run as it stands there."""

import contextlib
import io
import pathlib
import re
import unittest
from typing import Any

from tests.registry import ADDRESS, new_name

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "clients" / "python.md"


class PageTests(unittest.TestCase):
    def test_every_snippet_runs_one_after_the_other(self) -> None:
        snippets = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreater(len(snippets), 4)
        name, printed = new_name("bert"), io.StringIO()
        scope: dict[str, Any] = {}

        with contextlib.redirect_stdout(printed):
            for snippet in snippets:
                exec(snippet.replace("127.0.0.1:9090", ADDRESS).replace('"bert"', f'"{name}"'), scope)

        scope["registry"].close()
        output = printed.getvalue()
        self.assertRegex(output, r"\A[0-9a-f-]{36} pending\n")
        self.assertIn(f"{name} 1.0.0\n", output)
        self.assertIn("MODEL_NOT_FOUND\n['must not be empty']\nStatusCode.ABORTED ", output)
        self.assertRegex(output, r"\nTrue\n[0-9]+ tags_changed 1\.0\.0 \['nlp', 'production', 'seen', 'watched'\]\ntags_changed\n")
        self.assertIn("REVISION_NOT_REACHED\n{'newest_revision': '", output)
        self.assertTrue(output.endswith("True True\nstatus_changed\n"))
