"""Jupyter's own tests of a kernel (jupyter_kernel_test), with everything switched on that they know."""

import jupyter_kernel_test

PNG_HEAD = "new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])"


class KernelTest(jupyter_kernel_test.KernelTests):
    """What TypeScript has for each of the suite's samples."""

    kernel_name = "wt-dfn"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to the other stream')"
    code_generate_error = "throw new Error('on purpose')"
    code_page_something = "?console"
    code_clear_output = "display('seen for a moment'); clearOutput()"
    code_inspect_sample = "console.log"
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "conso", "matches": {"console"}},
        {"text": "'a'.toUpper", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = [
        "1",
        "let x = 1",
        "function f() {\n  return 1\n}",
        "console.log(`a`)",
        "type Pair<T> = [T, T]",
        "await Promise.resolve(1)",
        "import { readFileSync } from 'node:fs'",
        "",
    ]
    incomplete_code_samples = ["function f() {", "console.log(", "`abc", "/* open", "const a = [1,", "1 +", "if (true)"]
    invalid_code_samples = ["let 1x", "a b c", "}{", "const = 3"]
    code_execute_result = [
        {"code": "6*7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "await Promise.resolve([1, 2])", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {"code": "import { display as shown } from 'tslab'; shown.html('<b>bold</b>')", "mime": "text/html"},
        {"code": f"import * as t from 'tslab'; t.display.png({PNG_HEAD})", "mime": "image/png"},
        {"code": "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '*a*' }) })", "mime": "text/markdown"},
    ]
    code_history_pattern = "6?7*"
    supported_history_operations = ("tail", "range", "search")
