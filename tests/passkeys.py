"""A device that makes passkeys and shows them, without a browser: what it answers is what browsers send."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "localhost"
FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """Keeps one passkey, as the device of one person does."""

    origin: str = f"http://{HOST}"
    verifies: bool = True
    """Whether it asks who holds it."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""

    def _flags(self, more: int = 0) -> int:
        return FLAG.UP | more | (FLAG.UV if self.verifies else 0)

    def _answer(self, kind: str, challenge: str, **response: str) -> dict[str, Any]:
        said = CollectedClientData.create(f"webauthn.{kind}", challenge, self.origin)
        name = websafe_encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": websafe_encode(said), **response},
        }

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what is sent when a passkey is added."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        kept = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        about = AuthenticatorData.create(sha256(HOST.encode()), self._flags(FLAG.AT), 0, kept)
        attested = AttestationObject.create("none", about, {})
        return self._answer("create", asked["challenge"], attestationObject=websafe_encode(attested))

    def show(self, options: dict[str, Any], handle: str = "") -> dict[str, Any]:
        """Return what is sent when somebody signs in."""
        about = AuthenticatorData.create(sha256(HOST.encode()), self._flags(), 1)
        answer = self._answer("get", options["publicKey"]["challenge"], authenticatorData=websafe_encode(about))
        said = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], self.origin)
        signature = self.key.sign(about + said.hash, ec.ECDSA(hashes.SHA256()))
        answer["response"] |= {"signature": websafe_encode(signature), "userHandle": handle or self.handle}
        return answer


def as_field(answer: Any) -> dict[str, str]:
    """Return the field of a form that holds what a device answered."""
    return {"credential": json.dumps(answer)}
