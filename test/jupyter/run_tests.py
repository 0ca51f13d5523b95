"""Runs the parts of test/jupyter and says how many checks passed and failed; exits with 1 where one failed."""

import importlib
import sys
import unittest

#: Part on the command line, and its module.
PARTS = {"kernel": "test_kernel", "clients": "test_clients", "hostile": "test_hostile", "fuzz": "test_fuzz"}


class TellingResult(unittest.TextTestResult):
    """Says at once what has failed: the whole takes minutes."""

    def addFailure(self, test, err):  # noqa: N802 (unittest's name)
        super().addFailure(test, err)
        self.stream.writeln(f"    {str(err[1])[:3000]}")

    def addError(self, test, err):  # noqa: N802
        super().addError(test, err)
        self.stream.writeln(f"    {err[0].__name__}: {str(err[1])[:3000]}")

    def addSubTest(self, test, subtest, err):  # noqa: N802
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.stream.writeln(f"FAIL {subtest}\n    {str(err[1])[:3000]}")


def main(wanted: list[str]) -> int:
    """Runs the wanted parts, or all."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"test/jupyter: no part named {unknown[0]}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    suite = unittest.TestSuite()
    for name in wanted or PARTS:
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(PARTS[name])))
    result = unittest.TextTestRunner(verbosity=2, resultclass=TellingResult).run(suite)
    bad = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors}
    skipped = len(result.skipped)
    print(f"{result.testsRun - len(bad) - skipped} passed, {len(bad)} failed, {skipped} skipped")
    # A test that could not be tried proves nothing.
    return 1 if bad or skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
