# SPDX-License-Identifier: MIT
"""What can go wrong, each with a full sentence that says what to do."""


class Error(RuntimeError):
    """The work could not be done."""


class UsageError(Error, ValueError):
    """The request itself makes no sense."""


class NoNetworkFits(Error):
    """Even the smallest network breaks a limit."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C ended the work; what was finished is saved, so that the same call goes on with it."""
