#!/usr/bin/env python3
"""Tests the WordPress plugin in a real WordPress, before a real Vigie.

    run.py --vigie target/debug/vigie              starts that binary on a folder of its own
    run.py --url http://… --secret whsec_…         uses a Vigie that serves already, with the space le-journal

WordPress, PHP and MariaDB come from Debian's packages, unpacked into .tools/wordpress (fetched once; needs apt's mirror,
no root). Everything is started on free ports, in a scratch folder, and stopped at the end. Needs nothing but Python 3.
"""

import argparse
import contextlib
import pathlib
import signal
import sys
import tempfile
import time
import traceback

from blog import Site, database
from packages import fetched
from relay import Relay, vigie
from steps import STEPS

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = REPOSITORY / "shared/platforms/src/cms/wordpress/vigie.php"
PATH = "/webhooks/cms/le-journal"


def try_all(site, relay):
    """Runs every step; the plugin must not have made PHP complain in any of them."""
    for function in STEPS:
        started = time.monotonic()
        site.configure(**site.constants)
        relay.take()
        try:
            function(site, relay)
        except AssertionError:
            # An old WordPress on a new PHP fills the log with what is deprecated.
            log = "\n".join(line for line in site.logged().splitlines()[-100:] if "PHP Deprecated" not in line)
            raise SystemExit(f"FAILED {function.__name__}:\n{traceback.format_exc()}\nPHP's log:\n{log}") from None
        print(f"  ok {function.__name__.replace('_', ' ')} ({time.monotonic() - started:.1f} s)", flush=True)
    complaints = [line for line in site.logged().splitlines() if "vigie.php" in line]
    if complaints:
        raise SystemExit("FAILED: PHP complains of the plugin:\n" + "\n".join(complaints))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vigie", help="the binary to start")
    parser.add_argument("--url", help="of a Vigie that serves already")
    parser.add_argument("--secret", help="of its cms webhook")
    options = parser.parse_args()
    if bool(options.vigie) == bool(options.url and options.secret):
        parser.error("either --vigie, or --url and --secret")
    # Ended from outside, everything that was started is stopped all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root = fetched(REPOSITORY / ".tools/wordpress")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vigie-wp-")))
        url, secret = options.url, options.secret
        if options.vigie:
            url, secret = stack.enter_context(vigie(options.vigie))
        relay = stack.enter_context(Relay(url).serving())
        sql = stack.enter_context(database(root, folder))
        site = Site(root, folder, sql, PLUGIN)
        site.constants = {"VIGIE_URL": relay.url + PATH, "VIGIE_SECRET": secret, "VIGIE_TIMEOUT": 2}
        site.configure(**site.constants)
        stack.enter_context(site.serving())
        for name, role in (("admin", "administrator"), ("nora", "subscriber"), ("paul", "subscriber")):
            site.add_user(name, role)
        try_all(site, relay)


if __name__ == "__main__":
    main()
