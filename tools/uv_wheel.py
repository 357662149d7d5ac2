"""Find uv, or fetch its wheel from the package index and check it against the hash in uv.lock."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import tomllib
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

OLDEST = (0, 8)


class Missing(Exception):
    """uv cannot be had; the text says what to do."""


def uv_binary(root: Path) -> Path:
    """A uv to run: the one on PATH, the one fetched before, or a fresh one under var/uv.

    Raises Missing with the sentence for the person at the keyboard.
    """
    on_path = shutil.which("uv")
    if on_path and _version(on_path) >= OLDEST:
        return Path(on_path)
    package = _locked(root)
    binary = root / "var" / "uv" / package["version"] / "uv"
    if not (binary.exists() and _version(str(binary)) >= OLDEST):
        _unpack(_fetch(_wheel(package)), binary)
    return binary


def _version(binary: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = re.search(r"(\d+)\.(\d+)", said)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def _locked(root: Path) -> dict[str, Any]:
    with (root / "uv.lock").open("rb") as file:
        packages = tomllib.load(file)["package"]
    return next(package for package in packages if package["name"] == "uv")


def _wheel(package: dict[str, Any]) -> dict[str, Any]:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin":
        wanted = rf"macosx_[\d_]+_{'arm64' if machine == 'aarch64' else machine}\.whl$"
    else:
        kind = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
        wanted = rf"{kind}[\w.]*_{machine}[\w.]*\.whl$"
    for wheel in package["wheels"]:
        if re.search(wanted, wheel["url"]):
            return wheel
    raise Missing(f"No uv is published for {sys.platform} on {machine}: install uv (docs.astral.sh/uv) and repeat.")


def _fetch(wheel: dict[str, Any]) -> bytes:
    """The wheel's bytes, from the first place that has them with the right hash."""
    name = wheel["url"].rsplit("/", 1)[1]
    for address in [*_mirrored(name), wheel["url"]]:
        try:
            content = _read(address)
        except (OSError, ValueError):
            continue
        if f"sha256:{hashlib.sha256(content).hexdigest()}" == wheel["hash"]:
            return content
    raise Missing(
        "uv could not be fetched: connect to the network (or set HTTPS_PROXY or UV_DEFAULT_INDEX) and repeat."
    )


def _mirrored(name: str) -> list[str]:
    """Addresses of the wheel on the indexes that uv's or pip's variables name."""
    variables = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
    found = []
    for index in (os.environ[name] for name in variables if os.environ.get(name)):
        page = f"{index.rstrip('/')}/uv/"
        try:
            links = re.findall(r'href="([^"]+)"', _read(page).decode(errors="replace"))
        except (OSError, ValueError):
            continue
        found += [urllib.parse.urljoin(page, link.split("#")[0]) for link in links if f"/{name}" in f"/{link}"]
    return found


def _read(address: str) -> bytes:
    """Fetch one address. A machine without root certificates still may: the hash, not the server, is what we trust."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.URLError as error:
        bare = not ssl.create_default_context().get_ca_certs()
        if not (bare and isinstance(error.reason, ssl.SSLCertVerificationError)) or "@" in address:
            raise
        with urllib.request.urlopen(address, timeout=60, context=ssl._create_unverified_context()) as answer:
            return bytes(answer.read())


def _unpack(content: bytes, binary: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        binary.parent.mkdir(parents=True, exist_ok=True)
        unfinished = binary.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(archive.read(member))
    unfinished.chmod(0o755)
    unfinished.replace(binary)
