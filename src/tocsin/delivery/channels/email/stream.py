"""Many messages over several connections to one server, each with at most one unanswered message.

With a server that takes it (RFC 2920), a message's final dot and the next one's envelope go out in one write: a
connection waits for nothing but the answer to its message. No message begins before the caller has recorded what became
of the one before it on that connection, so that whoever is killed leaves at most one message a connection in doubt.
"""

from __future__ import annotations

import selectors
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.replies import Stage, refusal_of, silence_of
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.email.smtp import Connection, Limits, Line, Outside, for_letters, what_failed
from tocsin.delivery.channels.email.wire import Garbled, Reply

CONNECTIONS: Final = 24
PATIENCE_SECONDS: Final = 0.2
"""How long the stream waits for answers before it looks again whether it may go on."""

_MOST_FAILURES: Final = 3
"""In a row, of one connection, without any message going through: then the server is taken to be down."""


class Parcel(NamedTuple):
    """A message to one member. key: the caller's. sender, to: of the envelope, usable in a command. make: the message,
    CRLF, without a line that begins with a dot; asked for when its turn has come.
    """

    key: int
    sender: str
    to: str
    make: Callable[[], bytes]


class Outcome(NamedTuple):
    """What became of a parcel: handed over (refusal None), or refused, for good or to be tried again."""

    parcel: Parcel
    refusal: Refusal | None
    answer: str


type Stages = tuple[Stage | None, ...]
"""What the answers to come are about; None: to a reset."""

_ENVELOPE: Final = (Stage.SENDER, Stage.RECIPIENT, Stage.DATA)

type Record = Callable[[Sequence[Outcome]], None]


@dataclass(slots=True)
class _Lane:
    """One connection. flying: its text is sent and not answered. loaded: its envelope is sent. asked: the server has
    asked for the loaded one's text. waits_for: `Stages`.
    """

    connection: Connection
    line: Line | None = None
    flying: Parcel | None = None
    loaded: Parcel | None = None
    asked: bool = False
    unclean: bool = False
    """An envelope was refused, which the server has to forget before the next one."""
    waits_for: deque[Stage | None] = field(default_factory=deque)
    to_say: deque[tuple[Stage | None, bytes]] = field(default_factory=deque)
    """Commands that wait for the answer to the one before, where the server does not take several at once."""
    failures: int = 0
    until: float = 0.0

    @property
    def is_open(self) -> bool:
        return self.line is not None

    @property
    def is_idle(self) -> bool:
        return not (self.flying or self.loaded or self.waits_for)


