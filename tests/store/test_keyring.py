"""The database key in a real Secret Service: gnome-keyring on a bus and in a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Inside the bus: makes a profile, opens it with nothing but the keyring, forgets the key.
CHILD = """
import sys, uuid
from pathlib import Path
from counter.store.credentials import KeyLost, KeyringCredentials
from counter.store.profile import Centre, Profile, create_profile, open_profile_database

centre = Centre("/run", 5432, "hall", "ws", "")
profile = Profile(Path(sys.argv[1]), uuid.uuid4(), uuid.uuid4(), 1, 7, 3, centre)
create_profile(profile, KeyringCredentials(str(profile.id))).dispose()
open_profile_database(profile, KeyringCredentials(str(profile.id))).dispose()
print("opened", flush=True)

credentials = KeyringCredentials(str(profile.id))
credentials.put("bundle", "密钥".encode() * 300)
assert credentials.get("bundle") == "密钥".encode() * 300
for name in ("database", "bundle", "bundle"):
    credentials.forget(name)
try:
    open_profile_database(profile, credentials)
except KeyLost:
    print("lost", flush=True)
"""

UNLOCK = (
    'eval "$(printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets --daemonize)"'
)

pytestmark = pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs the packages gnome-keyring and dbus",
)


def in_a_session(home: Path, before: str) -> subprocess.CompletedProcess[str]:
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    script = f'{before}; exec "$@"'
    command = ["dbus-run-session", "--", "sh", "-c", script, "sh", sys.executable, "-c", CHILD]
    return subprocess.run(
        [*command, str(home / "profile")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_profile_lives_on_a_real_secret_service(tmp_path: Path) -> None:
    child = in_a_session(tmp_path, UNLOCK)

    assert child.stdout.split() == ["opened", "lost"], child.stderr
    assert child.returncode == 0


def test_without_a_keyring_no_profile_is_made(tmp_path: Path) -> None:
    child = in_a_session(tmp_path, "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")

    assert "NoAllowedKeyring" in child.stderr
    assert not (tmp_path / "profile").exists()
