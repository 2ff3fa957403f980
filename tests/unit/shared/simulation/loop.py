"""An event loop whose time is a number: nothing sleeps, and a seed runs the same each time.

Callbacks run in the order in which they were due; chance comes only from how long what is outside
of a process takes. Tasks are counted to the process that made them, so that it can be killed.
"""

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar, TypeVarTuple
from unittest.mock import patch

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

MOST_STEPS = 300_000


class Stuck(Exception):
    """Nothing will ever happen again, or it goes on for ever."""


class Step(asyncio.TimerHandle):
    """As asyncio's handles, without what they keep for debugging: most of a run is steps."""

    __slots__ = ("arguments", "callback", "context", "off")

    def __init__(
        self, callback: Callable[..., object], arguments: tuple[Any, ...], context: Context
    ) -> None:
        self.callback = callback
        self.arguments = arguments
        self.context = context
        self.off = False

    def cancel(self) -> None:
        self.off = True

    def cancelled(self) -> bool:
        return self.off


class Process:
    """What can be killed as a whole, or stopped for a while."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.stalled_until = 0.0
        self.tasks: list[asyncio.Task[Any]] = []

    def is_at_work(self) -> bool:
        return any(not task.done() for task in self.tasks)


PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


class VirtualLoop(asyncio.AbstractEventLoop):
    """As much of a loop as tasks, futures, locks and time limits ask for."""

    def __init__(self) -> None:
        self._now = 0.0
        self._ready: deque[Step] = deque()
        self._timers: list[tuple[float, int, Step]] = []
        self._numbers = itertools.count()
        self._tasks: list[tuple[asyncio.Task[Any], Process | None]] = []
        self._failure: BaseException | None = None
        self.steps = 0
        self.counted = (0, 0.0)

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """``time.monotonic`` is the loop's time meanwhile; nothing of ``main`` is left behind."""
        asyncio._set_running_loop(self)  # noqa: SLF001 - as every loop does
        try:
            with patch.object(time, "monotonic", self.time):
                task: asyncio.Task[T] = self.create_task(main)
                try:
                    while not task.done():
                        self._step()
                    self.counted = (self.steps, self._now)
                    return task.result()
                finally:
                    self._end_all()
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001 - the same

    def fail(self, error: BaseException) -> None:
        """Ends the run."""
        self._failure = self._failure or error

    def _step(self) -> None:
        self.steps += 1
        if self._failure is not None:
            raise self._failure
        if self._ready:
            step = self._ready.popleft()
        elif self._timers:
            at, _, step = heapq.heappop(self._timers)
            if at > self._now:
                self._now = at
        else:
            raise Stuck("nobody is waiting for anything that will come")
        if self.steps > MOST_STEPS:
            raise Stuck(f"more than {MOST_STEPS} steps")
        if not step.off:
            try:
                step.context.run(step.callback, *step.arguments)
            except Exception as error:  # of a callback; of a task, whoever awaits it hears
                self.fail(error)

    def _end_all(self) -> None:
        self._failure = None
        self.steps = 0
        while open_tasks := [one for one in self._tasks if not one[0].done()]:
            self._tasks = open_tasks
            for task, process in open_tasks:
                if process is not None:
                    process.alive = False
                task.cancel()
            for _ in range(10_000):
                if not self._ready and (
                    not self._timers or all(task.done() for task, _ in open_tasks)
                ):
                    break
                self._failure = None
                self._step()

    def time(self) -> float:
        return self._now

    def call_soon(
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        step = Step(callback, args, copy_context() if context is None else context)
        self._ready.append(step)
        return step

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        step = Step(callback, args, copy_context() if context is None else context)
        heapq.heappush(self._timers, (when, next(self._numbers), step))
        return step

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self)

    def create_task(
        self, coro: Any, *, name: str | None = None, context: Context | None = None
    ) -> "asyncio.Task[Any]":
        process = PROCESS.get() if context is None else context.get(PROCESS)
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append((task, process))
        if process is not None:
            process.tasks.append(task)
        return task

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_exception_handler(self, _context: dict[str, Any]) -> None:
        """Of a task that failed and that nobody awaited: the world says what must not fail."""
