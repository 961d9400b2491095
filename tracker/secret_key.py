"""The key that signs sessions and forms: given, or made once and kept."""

import os
import secrets
from pathlib import Path

from tracker.env import Env, SettingError

_SHORTEST = 50


def secret_key(env: Env, home: Path) -> str:
    """TRACKER_SECRET_KEY, or the key in `home`/secret-key, made at the first start (mode 600).

    Refuses a key of fewer than 50 characters with `SettingError`.
    """
    key = env.text("TRACKER_SECRET_KEY") or _kept_key(home / "secret-key")
    if len(key) < _SHORTEST:
        raise SettingError(
            f"The secret key has {len(key)} characters. Set TRACKER_SECRET_KEY to {_SHORTEST} or"
            f" more random ones, or unset it and remove {home / 'secret-key'} to have one made."
        )
    return key


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_key(path)
    return path.read_text().strip()


def _make_key(path: Path) -> None:
    """Write the whole key elsewhere and link it, so that of two first starts one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
