"""How a client connects to Kafka, by the settings alone."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID
from faststream.kafka.security import parse_security

from shared.runtime.broker import connection, security
from shared.runtime.settings import ServiceSettings
from tests.unit.shared.runtime.test_settings import settings


def told(read: ServiceSettings) -> dict[str, object]:
    """What FastStream makes of it, which must be what aiokafka is told elsewhere."""
    found = parse_security(security(read))
    direct = dict(connection(read))
    assert direct.pop("bootstrap_servers") == ["localhost:9092"]
    for name, value in direct.items():
        if name != "ssl_context":
            assert found.get(name) == value
    assert (found["ssl_context"] is None) == (direct["ssl_context"] is None)
    return found


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a company's own authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    file = tmp_path / "ca.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return file


def test_in_clear_on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(settings(monkeypatch))
    assert found["security_protocol"] == "PLAINTEXT"
    assert found["ssl_context"] is None


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT"])
def test_with_a_password(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, protocol: str, mechanism: str
) -> None:
    found = told(
        settings(
            monkeypatch,
            KAFKA_SECURITY_PROTOCOL=protocol,
            KAFKA_SASL_MECHANISM=mechanism,
            KAFKA_SASL_USERNAME="things",
            KAFKA_SASL_PASSWORD="sesame",  # noqa: S106 - a test's
            KAFKA_CA_FILE=str(ca_file),
        )
    )
    assert found["security_protocol"] == protocol
    assert found["sasl_mechanism"] == mechanism
    assert found["sasl_plain_password"] == "sesame"  # noqa: S105 - a test's


def test_the_brokers_certificate_and_name_are_checked(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path
) -> None:
    read = settings(monkeypatch, KAFKA_SECURITY_PROTOCOL="SSL", KAFKA_CA_FILE=str(ca_file))
    context = told(read)["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert [found["serialNumber"] for found in context.get_ca_certs()] == ["01"]
