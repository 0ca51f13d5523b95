"""Names that live on over cells, and the language."""

from driver import Driver, check
from rows.registry import row

GROUP = "variables and language"


def cells(k: Driver, value: str, ts: list[str] | None = None, py: list[str] | None = None) -> None:
    """Cells one after the other; the last one has to give the value."""
    codes = {name: "\0".join(found) for name, found in (("ts", ts), ("py", py)) if found is not None}
    *first, last = k.code(**codes).split("\0")
    for code in first:
        ran = k.run(code)
        check(ran.status == "ok", f"fails: {(ran.error.strip().splitlines() or ['?'])[0][:70]}")
    k.expect(last, value)


@row(GROUP, "a function sees what a later cell assigns")
def one_variable(k: Driver) -> None:
    cells(k, "5", ["let n = 0; function get() { return n }", "n = 5", "get()"], ["n = 0\ndef get(): return n", "n = 5", "get()"])


@row(GROUP, "a later cell sees what a closure assigns")
def closure(k: Driver) -> None:
    cells(
        k, "3", ["let count = 0; const add = () => { count++ }", "add(); add(); add()", "count"],
        ["count = 0\ndef add():\n    global count\n    count += 1", "add(); add(); add()", "count"],
    )


@row(GROUP, "a timer sees a later cell's assignment")
def timer(k: Driver) -> None:
    cells(
        k, "late", ["let seen = ''; let now = 'early'; setTimeout(() => { seen = now }, 1500)", "now = 'late'; await new Promise((r) => setTimeout(r, 1600))", "seen"],
        ["import threading, time\nseen = ''; now = 'early'\ndef look():\n    global seen\n    seen = now\nthreading.Timer(1.5, look).start()", "now = 'late'; time.sleep(1.6)", "seen"],
    )


@row(GROUP, "declared again with another type")
def again(k: Driver) -> None:
    cells(k, "2", ["const value = 'text'", "const value = [1, 2]", "value.length"], ["value = 'text'", "value = [1, 2]", "len(value)"])


@row(GROUP, "functions and classes, declared again")
def functions(k: Driver) -> None:
    cells(
        k, "2", ["function f() { return 1 }\nclass A { v() { return f() } }", "function f() { return 2 }", "new A().v()"],
        ["def f(): return 1\nclass A:\n    def v(self): return f()", "def f(): return 2", "A().v()"],
    )


@row(GROUP, "functions are hoisted within a cell")
def hoisted(k: Driver) -> None:
    cells(k, "8", ["const eight = twice(4)\nfunction twice(n: number) { return n * 2 }\neight"])


@row(GROUP, "enums, types and interfaces over cells")
def types(k: Driver) -> None:
    cells(k, "1", ["enum Kind { Raw, Crop }\ninterface Stream { kind: Kind }\ntype Streams = Stream[]", "const streams: Streams = [{ kind: Kind.Crop }]", "streams[0]!.kind"])


@row(GROUP, "destructuring with defaults and rest")
def destructuring(k: Driver) -> None:
    cells(k, "6", ["const { a, b: [c, ...rest] = [0], d = 1 } = { a: 1, b: [2, 3] } as { a: number; b: number[]; d?: number }", "a + c! + rest[0]!"])


@row(GROUP, "top-level await")
def await_(k: Driver) -> None:
    cells(k, "4", ["const four = await Promise.resolve(4)", "four"], ["import asyncio\nasync def f(): return 4\nfour = await f()", "four"])


@row(GROUP, "await in a loop of a cell; its variables live on")
def for_await(k: Driver) -> None:
    cells(k, "6", ["let sum = 0\nfor await (const n of [1, 2, 3].values() as any) sum += n", "sum"])


@row(GROUP, "using disposes")
def using(k: Driver) -> None:
    cells(k, "in,out", ["const log: string[] = []\n{ using it = { [Symbol.dispose]() { log.push('out') } }; log.push('in') }", "log.join()"])


@row(GROUP, "decorators of the standard")
def decorators(k: Driver) -> None:
    cells(k, "10", ["function tenfold(method: () => number, context: ClassMethodDecoratorContext) { return () => method() * 10 }\nclass One { @tenfold one() { return 1 } }", "new One().one()"])


@row(GROUP, "generators, private fields, satisfies, template types")
def modern(k: Driver) -> None:
    cells(k, "3", ["class Box { #n = 1; *all() { yield this.#n; yield 2 } }\nconst o = { a: 1 } satisfies Record<string, number>\ntype Id = `id-${number}`; const id: Id = 'id-1'", "[...new Box().all()].reduce((x, y) => x + y, 0) * o.a"])


@row(GROUP, "a cell that fails keeps what it has reached")
def reached(k: Driver) -> None:
    k.run(k.code(ts="const before = 1; throw new Error('stop'); const after = 2", py="before = 1; raise Exception('stop'); after = 2"))
    k.expect("before", "1")


@row(GROUP, "values are shown without console.log; undefined is not")
def shown(k: Driver) -> None:
    ran = k.run(k.code(ts="undefined", py="None"))
    check("execute_result" not in ran.kinds(), "shows undefined")
    k.expect("6 * 7", "42")
