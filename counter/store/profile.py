"""A profile: the folder of one workstation, with its settings, its database and the lock of the one running desk.

``profile.toml`` says where the centre is and which workstation this is; secrets are in the keyring, never in the folder.
"""

import json
import os
import stat
import tomllib
import uuid
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from counter.store.change_set import Origin
from counter.store.credentials import Credentials, KeyLost
from counter.store.database import KEY_BYTES, create_database, open_database
from counter.store.trouble import StoreTrouble

SETTINGS_FILE = "profile.toml"
DATABASE_FILE = "counter.db"
DATABASE_KEY = "database"
_VERSION = 1
_LARGEST = 64 * 1024


class BadProfile(StoreTrouble):
    """The folder is no profile or its settings cannot be used; the sentence names line or key, never a value."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__()
        self.args = (sentence,)
        self.sentence = sentence  # type: ignore[misc]
