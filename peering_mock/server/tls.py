"""HTTPS for clients that insist: a certificate authority made at the start, whose key never leaves the process.

Whatever name a client asks for gets a certificate of its own, so that redirected cloud hosts work as well.
"""

from __future__ import annotations

import ipaddress
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LIFE = timedelta(days=365)
LOCAL = ("localhost", "127.0.0.1", "::1")


def context(host: str, ca_file: str) -> ssl.SSLContext:
    """The server's side of TLS; the certificate to trust is written to `ca_file`.

    Raises ValueError when cryptography is not installed.
    """
    try:
        authority = _Authority()
    except ImportError:
        raise ValueError("--tls needs the package cryptography: pip install 'peering_mock[tls]'") from None
    Path(ca_file).write_bytes(authority.pem)
    made: dict[str, ssl.SSLContext] = {}

    def of(names: tuple[str, ...]) -> ssl.SSLContext:
        held = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with TemporaryDirectory() as folder:  # ssl reads files only
            file = Path(folder) / "server.pem"
            file.touch(mode=0o600)
            file.write_bytes(authority.certificate(names))
            held.load_cert_chain(file)
        return held

    def asked_for(connection: Any, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None and name not in LOCAL and name != host:
            if name not in made and len(made) < 1000:
                made[name] = of((name,))
            connection.context = made.get(name, connection.context)

    first = of((*LOCAL, host))
    first.sni_callback = asked_for
    return first


class _Authority:
    def __init__(self) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec

        self._x509, self._ec = x509, ec
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(x509, "peering_mock, for tests on this machine only")
        made = self._builder(self._name, self._key).add_extension(x509.BasicConstraints(True, 0), critical=True)
        self._own = self._signed(made.add_extension(_usage(x509, authority=True), critical=True))

    @property
    def pem(self) -> bytes:
        return _pem(self._own)

    def certificate(self, names: tuple[str, ...]) -> bytes:
        """Key and certificate for these names."""
        from cryptography.hazmat.primitives import serialization as form

        x509 = self._x509
        key = self._ec.generate_private_key(self._ec.SECP256R1())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = (
            self._builder(_name(x509, names[0][:64]), key)
            .add_extension(x509.SubjectAlternativeName([_alternative(x509, name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer, critical=False)
        )
        plain = form.NoEncryption()
        own = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, plain)
        return own + _pem(self._signed(made)) + self.pem

    def _builder(self, name: Any, key: Any) -> Any:
        now = datetime.now(timezone.utc)
        x509 = self._x509
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + LIFE)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )

    def _signed(self, builder: Any) -> Any:
        from cryptography.hazmat.primitives import hashes

        return builder.sign(self._key, hashes.SHA256())


def _name(x509: Any, text: str) -> Any:
    return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, text)])


def _alternative(x509: Any, name: str) -> Any:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(x509: Any, *, authority: bool) -> Any:
    uses = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    rest = ("encipher_only", "decipher_only")
    return x509.KeyUsage(**dict.fromkeys((*uses, *rest), False), key_cert_sign=authority, crl_sign=authority)


def _pem(certificate: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    written: bytes = certificate.public_bytes(Encoding.PEM)
    return written
