"""The mail server, written as one address: smtp://user:password@host:port?tls=1."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465}
WRONG = "CONGVU_MAIL_URL phải như smtp://tên:mật-khẩu@máy:cổng?tls=1 hoặc smtps://máy:465"


@dataclass(frozen=True)
class Server:
    """What Django's SMTP backend asks for; an empty `host` means that no mail goes out."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def server(address: str) -> Server:
    """The server of an address, none for an empty one. Raises ValueError with a Vietnamese clause."""
    if not address:
        return Server()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError(WRONG) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(WRONG)
    tls = parse_qs(parts.query).get("tls", ["0"])[-1] == "1"
    return Server(
        host=parts.hostname,
        port=port or (587 if tls and parts.scheme == "smtp" else PORTS[parts.scheme]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=tls and parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
    )


def base_url(written: str, hosts: str, bind: str, *, https: bool) -> str:
    """Where links in a mail lead: as written, else the first domain served, else this machine."""
    if written:
        return written.rstrip("/")
    domain = next(filter(None, hosts.split(",")), "")
    return f"{'https' if https else 'http'}://{domain or bind}"
