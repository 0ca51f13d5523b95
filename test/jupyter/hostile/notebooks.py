"""The hostile notebooks: what their cells do, and what has to come of it."""

from dataclasses import dataclass

#: The last cell of notebooks whose session has to go on.
ALIVE = "'alive ' + [1, 2].map((n) => n * 2).join()"


@dataclass(frozen=True)
class Hostile:
    """A notebook, and how `wt-dfn run` has to end."""

    name: str
    cells: tuple[str, ...]
    #: Exit code of the run.
    code: int = 1
    #: Pattern that has to be in what is printed.
    says: str = ""
    #: Pattern that has to be in the saved outputs.
    saves: str = ""
    #: Seconds that the whole run may take.
    limit: float = 180
    #: Seconds that a cell may take.
    timeout: float | None = None
    #: The first cells may fail, and the session has to go on.
    goes_on: bool = False
    #: Megabytes of memory that Node may take; nothing for its own choice.
    heap: int | None = None
    #: The saved notebook has at most so many bytes.
    largest: int = 300_000


BROKEN_CODE = (
    Hostile("syntax-error", ("const a = 1", "let 1x = 2"), says=r"cell 2, line 1: SyntaxError"),
    Hostile("type-error", ("console.log('runs')\nconst n: number = 'text'",), says=r"cell 1, line 2: TypeError: Type 'string'"),
    Hostile("not-a-cell", ("}{", "\u0000", "\ufeff#!/bin/sh", "<script>alert(1)</script>"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("deep-recursion", ("function down(): number { return down() + 1 }\ndown()",), says=r"line 1: RangeError: Maximum call stack"),
    Hostile("deep-source", (f"const deep = {'[' * 20000}{']' * 20000}",), code=0, goes_on=True, saves="alive 2,4"),
    Hostile(
        "strange-errors",
        ("throw null", "throw undefined", "throw { get message() { throw 1 }, get stack() { throw 2 } }",
         "throw new Proxy({}, { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } })",
         "const a = new Error('a'), b = new Error('b', { cause: a }); a.cause = b; throw b",
         "throw Object.assign(new Error('m'), { stack: 7, name: {} })", "throw Symbol('s')", "throw () => 1"),
        code=0, goes_on=True, saves="alive 2,4",
    ),
    Hostile("giant-error", ("throw new Error('x'.repeat(50_000_000))",), says="Error: x"),
)

ENDS = (
    Hostile("process-exit", ("process.exit(0)",), says=r"process\.exit\(0\) was called"),
    Hostile("process-exit-goes-on", ("let kept = 1; process.exit(3)", "kept"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("really-exit", ("(process as any).reallyExit(3)",), says=r"session ended by itself \(exit code 3\)"),
    Hostile("abort", ("process.abort()",), code=0, goes_on=True, saves="SIGABRT"),
    Hostile("kills-itself", ("process.kill(process.pid, 'SIGTERM'); await new Promise(() => undefined)",), says="SIGTERM"),
    Hostile("killed", ("process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined)",), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("kills-kernel", ("process.kill(process.ppid, 'SIGKILL'); await new Promise(() => undefined)",), says="kernel"),
    Hostile("out-of-memory", ("const hold: number[][] = []; while (true) hold.push(new Array(100_000).fill(hold.length))",),
            says="OutOfMemory", heap=150),
    Hostile("out-of-memory-goes-on", ("const text: string[] = []; for (let i = 0; ; i++) text.push(`${i}`.repeat(1000))",),
            code=0, goes_on=True, saves="OutOfMemory", heap=150),
    Hostile("giant-buffer", ("new ArrayBuffer(2 ** 52)", "'x'.repeat(2 ** 30)", "new Array(-1)"), code=0, goes_on=True, saves="RangeError"),
    Hostile("uncaught-rejection", ("void Promise.reject(new Error('nobody listens'))", "await new Promise((r) => setTimeout(r, 50))"),
            code=0, goes_on=True, saves="nobody listens"),
    Hostile("stream-error", ("import { createReadStream } from 'node:fs'\nvoid createReadStream('/no/such/file')",
                             "await new Promise((r) => setTimeout(r, 100))"), code=0, goes_on=True, saves="ENOENT"),
    Hostile("throws-later", ("setTimeout(() => { throw new Error('later') }, 10)", "await new Promise((r) => setTimeout(r, 100))"),
            code=0, goes_on=True, saves="Error: later"),
)

ENDLESS = (
    Hostile("endless-loop", ("while (true) {}",), says=r"cell 1.*TimeoutError: the cell took longer than 3 s", timeout=3),
    Hostile("endless-output", ("while (true) console.log('again and again')",), says="TimeoutError", timeout=3, largest=1_100_000),
    Hostile("endless-displays", ("for (let i = 0; ; i++) display(i)",), says="TimeoutError", timeout=3, largest=1_100_000),
    Hostile("endless-timer", ("setInterval(() => undefined, 10); 'begun'",), code=0, goes_on=True, saves="begun"),
    Hostile("endless-ticks", ("const tick = (): void => void Promise.resolve().then(tick); tick()", "'next'"),
            says="TimeoutError", timeout=3),
    Hostile("endless-next-ticks", ("const turn = (): void => process.nextTick(turn); turn(); await new Promise(() => undefined)",),
            says="TimeoutError", timeout=3),
    Hostile("never-settles", ("await new Promise(() => undefined)",), says="TimeoutError", timeout=3),
    Hostile("thenable", ("({ then(done: (n: number) => void) { done(1) } })",), code=0, goes_on=True, saves="alive 2,4"),
    # Awaited like any other; it is the person, or the time limit, who gives up.
    Hostile("thenable-without-end", ("({ then() {} })",), says="TimeoutError", timeout=3),
    Hostile("catches-all", ("while (true) { try { while (true) {} } catch {} finally { continue } }",), says="TimeoutError", timeout=3),
    Hostile("slow-pattern", ("/^(a+)+$/.test('a'.repeat(40) + 'b')",), says="TimeoutError", timeout=3),
    Hostile("blocks-in-native", ("import { execSync } from 'node:child_process'\nexecSync('sleep 600')",), says="TimeoutError",
            timeout=3),
)

LARGE = (
    Hostile("output-50-mb", ("for (let i = 0; i < 50; i++) console.log('x'.repeat(1_000_000))",), code=0, goes_on=True,
            saves="alive 2,4", largest=1_100_000),
    Hostile("native-output-50-mb", ("import { execSync } from 'node:child_process'\nexecSync('yes | head -c 50000000', { stdio: 'inherit' })",),
            code=0, goes_on=True, saves="alive 2,4", largest=5_000_000),  # half a million characters, each line of one letter a list entry
    Hostile("giant-string", ("'x'.repeat(50_000_000)",), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("giant-html", ("import { display as shown } from 'tslab'\nshown.html('<p>' + 'x'.repeat(50_000_000))",), code=0,
            goes_on=True, saves="alive 2,4", largest=1_100_000),
    Hostile("huge-arrays", ("new Float64Array(10_000_000)", "Array.from({ length: 1_000_000 }, (_, id) => ({ id, name: `n${id}` }))",
                            "new Set(Array.from({ length: 1_000_000 }, (_, i) => i))"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("sparse-array", ("new Array(4_000_000_000)",), code=0, goes_on=True, saves="alive 2,4", timeout=60),
    Hostile("deep-object", ("let deep: object = {}; for (let i = 0; i < 100_000; i++) deep = { deep }; deep",
                            "display(deep)", "console.log(deep)"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("many-displays", ("for (let i = 0; i < 10_000; i++) display(i)",), code=0, goes_on=True, saves="alive 2,4",
            largest=2_500_000),
)

VALUES = (
    Hostile("cyclic", ("const a: Record<string, unknown> = {}; a.a = a; a.list = [a, a]; a", "display(a)", "console.log(a)",
                       "const m = new Map<unknown, unknown>(); m.set(m, m); m"), code=0, goes_on=True, saves="Circular"),
    Hostile("throwing-getters", ("({ get a(): number { throw new Error('no') }, b: 1 })",
                                 "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } })",
                                 "({ [Symbol.for('Jupyter.display')]() { throw new Error('no') } })",
                                 "({ toJSON() { throw new Error('no') }, toString() { throw new Error('no') } })",
                                 "class A { get [Symbol.toStringTag](): string { throw new Error('no') } }\nnew A()"),
            code=0, goes_on=True, saves="alive 2,4"),
    Hostile("proxies", ("const traps = new Proxy({}, { get() { return () => { throw new Error('trap') } } }) as ProxyHandler<object>",
                        "new Proxy({}, traps)", "console.log(new Proxy([], traps))", "display(new Proxy(() => 1, traps))",
                        "const gone = Proxy.revocable({}, {}); gone.revoke(); gone.proxy",
                        "new Proxy({}, { get: () => 'always', has: () => true })"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("strange-bundles", ("display({ [Symbol.for('Jupyter.display')]: () => 7 })", "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 1n, 'image/png': {}, x: undefined }) })",
                                "display({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': { n: NaN, i: Infinity } }) })",
                                "display({ [Symbol.for('Jupyter.display')]: () => null })"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("big-integers", ("10n ** 1000n", "[1n, 2n]", "display({ a: 1n })", "new BigInt64Array([1n])"), code=0, goes_on=True,
            saves="1n"),
    Hostile("nan-figures", ("import { showFigure } from 'wt-dfn'\nimport { display as shown } from 'tslab'\n"
                            "await showFigure(shown, { data: [{ type: 'scatter', x: [1, NaN, Infinity], y: [NaN, -Infinity, 2] }], layout: { width: 300, height: 200 } } as any)",
                            "display({ data: [{ type: 'scatter', x: [NaN], y: [undefined] }], layout: { width: NaN } })"),
            code=0, goes_on=True, saves="alive 2,4"),
    Hostile("lone-surrogates", ("'\\ud800 alone'", "console.log('\\udfff \\u0000 \\u0001 \\u001b[31m')",
                                "process.stdout.write(new Uint8Array([0xff, 0xfe, 0xc3]))"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("markup", ("import { display as shown } from 'tslab'\nshown.html('</script><script>alert(1)</script>')",
                       "'<img src=x onerror=alert(1)>'", "throw new Error('</pre><script>alert(1)</script>')"), code=0, goes_on=True,
            saves="alive 2,4"),
)

SABOTAGE = (
    Hostile("closes-stdout", ("import { closeSync } from 'node:fs'\ncloseSync(1); closeSync(2); console.log('still heard')",), code=0,
            goes_on=True, saves="still heard"),
    Hostile("closes-everything", ("import { closeSync } from 'node:fs'\nfor (let file = 1; file < 64; file++) try { closeSync(file) } catch {}",),
            says="session|kernel", timeout=60),
    Hostile("writes-to-pipes", ("import { writeSync } from 'node:fs'\nwriteSync(3, 'no frame at all\\n'.repeat(100))", "'next'"), code=0,
            goes_on=True, saves="alive 2,4", timeout=60),
    Hostile("patched-console", ("console.log = () => { throw new Error('patched') }; (console as any).error = undefined", "console.log('x')",
                                "Object.defineProperty(globalThis, 'console', { value: null })", "'kept'"), code=0, goes_on=True, saves="alive 2,4"),
    Hostile("patched-prototypes", ("Array.prototype.push = () => { throw new Error('patched') }", "'a'",
                                   "(Object.prototype as any).toJSON = () => 'patched'", "({ a: 1 })",
                                   "JSON.stringify = () => 'patched'; JSON.parse = () => 'patched'", "'b'",
                                   "Map.prototype.get = () => undefined; Map.prototype.set = () => { throw new Error('patched') }", "new Map([[1, 2]])"),
            code=0, goes_on=True, saves="alive 2,4", timeout=60),
    Hostile("patched-promises", ("const then = Promise.prototype.then\nPromise.prototype.then = function () { throw new Error('patched') } as any", "1",
                                 "Promise.prototype.then = then"), code=0, goes_on=True, saves="alive 2,4", timeout=60),
    Hostile("patched-globals", ("for (const name of ['Buffer', 'Error', 'performance', 'setTimeout', 'clearTimeout', 'Atomics', 'TextEncoder', 'Uint8Array', 'Symbol', 'Promise', 'Map', 'Set', 'Proxy', 'URL', 'process']) try { (globalThis as any)[name] = undefined } catch {}",
                                "'next'", "display(1)"), code=0, goes_on=True, saves="alive 2,4", timeout=60),
    Hostile("frozen-world", ("Object.freeze(globalThis)", "Object.freeze(Object.prototype); Object.freeze(Array.prototype)", "let later = 1; later"),
            code=0, goes_on=True, saves="alive 2,4"),
    Hostile("leaves-the-folder", ("process.chdir('/'); process.umask(0o777)", "import { existsSync } from 'node:fs'\nexistsSync('.')"), code=0,
            goes_on=True, saves="alive 2,4"),
    Hostile("swallows-exceptions", ("process.removeAllListeners('uncaughtException'); setTimeout(() => { throw new Error('unheard') }, 5)",
                                    "await new Promise((r) => setTimeout(r, 200))"), code=0, goes_on=True, saves="alive 2,4"),
)

#: All of them.
NOTEBOOKS = (*BROKEN_CODE, *ENDS, *ENDLESS, *LARGE, *VALUES, *SABOTAGE)
