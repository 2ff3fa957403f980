"""Who a token makes, and which tokens make nobody."""

import time
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from shared.kernel.actor import Client, Person
from shared.kernel.errors import Unavailable
from shared.kernel.messages import StreamId
from shared.runtime.auth import Unauthenticated
from shared.runtime.claims import ClaimNames
from shared.runtime.jwks import DemoKeyRefused, KeyRing
from tests.unit.shared.runtime.signing import (
    ADA,
    ED,
    RSA,
    serving,
    token,
    unsigned,
    verifier,
)


async def test_a_person_comes_from_the_subject_with_the_scopes_of_the_token() -> None:
    principal = await (await verifier()).principal(f"Bearer {token(scope='hr admin')}")
    assert principal == Person(id=ADA, scopes=frozenset({"hr", "admin"}))


async def test_a_client_comes_from_its_client_id() -> None:
    given = token(sub="importer", client_id="importer", scope="hr")
    principal = await (await verifier()).principal(f"Bearer {given}")
    assert principal == Client(id="importer", scopes=frozenset({"hr"}))


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # when the test signs, not when we verify
@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
async def test_an_ed25519_key_is_taken_under_both_names(alg: str) -> None:
    assert await (await verifier()).principal(f"Bearer {token(ED, alg)}") == Person(id=ADA)


EC = ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"})


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")])
async def test_a_key_takes_the_algorithms_of_its_kind(key: RSAKey | ECKey, alg: str) -> None:
    judge = await verifier(serving(RSA, EC))
    assert await judge.principal(f"Bearer {token(key, alg)}") == Person(id=ADA)


async def test_an_algorithm_that_the_key_names_is_the_only_one() -> None:
    bound = RSAKey.import_key(RSA.as_dict(private=False), {"kid": "rsa-1", "alg": "PS256"})
    judge = await verifier(serving(bound))
    assert await judge.principal(f"Bearer {token(RSA, 'PS256')}") == Person(id=ADA)
    with pytest.raises(Unauthenticated):
        await judge.principal(f"Bearer {token(RSA, 'RS256')}")


async def test_a_token_names_no_key_only_where_there_is_one() -> None:
    """Also a key that cannot be used counts: which one is meant is not ours to guess."""
    nameless = f"Bearer {token(header={'kid': None})}"
    assert await (await verifier(serving(RSA))).principal(nameless) == Person(id=ADA)
    beside = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"})
    with pytest.raises(Unauthenticated):
        await (await verifier(serving(RSA, beside))).principal(nameless)


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "JWT", None])
async def test_an_access_token_is_taken_under_each_of_its_types(typ: str | None) -> None:
    given = token(header={"typ": typ}, typ="Bearer")
    assert await (await verifier()).principal(f"Bearer {given}") == Person(id=ADA)


async def test_a_token_counts_for_a_day_whatever_it_says() -> None:
    now = int(time.time())
    judge = await verifier()
    await judge.principal(f"Bearer {token(iat=now - 24 * 3600 + 30, exp=10**30)}")
    (seen,) = judge._seen.values()  # noqa: SLF001 - the cache has no other window
    assert seen[0] <= now + 30


@pytest.mark.parametrize("blank", ["\u00a0", "\n", "\t", "\u2003", "\u3000", ","])
async def test_scopes_are_parted_by_the_blank_alone(blank: str) -> None:
    given = token(scope=f"x{blank}hr  admin")
    principal = await (await verifier()).principal(f"Bearer {given}")
    assert principal.scopes == {f"x{blank}hr", "admin"}


KEYCLOAK = ClaimNames("mastery_person", "azp", "client_id={client}", ("scope",))
AUTH0 = ClaimNames("https://mastery.example/person", "azp", "sub={client}@clients", ("scope",))
ENTRA = ClaimNames("mastery_person", "azp", "idtyp=app", ("scp", "roles"))
ENTRA_1 = ClaimNames("mastery_person", "appid", "appidacr=1", ("scp", "roles"))


