"""Debian's WordPress, PHP and MariaDB, unpacked into a folder of our own: nothing is installed, no root is needed.

What the machine has installed already is used from there; what it lacks is fetched with everything that it needs.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess

WANTED = ["wordpress", "php-cli", "php-mysql", "php-curl", "php-xml", "php-mbstring", "mariadb-server-core", "mariadb-client-core"]

# A web server, for which PHP's own stands in.
UNWANTED = ("apache2", "libapache2", "libapr")


def run(command, **options):
    """Runs a command to its end; what it had to say is shown when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\nfailed ({done.returncode}):\n{done.stdout}")
    return done.stdout


def fetched(folder):
    """The root folder of the unpacked packages. Fetched once per list of packages."""
    root, stamp = folder / "root", folder / "stamp"
    key = hashlib.sha256(" ".join(WANTED).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == key:
        return root
    for tool in ("apt-get", "dpkg"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is missing: this test takes WordPress, PHP and MariaDB from Debian's packages")
    shutil.rmtree(folder, ignore_errors=True)
    debs, lists, cache = folder / "debs", folder / "apt/lists", folder / "apt/cache"
    for made in (debs, lists / "partial", cache / "archives/partial"):
        made.mkdir(parents=True)
    # apt's own folders are left alone, which is also why it needs no root.
    apt = ["apt-get", "-q", "-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={cache}", "-o", "APT::Sandbox::User=root"]
    environment = {**os.environ, "LC_ALL": "C"}
    run([*apt, "update"], env=environment)
    plan = run([*apt, "--simulate", "--yes", "--no-install-recommends", "install", *WANTED], env=environment)
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    names = [name for name in names if not name.startswith(UNWANTED)]
    if names:
        run([*apt, "download", *names], cwd=debs, env=environment)
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg", "-x", deb, root])
    shutil.rmtree(debs)
    shutil.rmtree(folder / "apt")
    stamp.write_text(key)
    return root


def found(root, pattern):
    """The file of that pattern, from the packages that were fetched or from those that the machine has."""
    for base in (root, pathlib.Path("/")):
        files = sorted(base.glob(pattern))
        if files:
            return files[-1]
    raise SystemExit(f"no /{pattern}, neither in {root} nor on this machine; remove {root.parent} to fetch it anew")


def libraries(root):
    """The environment in which the unpacked programs find their libraries."""
    folders = [str(folder) for pattern in ("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*", "usr/lib") for folder in root.glob(pattern)]
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": ":".join(folders)}
