#!/usr/bin/env python3
"""A private Postfix on loopback, in a folder of its own; the machine's own is never touched.

    postfix.py start DIR PORT    prints `ready` once it answers; without root `skip: why`, and exits 77
    postfix.py stop DIR

Needs root (Postfix changes users) and Debian's postfix package. DIR must not exist yet, or be
empty, and be reachable by the user `postfix` (not under a 0700 home). Then:

- every mail to anyone@test.example lands in DIR/maildir/test.example/new/, one file each;
- it offers STARTTLS with DIR/tls/server.pem for the names `localhost` and `mail.test.example`,
  issued by the authority DIR/tls/ca.pem;
- later@test.example is refused with 450, never@test.example with 550, any other domain with 554;
- gone@test.example is accepted, then bounced to the return path (use one at test.example);
- a subject that contains REFUSED is refused after the content with 550;
- its log is DIR/log/postfix.log.
"""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import time

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/log/postfix.log
maillog_file_prefixes = {dir}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mail.test.example
mydestination =
local_transport = error:no local delivery
default_transport = error:no delivery to the outside
alias_maps =
virtual_mailbox_domains = test.example
virtual_mailbox_base = {dir}/maildir
virtual_mailbox_maps = static:test.example/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {{gone@test.example = gone:}} }}
smtpd_relay_restrictions = permit_auth_destination, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{
    {{later@test.example = 450 4.2.0 try again later}},
    {{never@test.example = 550 5.1.1 no such person}}}}
header_checks = regexp:{dir}/etc/header_checks
smtpd_tls_security_level = may
smtpd_tls_chain_files = {dir}/tls/server.key, {dir}/tls/server.pem
smtpd_tls_loglevel = 1
smtp_dns_support_level = disabled
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
gone unix - n n - - pipe user=nobody argv=/bin/sh -c {{ echo 5.1.6 mailbox has moved; exit 67 }}
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""

HEADER_CHECKS = """\
/^Subject:.*REFUSED/ REJECT 5.7.1 content refused
"""


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_certificates(tls):
    """An authority, and a server's certificate from it."""
    extensions = tls / "server.ext"
    extensions.write_text("subjectAltName=DNS:localhost,DNS:mail.test.example\n")
    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    run("openssl", "req", "-x509", *new_key, "-days", "2", "-subj", "/CN=Test authority",
        "-keyout", tls / "ca.key", "-out", tls / "ca.pem")
    run("openssl", "req", *new_key, "-subj", "/CN=mail.test.example",
        "-keyout", tls / "server.key", "-out", tls / "server.csr")
    run("openssl", "x509", "-req", "-in", tls / "server.csr", "-CA", tls / "ca.pem",
        "-CAkey", tls / "ca.key", "-CAcreateserial", "-days", "2", "-extfile", extensions,
        "-out", tls / "server.pem")


def skip(why):
    print(f"skip: {why}", flush=True)
    sys.exit(77)


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def start(folder, port):
    if os.geteuid() != 0:
        skip("a private Postfix needs root")
    if shutil.which("postfix", path="/usr/sbin:/usr/bin") is None:
        sys.exit("postfix is not installed: deploy/packages/install.sh test")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "log", "maildir", "tls"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "maildir", "postfix", "postfix")
    (folder / "tls").chmod(0o755)
    make_certificates(folder / "tls")
    owner = pwd.getpwnam("postfix")
    values = {"dir": folder, "port": port, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (folder / "etc" / "main.cf").write_text(MAIN.format(**values))
    (folder / "etc" / "master.cf").write_text(MASTER.format(**values))
    (folder / "etc" / "header_checks").write_text(HEADER_CHECKS)
    result = subprocess.run(["/usr/sbin/postfix", "-c", folder / "etc", "start"],
                            capture_output=True, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and result.returncode == 0:
        if answers(port):
            print("ready", flush=True)
            return
        time.sleep(0.05)
    log = folder / "log" / "postfix.log"
    stop(folder)
    sys.exit(f"postfix did not start: {result.stderr}\n{log.read_text() if log.exists() else ''}")


def stop(folder):
    subprocess.run(["/usr/sbin/postfix", "-c", folder / "etc", "stop"], capture_output=True)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "start":
        start(pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3]))
    elif len(sys.argv) == 3 and sys.argv[1] == "stop":
        stop(pathlib.Path(sys.argv[2]).resolve())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