class Stream:
    """Not for several threads. server, own_name, limits, outside: as of `Connection`."""

    def __init__(self, server: SmtpServer, own_name: str, *, connections: int = CONNECTIONS,
                 limits: Limits | None = None, outside: Outside | None = None) -> None:  # fmt: skip
        self._limits, outside = limits or Limits(), outside or Outside()
        self._clock = outside.clock
        make = partial(Connection, server, own_name, limits=self._limits, outside=outside)
        self._lanes = [_Lane(make()) for _ in range(connections)]
        self._selector = selectors.DefaultSelector()
        self._again: deque[Parcel] = deque()
        self._outcomes: list[Outcome] = []
        self._failure: Refusal | None = None
        self._is_over = False
        """Whether every parcel was taken."""

    def run(self, parcels: Iterator[Parcel], record: Record, may_go: Callable[[], bool]) -> Refusal | None:
        """Hand over all of them, or as many as may go; the refusal by which the server itself failed, else None.

        record: told what became of some; returns when that is on disk. may_go: asked before each text; once it says
        no, nothing more begins. What was taken and not recorded was never begun. What `record` raises ends the run,
        and every text that is not answered is taken back or in doubt.
        """
        # What a run that was broken off left behind is not of these parcels.
        self._again.clear()
        self._outcomes.clear()
        self._failure, self._is_over, goes = None, False, True
        for lane in self._lanes:
            lane.failures = 0
        try:
            while True:
                if goes and self._failure is None:
                    self._load(parcels)
                if all(lane.is_idle for lane in self._lanes) and (self._is_over or self._failure or not goes):
                    self._tell(record)
                    return self._failure
                self._listen()
                self._tell(record)
                # Asked even while nothing is answered: whoever asks keeps the caller's hold on the parcels.
                goes = goes and may_go() and self._speak(parcels, may_go)
                if not goes or self._failure is not None:
                    self._take_back()
        except BaseException:
            for lane in self._lanes:
                self._drop(lane)
            raise

    def close(self) -> None:
        """Say goodbye on every connection."""
        for lane in self._lanes:
            if lane.line is not None:
                self._forget(lane)
            lane.connection.close()

    # -- speaking

    def _load(self, parcels: Iterator[Parcel]) -> None:
        """Envelopes for the connections that have none. Of those that are not open one is opened, no more: it takes a
        few times the way there and back, and what the others are answered meanwhile is not to wait for all of them.
        """
        for lane in self._lanes:
            if lane.is_idle and lane.failures < _MOST_FAILURES:
                was_open = lane.is_open
                parcel = self._next(parcels)
                if parcel is None:
                    return
                self._begin(lane, parcel)
                if self._failure is not None or lane.is_open > was_open:
                    return

    def _next(self, parcels: Iterator[Parcel]) -> Parcel | None:
        parcel = self._again.popleft() if self._again else next(parcels, None)
        self._is_over = parcel is None
        return parcel

    def _begin(self, lane: _Lane, parcel: Parcel) -> None:
        """Open the connection if it is not, and send the envelope alone."""
        if lane.line is None:
            try:
                lane.line = lane.connection.open(self._clock() + self._limits.connect)
            except Refusal as refusal:
                self._again.append(parcel)
                lane.failures += 1
                if not any(one.is_open for one in self._lanes):
                    self._failure = refusal
                return
            self._selector.register(lane.line.wire, selectors.EVENT_READ, lane)
        try:
            self._say(lane, b"", *self._envelope(lane, parcel))
        except Refusal as refusal:
            self._end(parcel, refusal)

    def _envelope(self, lane: _Lane, parcel: Parcel) -> tuple[Stages, bytes]:
        """The commands before a text, a line each, and what each is about. Refusal: the server cannot take this
        address.
        """
        assert lane.line is not None
        more = "" if parcel.to.isascii() else for_letters(lane.line)
        said = f"MAIL FROM:<{parcel.sender}>{more}\r\nRCPT TO:<{parcel.to}>\r\nDATA\r\n".encode()
        lane.loaded, lane.asked = parcel, False
        if lane.unclean:
            lane.unclean = False
            return (None, *_ENVELOPE), b"RSET\r\n" + said
        return _ENVELOPE, said

    def _say(self, lane: _Lane, text: bytes, stages: Stages, commands: bytes) -> None:
        """A text with its dot, if there is one, and what follows it: in one write where the server takes it so."""
        assert lane.line is not None
        if "PIPELINING" not in lane.line.offers:
            lane.to_say.extend(zip(stages, commands.splitlines(keepends=True), strict=True))
            stages, commands = (), b""
            if not text:
                stage, commands = lane.to_say.popleft()
                stages = (stage,)
        if text:
            lane.waits_for.append(Stage.TEXT)
        lane.waits_for.extend(stages)
        self._write(lane, b"".join((text, b".\r\n", commands)) if text else commands)

    def _write(self, lane: _Lane, octets: bytes) -> None:
        assert lane.line is not None
        lane.until = lane.line.wire.until = self._clock() + self._limits.hand_over
        try:
            lane.line.wire.send(octets)
        except OSError as error:
            self._lost(lane, error)

    def _speak(self, parcels: Iterator[Parcel], may_go: Callable[[], bool]) -> bool:
        """The texts that are asked for, each with the next one's envelope behind it; whether all may go on."""
        for lane in self._lanes:
            if not lane.asked or lane.flying is not None or lane.loaded is None:
                continue
            if not may_go():
                return False
            parcel = lane.loaded
            try:
                text = parcel.make()
            except ValueError:
                self._end(parcel, Refusal("The message cannot be made.", "unusable", permanent=True))
                lane.loaded = None
                self._drop(lane)
                continue
            lane.flying, lane.loaded, lane.asked = parcel, None, False
            follower = self._next(parcels)
            envelope: tuple[Stages, bytes] = (), b""
            if follower is not None:
                try:
                    envelope = self._envelope(lane, follower)
                except Refusal as refusal:
                    self._end(follower, refusal)
            self._say(lane, text, *envelope)
        return True

    # -- listening

    def _listen(self) -> None:
        for key, _ in self._selector.select(PATIENCE_SECONDS):
            lane: _Lane = key.data
            try:
                assert lane.line is not None
                for reply in lane.line.wire.replies_at_hand():
                    self._answered(lane, reply)
                    if not lane.is_open:
                        break
            except (OSError, Garbled) as error:
                self._lost(lane, error)
        now = self._clock()
        for lane in self._lanes:
            if lane.line is not None and lane.waits_for and now > lane.until:
                self._lost(lane, TimeoutError())

    def _answered(self, lane: _Lane, reply: Reply) -> None:
        if not lane.waits_for:
            # 421 before it hangs up, or words that nobody asked for: either way the line is no longer good.
            self._lost(lane, ConnectionResetError())
            return
        stage, code = lane.waits_for.popleft(), reply.code
        good = code == 354 if stage is Stage.DATA else code == 250 or code in {251, 252}
        if stage is Stage.TEXT:
            self._ended(lane, reply, good=good)
        elif stage is Stage.DATA and lane.loaded is None:
            if reply.code == 354:
                # Without a recipient it asks for a text all the same: leaving takes it back.
                self._drop(lane)
        elif stage is Stage.DATA and good:
            lane.asked = True
        elif not good:
            self._refused(lane, stage, reply)
        if lane.is_open and lane.to_say and not lane.waits_for:
            self._say_next(lane)

    def _say_next(self, lane: _Lane) -> None:
        stage, command = lane.to_say.popleft()
        lane.waits_for.append(stage)
        self._write(lane, command)

    def _ended(self, lane: _Lane, reply: Reply, *, good: bool) -> None:
        parcel, lane.flying = lane.flying, None
        assert parcel is not None
        lane.failures = 0
        refusal = None if good else _refusal(Stage.TEXT, reply)
        self._outcomes.append(Outcome(parcel, refusal, reply.answer))
        if refusal is not None and refusal.carrier_down:
            self._failed(lane, refusal)

    def _refused(self, lane: _Lane, stage: Stage | None, reply: Reply) -> None:
        refusal = _refusal(stage or Stage.SENDER, reply)
        parcel, lane.loaded = lane.loaded, None
        if refusal.carrier_down or stage is None:
            if parcel is not None:
                self._again.append(parcel)
            self._failed(lane, refusal)
            return
        if parcel is not None:
            self._end(parcel, refusal)
        lane.unclean = True
        lane.to_say.clear()

    # -- ends

    def _end(self, parcel: Parcel, refusal: Refusal) -> None:
        self._outcomes.append(Outcome(parcel, refusal, refusal.answer))

    def _tell(self, record: Record) -> None:
        if self._outcomes:
            told, self._outcomes = self._outcomes, []
            record(told)

    def _lost(self, lane: _Lane, error: Exception) -> None:
        """The line broke: the text in flight is in doubt, and the loaded envelope's parcel goes by another one."""
        stage = Stage.SENDER
        if lane.flying is not None:
            self._end(lane.flying, silence_of(Stage.TEXT, what_failed(error)))
            lane.flying, stage = None, Stage.TEXT
        self._failed(lane, silence_of(stage, what_failed(error)))

    def _failed(self, lane: _Lane, refusal: Refusal) -> None:
        """Once too often, on the last of the connections: the server is down."""
        lane.failures += 1
        self._drop(lane)
        if lane.failures >= _MOST_FAILURES and not any(one.is_open for one in self._lanes):
            self._failure = refusal

    def _take_back(self) -> None:
        """Nothing more begins: envelopes without a text are left, texts that are under way are waited for."""
        for lane in self._lanes:
            if lane.loaded is not None and lane.flying is None:
                self._drop(lane)

    def _drop(self, lane: _Lane) -> None:
        if lane.flying is not None:
            self._end(lane.flying, silence_of(Stage.TEXT, "hung up"))
        if lane.loaded is not None:
            self._again.append(lane.loaded)
        self._forget(lane)
        lane.connection.drop()

    def _forget(self, lane: _Lane) -> None:
        if lane.line is not None:
            with suppress(KeyError, ValueError):
                self._selector.unregister(lane.line.wire)
        lane.line = lane.flying = lane.loaded = None
        lane.asked = lane.unclean = False
        lane.waits_for.clear()
        lane.to_say.clear()


def _refusal(stage: Stage, reply: Reply) -> Refusal:
    return refusal_of(stage, reply) if reply.code >= 400 else silence_of(stage, "odd answer")
