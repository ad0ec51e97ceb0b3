"""A WordPress of Debian's packages in a folder of its own, with its database and PHP's built-in server."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.parse

from packages import found, libraries, run

# The address from which visitors write; all of 127.0.0.0/8 is this machine.
VISITOR = "127.0.0.9"

EXTENSIONS = ["mysqlnd", "mysqli", "curl", "ctype", "mbstring", "iconv", "tokenizer", "dom", "xml"]

CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
// Application passwords go over plain HTTP only where a site says that it is local.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', '{log}');
{constants}
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require ABSPATH . 'wp-settings.php';
"""

# Keeps the subjects of mails in place of sending them.
MAILBOX = """<?php
add_filter('pre_wp_mail', function ($sent, $mail) {
    return (bool) file_put_contents('%s', $mail['subject'] . "\\n", FILE_APPEND);
}, 10, 2);
"""


def waited_for(what, ready, process, log):
    """Waits until something answers."""
    for _ in range(300):
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"{what} did not start:\n{log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def process(what, command, environment, log, ready):
    """A program that runs until the end of the block."""
    with log.open("w") as output:
        child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        waited_for(what, ready, child, log)
        yield
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextlib.contextmanager
def database(root, folder):
    """A MariaDB on a socket: the socket's path."""
    environment = libraries(root)
    basedir = found(root, "usr/sbin/mariadbd").parent.parent
    user = ["--user=root"] if os.geteuid() == 0 else []
    data, path = folder / "data", folder / "sql"
    own = ["--no-defaults", f"--basedir={basedir}", f"--datadir={data}", *user]
    install = [found(root, "usr/bin/mariadb-install-db"), *own, "--auth-root-authentication-method=normal", "--skip-test-db"]
    run(install, env=environment)
    quick = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-log-bin"]
    command = [found(root, "usr/sbin/mariadbd"), *own, f"--socket={path}", "--skip-networking", f"--pid-file={folder / 'pid'}", *quick]
    client = [found(root, "usr/bin/mariadb"), "--no-defaults", f"--socket={path}", "--user=root"]

    def ready():
        return path.exists() and subprocess.run([*client, "-e", "select 1"], env=environment, capture_output=True).returncode == 0

    with process("MariaDB", command, environment, folder / "mariadb.log", ready):
        run([*client, "-e", "create database wordpress"], env=environment)
        yield path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """WordPress, as its visitors and its moderators see it."""

    def __init__(self, root, folder, sql, plugin):
        self.folder, self.sql = folder / "site", sql
        self.log = folder / "debug.log"
        self.port = free_port()
        self.environment = libraries(root)
        # Links lead into the packages that WordPress is made of; those that lead out of them are not needed.
        shutil.copytree(found(root, "usr/share/wordpress"), self.folder, ignore_dangling_symlinks=True)
        plugins = self.folder / "wp-content/mu-plugins"
        plugins.mkdir(parents=True, exist_ok=True)
        shutil.copy(plugin, plugins)
        self.mailbox = folder / "mails"
        (plugins / "mailbox.php").write_text(MAILBOX % self.mailbox)
        interpreter = found(root, "usr/bin/php[0-9]*.[0-9]*")
        built_in = run([interpreter, "-n", "-m"], env=self.environment).lower().split()
        settings = ["memory_limit=256M", "display_errors=0"]
        settings += [f"extension={found(root, f'usr/lib/php/*/{name}.so')}" for name in EXTENSIONS if name not in built_in]
        self.php = [interpreter, "-n", *(part for setting in settings for part in ("-d", setting))]
        self.passwords = {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def configure(self, **constants):
        """Writes wp-config.php with the plugin's constants; the next request reads it."""
        lines = "\n".join(f"define('{name}', {json.dumps(value)});" for name, value in constants.items())
        config = CONFIG.format(socket=self.sql, url=self.url, log=self.log, constants=lines)
        (self.folder / "wp-config.php").write_text(config)

    @contextlib.contextmanager
    def serving(self):
        """Serves, with WordPress installed by its own installer."""
        command = [*self.php, "-S", f"127.0.0.1:{self.port}", "-t", self.folder]

        def ready():
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return True

        with process("PHP", command, self.environment, self.folder.parent / "php.log", ready):
            password = "un mot de passe long"
            form = {"weblog_title": "L'essai", "user_name": "admin", "admin_password": password, "admin_password2": password}
            form |= {"admin_email": "admin@blog.example", "blog_public": "0", "language": ""}
            status, page, _ = self.post("/wp-admin/install.php?step=2", form)
            if status != 200 or "wp-login.php" not in page:
                raise SystemExit(f"WordPress's installer answered {status}:\n{page[-3000:]}")
            # A Vigie that serves already may know the comments of an earlier run: these get other ids.
            self.run_php("global $wpdb; return $wpdb->query('alter table wp_comments auto_increment = ' . time());")
            yield self

    def run_php(self, code):
        """Runs code inside WordPress, which returns something as JSON."""
        before = f"$_SERVER['HTTP_HOST'] = '127.0.0.1:{self.port}'; $_SERVER['REMOTE_ADDR'] = '127.0.0.1'; require 'wp-load.php';"
        code = f"{before} echo 'JSON', wp_json_encode((function () {{ {code} }})());"
        return json.loads(run([*self.php, "-r", code], env=self.environment, cwd=self.folder).rpartition("JSON")[2])

    def add_user(self, name, role):
        """Adds somebody who may use REST."""
        self.passwords[name] = self.run_php(
            f"$id = username_exists('{name}') ?: wp_insert_user(['user_login' => '{name}', 'user_pass' => wp_generate_password(), "
            f"'user_email' => '{name}@blog.example', 'role' => '{role}']);"
            "return WP_Application_Passwords::create_new_application_password($id, ['name' => 'essai'])[0];"
        )

    def request(self, method, path, body=None, headers=None, source="127.0.0.1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(source, 0))
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace"), response.headers

    def post(self, path, form, source="127.0.0.1"):
        headers = {"content-type": "application/x-www-form-urlencoded", "user-agent": "Navigateur d'essai"}
        return self.request("POST", path, urllib.parse.urlencode(form), headers, source)

    def rest(self, user, method, path, **fields):
        """A call of the REST API: its status and its JSON."""
        token = base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        headers = {"authorization": f"Basic {token}", "content-type": "application/json"}
        path, _, query = path.partition("?")
        status, text, _ = self.request(method, f"/index.php?rest_route=/wp/v2/{path}&{query}", json.dumps(fields), headers)
        return status, json.loads(text)

    def comment(self, text, name, email, parent=0):
        """Sends the comment form as a visitor who is not signed in: the new comment's id."""
        # WordPress lets nobody write twice within 15 seconds: what was written before is an hour older now.
        self.run_php("global $wpdb; return $wpdb->query('update wp_comments set comment_date_gmt = comment_date_gmt - interval 1 hour');")
        form = {"comment": text, "author": name, "email": email, "url": "", "comment_post_ID": "1", "comment_parent": str(parent)}
        status, page, _ = self.post("/wp-comments-post.php", form, VISITOR)
        assert status == 302, f"the comment form answered {status}: {page[-800:]}"
        return int(self.query("select max(comment_ID) from wp_comments"))

    def query(self, sql):
        return self.run_php(f"global $wpdb; return $wpdb->get_var({json.dumps(sql)});")

    def status(self, comment):
        """A comment's status in the database, which REST must tell alike."""
        stored = self.query(f"select comment_approved from wp_comments where comment_ID = {comment}")
        told = self.rest("admin", "GET", f"comments/{comment}?context=edit")[1].get("status")
        names = {"1": "approved", "0": "hold", None: None}
        assert names.get(stored, stored) == told, f"the database has {stored}, REST {told}"
        return told

    def mails(self):
        """How many mails were sent so far."""
        return len(self.mailbox.read_text().splitlines()) if self.mailbox.exists() else 0

    def logged(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""