@pytest.mark.parametrize(
    ("names", "claims"),
    [
        (KEYCLOAK, {"sub": "8f…", "azp": "importer", "client_id": "importer", "scope": "a hr"}),
        (AUTH0, {"sub": "importer@clients", "azp": "importer", "scope": "a hr"}),
        (ENTRA, {"sub": "oid", "azp": "importer", "idtyp": "app", "roles": ["a", "hr"]}),
    ],
)
async def test_a_client_of_each_provider(names: ClaimNames, claims: dict[str, Any]) -> None:
    principal = await (await verifier(names=names)).principal(f"Bearer {token(**claims)}")
    assert principal == Client(id="importer", scopes=frozenset({"a", "hr"}))


@pytest.mark.parametrize(
    ("names", "claims"),
    [
        (KEYCLOAK, {"mastery_person": ADA, "azp": "portal", "scope": "hr"}),
        (AUTH0, {"https://mastery.example/person": ADA, "azp": "portal", "scope": "hr"}),
        (ENTRA, {"mastery_person": ADA, "azp": "portal", "scp": "hr"}),
        (ENTRA_1, {"mastery_person": ADA, "appid": "portal", "scp": "hr"}),
    ],
)
async def test_a_person_of_each_provider(names: ClaimNames, claims: dict[str, Any]) -> None:
    given = token(**{"sub": "someone", **claims})
    principal = await (await verifier(names=names)).principal(f"Bearer {given}")
    assert principal == Person(id=ADA, scopes=frozenset({"hr"}))


@pytest.mark.parametrize("names", [KEYCLOAK, AUTH0, ENTRA, ClaimNames()])
async def test_a_person_without_an_id_is_not_taken_for_their_program(names: ClaimNames) -> None:
    """A portal's name stands in the token of everybody who works through it."""
    given = token(sub="someone", azp="portal", appid="portal", scope="hr", scp="hr")
    with pytest.raises(Unauthenticated):
        await (await verifier(names=names)).principal(f"Bearer {given}")


FOREIGN = RSAKey.generate_key(2048, {"kid": "rsa-1"})
SHARED_SECRET = OctKey.import_key(RSA.thumbprint(), {"kid": "rsa-1"})


@pytest.mark.parametrize(
    "given",
    [
        token(exp=int(time.time()) - 60),
        token(exp=None),
        token(nbf=int(time.time()) + 600),
        token(iss="https://other.example"),
        token(iss=None),
        token(aud="other"),
        token(aud=None),
        token(FOREIGN),
        token(SHARED_SECRET, "HS256"),
        token(RSA, "RS512"),
        token(RSAKey.generate_key(2048, {"kid": "unknown"})),
        token(FOREIGN, header={"jwk": FOREIGN.as_dict(private=False)}),
        token(FOREIGN, header={"jku": "https://evil.example/jwks.json"}),
        token(FOREIGN, header={"x5u": "https://evil.example/cert.pem"}),
        token(RSA, header={"crit": ["exp"]}),
        unsigned(),
        unsigned() + token().rpartition(".")[2],
        token(sub="policy:deadline"),
        token(sub="policy:deadline", client_id="policy:deadline"),
        token(sub="ada", client_id="importer"),
        token(sub=ADA.upper()),
        token(sub=None),
        token(sub=["person"]),
        token(iat=None),
        token(iat="yesterday"),
        token(iat=int(time.time()) + 600),
        token(iat=int(time.time()) - 24 * 3600 - 60),
        token(iat=int(time.time()) - 24 * 3600 - 60, exp=10**30),
        token(header={"kid": None}),
        token(header={"kid": ["rsa-1"]}),
        token(header={"typ": "logout+jwt"}),
        token(header={"typ": "secevent+jwt"}),
        token(header={"typ": "dpop+jwt"}),
        token(header={"typ": ["JWT"]}),
        token(typ="ID"),
        token(typ="Refresh"),
        token(at_hash="x"),
        token(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
        "W" * 6000 + "." + token().partition(".")[2],
        token()[:-4] + "AAAA",
        "nonsense",
        "a.b.c",
        "",
    ],
)
async def test_a_token_that_makes_nobody(given: str) -> None:
    with pytest.raises(Unauthenticated):
        await (await verifier()).principal(f"Bearer {given}")


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", f"Token {token()}", "Bearer"])
async def test_only_a_bearer_token_counts(header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await (await verifier()).principal(header)


async def test_a_deactivated_person_does_not_come_in() -> None:
    nobody_else = await verifier(None, StreamId("person-00000000-0000-7000-8000-000000000002"))
    with pytest.raises(Unauthenticated):
        await nobody_else.principal(f"Bearer {token()}")


async def test_a_token_that_has_been_seen_is_still_judged_by_who_is_active() -> None:
    active = {ADA}
    judge = await verifier()
    judge._is_active = lambda person: answer(person in active)  # noqa: SLF001 - the directory changes
    await judge.principal(f"Bearer {token()}")
    given = f"Bearer {token()}"
    await judge.principal(given)
    active.clear()
    with pytest.raises(Unauthenticated):
        await judge.principal(given)


async def answer(value: bool) -> bool:
    return value


async def test_a_token_that_has_been_seen_expires_all_the_same() -> None:
    judge = await verifier()
    given = f"Bearer {token(exp=int(time.time()) + 60)}"
    await judge.principal(given)
    (seen,) = judge._seen.values()  # noqa: SLF001 - the cache has no other window
    assert seen[0] <= time.time() + 60


@pytest.mark.parametrize(
    "key",
    [
        ECKey.generate_key("P-384", {"kid": "rsa-1"}),
        OKPKey.generate_key("X25519", {"kid": "rsa-1"}),
        RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "enc"}),
        RSAKey.generate_key(2048, {"kid": "rsa-1", "alg": "RS512"}),
    ],
)
async def test_other_kinds_of_key_are_left_out(key: RSAKey) -> None:
    with pytest.raises(Unavailable):
        await (await verifier(serving(key))).principal(f"Bearer {token()}")


