"""A reader whose children do what a hostile document could make them do. The document's name says which."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tocsin.casefile.reading import Reader

WORKER = '''
import ctypes, json, os, socket, subprocess, sys, time
from tocsin.casefile.reading import sandbox, worker

sandbox.CPU_SECONDS, worker.WALL_SECONDS = {cpu}, {wall}

def refused(attempt):
    try:
        attempt()
    except OSError:
        return True
    return False

def probe(content):
    """What of a list of forbidden things succeeds."""
    there = json.loads(content)
    libc = ctypes.CDLL(None, use_errno=True)
    attempts = dict(
        socket=lambda: socket.socket(),
        unix=lambda: socket.socket(socket.AF_UNIX),
        connect=lambda: socket.create_connection(("127.0.0.1", there["port"]), 1),
        execute=lambda: os.execv("/bin/true", ["true"]),
        program=lambda: subprocess.run(["/bin/true"]),
        fork=lambda: os._exit(0) if os.fork() == 0 else None,
        make=lambda: open(there["folder"] + "/made", "w"),
        write=lambda: open(there["file"], "r+"),
        cut=lambda: os.open(there["file"], os.O_RDONLY | os.O_TRUNC),
        remove=lambda: os.unlink(there["file"]),
        rename=lambda: os.rename(there["file"], there["file"] + "x"),
        folder=lambda: os.mkdir(there["folder"] + "/folder"),
        look=lambda: open(there["file"]),
        passwords=lambda: open("/etc/passwd"),
        processes=lambda: open("/proc/1/status"),
        worker_memory=lambda: open(f"/proc/{{os.getppid()}}/maps"),
        signal=lambda: os.kill(os.getppid(), 0),
        limits=lambda: __import__("resource").prlimit(os.getppid(), 0),
        owner=lambda: __import__("fcntl").fcntl(3, 8, os.getppid()),
        session=lambda: os.setsid(),
        requests=lambda: os.read(4, 1),
        answers=lambda: os.write(5, b"x"),
    )
    for name, number in dict(io_uring=425, clone3=435, memfd=319, bpf=321, ptrace=101, x32=0x40000000 + 41).items():
        def call(number=number):
            if libc.syscall(number, 0, 0, 0, 0, 0) < 0:
                raise OSError
        attempts[name] = call
    return [name for name, attempt in attempts.items() if not refused(attempt)]

def read(name, content):
    match name:
        case "probe": return told(" ".join(probe(content)) or "nothing")
        case "environment": return told(" ".join(sorted(os.environ)))
        case "streams": return told(" ".join(os.readlink(f"/proc/self/fd/{{n}}") for n in (0, 1)))
        case "spin":
            while True: pass
        case "sleep": time.sleep(600)
        case "memory": return told(str(len(bytes(10**9))))
        case "abort": os.abort()
        case "end": os._exit(3)
        case "close": os.close(3); time.sleep(600)
        case "huge": return told("x" * 20_000_000)
        case "huge length": os.write(3, b"\\xff" * 8); time.sleep(600)
        case "half": os.write(3, bytes(7) + b"\\x99" + b"half"); os._exit(0)
        case "half, then nothing": os.write(3, bytes(7) + b"\\x99" + b"half"); time.sleep(600)
        case "no json": return raw(b"no json")
        case "a list": return raw(b"[]")
        case "deep": return raw(b"[" * 100_000)
        case "digits": return raw(b'{{"error": ' + b"1" * 100_000 + b"}}")
        case "twice": raw(b"{{}}", end=False); return told("second answer")
        case "empty": return {{}}
        case "wrong types": return dict(case=dict(kind=[]), family=3, media_type=None, text=7, places=[1])
        case "unknown error": return dict(error=["x"], message=dict(a=1))
        case "print": print("forged", flush=True); os.write(1, b"forged"); return told("printed")
        case "raise": raise SystemExit("out")
    return worker.read_document(name, content)

def told(message):
    return dict(error="unreadable", message=message)

def raw(content, end=True):
    from tocsin.casefile.reading.channel import send
    send(3, content)
    if end:
        os._exit(0)

worker.main(read)
'''


def reader_with(folder: Path, *, cpu: int = 10, wall: float = 12.0, worker: str = WORKER) -> Reader:
    script = folder / "worker.py"
    script.write_text(worker.format(cpu=cpu, wall=wall))
    kind = type("StandIn", (Reader,), {"_command": (sys.executable, "-I", str(script))})
    return kind()


def process_of(reader: Reader) -> subprocess.Popen[bytes]:
    process = reader._process
    assert process is not None
    return process
