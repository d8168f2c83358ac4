# SPDX-License-Identifier: MIT
"""A terminal of given size: runs a command in it and keeps what its screen shows."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pyte


class Screen:
    def __init__(self, words, environment, rows=24, columns=80):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.written, self.changes, self.ended = b"", [], False
        self.seen = []  # what the screen showed after each change
        master, slave = pty.openpty()
        self.master = master
        self._set_size(rows, columns)
        self.process = subprocess.Popen([str(word) for word in words], env=environment, stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def _set_size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows, columns):
        self._set_size(rows, columns)
        self.screen.resize(rows, columns)

    def press_control_c(self):
        os.write(self.master, b"\x03")

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def read(self):
        """Shows the next change; false at the end."""
        while len(self.changes) < 2 and not self.ended:
            try:
                written = os.read(self.master, 65536)
            except OSError:  # the last process that had it open is gone
                written = b""
            self.ended = not written
            self.written += written
            # A change begins with a return to the first line; reads may join changes or cut one.
            self.changes = re.split(rb"(?s)(?<=.)(?=\r[^\r\n])", b"".join(self.changes) + written)
        self.stream.feed(self.changes.pop(0) if self.changes else b"")
        self.seen.append("\n".join(self.lines()).rstrip())
        return bool(self.changes) or not self.ended

    def read_until(self, shows):
        while not shows(self.seen[-1] if self.seen else ""):
            assert self.read(), f"The command ended before it showed that; its last screen:\n{self.seen[-1]}"

    def read_to_the_end(self):
        while self.read():
            pass
        os.close(self.master)
        return self.process.wait()

    def colours_of(self, characters):
        """The colours in which these characters are now."""
        return {(cell.data, cell.fg) for row in self.screen.buffer.values() for cell in row.values()
                if cell.data in characters}