async def test_a_key_that_is_new_is_asked_for() -> None:
    keys = [RSA]

    async def fetch() -> bytes:
        return await serving(*keys)()

    judge = await verifier(fetch)
    late = RSAKey.generate_key(2048, {"kid": "late"})
    keys.append(late)
    assert await judge.principal(f"Bearer {token(late)}") == Person(id=ADA)


async def test_unknown_keys_ask_at_most_once_a_pause() -> None:
    asked = 0

    async def fetch() -> bytes:
        nonlocal asked
        asked += 1
        return await serving(RSA)()

    ring = KeyRing(fetch, demo_allowed=False, pause=60)
    await ring.start()
    for number in range(50):
        assert await ring.key(f"made-up-{number}") is None
    assert asked == 1


async def test_a_source_that_is_away_keeps_the_keys_that_are_known() -> None:
    answers = [await serving(RSA)()]

    async def fetch() -> bytes:
        if not answers:
            raise OSError("away")
        return answers.pop()

    judge = await verifier(fetch)
    with pytest.raises(Unauthenticated):
        await judge.principal(f"Bearer {token(RSAKey.generate_key(2048, {'kid': 'new'}))}")
    assert await judge.principal(f"Bearer {token()}") == Person(id=ADA)


DEMO = RSAKey.generate_key(2048, {"kid": "mastery-demo-1"})


async def test_the_demos_key_stops_the_start_anywhere_else() -> None:
    with pytest.raises(DemoKeyRefused):
        await verifier(serving(RSA, DEMO))


async def test_the_demos_key_is_good_on_one_machine() -> None:
    judge = await verifier(serving(DEMO), demo=True)
    assert await judge.principal(f"Bearer {token(DEMO)}") == Person(id=ADA)


async def test_the_demos_key_that_appears_later_is_not_taken() -> None:
    keys = [RSA]

    async def fetch() -> bytes:
        return await serving(*keys)()

    judge = await verifier(fetch)
    keys.append(DEMO)
    with pytest.raises(Unauthenticated):
        await judge.principal(f"Bearer {token(DEMO)}")


async def test_the_demos_key_is_not_taken_as_the_only_one_either() -> None:
    """A token without a ``kid`` is judged by the one key there is; here none is at the start."""
    answers = [serving(DEMO)]

    async def fetch() -> bytes:
        if len(answers) == 1:
            answers.append(answers[0])
            raise OSError("away")
        return await answers[0]()

    judge = await verifier(fetch)
    with pytest.raises(Unauthenticated):
        await judge.principal(f"Bearer {token(DEMO, header={'kid': None})}")
