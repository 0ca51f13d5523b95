"""Jupyter's clients drive the kernel: jupyter_client, jupyter console, nbclient, nbconvert."""

import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

import nbclient
import nbformat
import pexpect
import psutil
from jupyter_client import KernelManager

KERNEL = "wt-dfn"
#: Seconds that anything here may take.
LIMIT = 60


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    """A notebook of our kernel with these code cells."""
    v4 = nbformat.v4
    spec = {"name": KERNEL, "display_name": "TypeScript (WT-DFN)", "language": "typescript"}
    return v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources], metadata={"kernelspec": spec})


class JupyterClientTest(unittest.TestCase):
    """jupyter_client, over tcp and over ipc."""

    def drive(self, transport: str) -> None:
        manager = KernelManager(kernel_name=KERNEL, transport=transport)
        with tempfile.TemporaryDirectory() as folder:
            if transport == "ipc":
                manager.ip = f"{folder}/kernel"
            manager.start_kernel(cwd=folder)
            process = psutil.Process(manager.provisioner.process.pid)
            client = manager.blocking_client()
            client.start_channels()
            try:
                client.wait_for_ready(timeout=LIMIT)
                shown: list[str] = []

                def hook(message: dict) -> None:
                    if message["msg_type"] == "stream":
                        shown.append(message["content"]["text"])

                reply = client.execute_interactive("let n = 1; console.log('n', n)", timeout=LIMIT, output_hook=hook)
                self.assertEqual(reply["content"]["status"], "ok")
                self.assertEqual("".join(shown), "n 1\n")
                client.execute("n += 1; while (true) {}")
                time.sleep(1)
                manager.interrupt_kernel()
                self.assertEqual(client.get_shell_msg(timeout=LIMIT)["content"]["ename"], "Interrupted")
                reply = client.execute_interactive(
                    "", user_expressions={"n": "n"}, timeout=LIMIT, output_hook=lambda _: None
                )
                self.assertEqual(reply["content"]["user_expressions"]["n"]["data"]["text/plain"], "2")
                manager.restart_kernel()
                client.wait_for_ready(timeout=LIMIT)
                reply = client.execute_interactive("n", timeout=LIMIT, output_hook=lambda _: None)
                self.assertEqual(reply["content"]["status"], "error")
                process = psutil.Process(manager.provisioner.process.pid)
                family = [process, *process.children(recursive=True)]
                self.assertGreater(len(family), 1)
            finally:
                client.stop_channels()
                manager.shutdown_kernel()
            psutil.wait_procs(family, timeout=5)
            self.assertEqual([each.pid for each in family if each.is_running()], [])

    def test_tcp(self) -> None:
        self.drive("tcp")

    def test_ipc(self) -> None:
        self.drive("ipc")


class ConsoleTest(unittest.TestCase):
    """A person at a terminal: jupyter console."""

    def setUp(self) -> None:
        arguments = ["-m", "jupyter_console", "--kernel", KERNEL, "--simple-prompt", "--ZMQTerminalInteractiveShell.use_kernel_is_complete=True"]
        self.console = pexpect.spawn(sys.executable, arguments, timeout=LIMIT, encoding="utf8", echo=False)
        self.console.expect(r"In \[1\]:")

    def tearDown(self) -> None:
        self.console.close(force=True)

    def test_cells_values_and_errors(self) -> None:
        console = self.console
        console.sendline("const answer: number = 6 * 7; answer")
        console.expect(r"Out\[1\]: 42")
        console.expect(r"In \[2\]:")
        console.sendline("console.log(`printed ${answer}`)")
        console.expect("printed 42")
        console.expect(r"In \[3\]:")
        console.sendline("const text: string = answer")
        console.expect("Type 'number' is not assignable to type 'string'")

    def test_prompt_asks_the_person(self) -> None:
        self.console.sendline("const who = prompt('Who?'); console.log(`hello ${who}`)")
        self.console.expect(r"Who\?")
        self.console.sendline("Ada")
        self.console.expect("hello Ada")

    def test_ctrl_c_stops_a_cell(self) -> None:
        self.console.sendline("let rounds = 0; console.log('at work'); while (true) rounds++")
        self.console.expect("at work")
        self.console.sendintr()
        self.console.expect("Interrupted")
        self.console.sendline("rounds > 0 ? 'kept' : 'lost'")
        self.console.expect("kept")


class NotebookClientsTest(unittest.TestCase):
    """nbclient and nbconvert execute notebooks."""

    def test_nbclient(self) -> None:
        notebook = notebook_of("let n = 20000", "for (let i = 0; i < n; i++) console.log(i)", "n = n + 1; n")
        nbclient.NotebookClient(notebook, timeout=LIMIT).execute()
        _, printed, shown = notebook.cells
        self.assertEqual("".join(o["text"] for o in printed.outputs).split(), [str(i) for i in range(20000)])
        self.assertEqual(shown.outputs[0]["data"]["text/plain"], "20001")
        self.assertEqual([cell.execution_count for cell in notebook.cells], [1, 2, 3])
        nbformat.validate(notebook)

    def test_nbclient_reports_the_line(self) -> None:
        notebook = notebook_of("const a = 1", "function fails(): never {\n  throw new Error('here')\n}\nfails()")
        with self.assertRaises(nbclient.exceptions.CellExecutionError) as caught:
            nbclient.NotebookClient(notebook, timeout=LIMIT).execute()
        self.assertIn("here", str(caught.exception))
        self.assertRegex(str(caught.exception), r"cell 2:2:\d+")

    def test_nbclient_time_limit(self) -> None:
        notebook = notebook_of("while (true) {}", "'after'")
        client = nbclient.NotebookClient(notebook, timeout=2, interrupt_on_timeout=True, allow_errors=True)
        client.execute()
        self.assertEqual(notebook.cells[0].outputs[0]["ename"], "Interrupted")
        self.assertEqual(notebook.cells[1].outputs[0]["data"]["text/plain"], "'after'")

    def test_nbconvert(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "three.ipynb")
            nbformat.write(notebook_of("const a = 1 + 2", "console.log('sum', a)", "display({ a })"), path)
            command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            cells = json.loads(path.read_text())["cells"]
            self.assertEqual("".join(cells[1]["outputs"][0]["text"]), "sum 3\n")
            page = subprocess.run(
                [sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", str(path)],
                capture_output=True, text=True, timeout=LIMIT, check=False,
            )
            self.assertIn("sum 3", page.stdout)
            script = subprocess.run(
                [sys.executable, "-m", "nbconvert", "--to", "script", "--stdout", str(path)],
                capture_output=True, text=True, timeout=LIMIT, check=False,
            )
            self.assertIn("const a = 1 + 2", script.stdout)


if __name__ == "__main__":
    unittest.main()
