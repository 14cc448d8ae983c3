"""What to export so that every client uses the server, with keys that work nowhere."""

from __future__ import annotations

from collections.abc import Iterator

FORMS = {"sh": "export {name}='{value}'", "fish": "set -gx {name} '{value}'", "powershell": "$env:{name} = '{value}'"}


def lines(url: str, shell: str = "sh", world: str | None = None, ca: str = "peering-mock-ca.pem") -> Iterator[str]:
    """The lines for a shell: sh (bash, zsh), fish or powershell."""
    where = url.rstrip("/") + (f"/w/{world}" if world else "")
    secure = url.startswith("https:")
    yield f"# {_use(shell, url)}"
    for why, variables in _variables(where, ca if secure else None):
        yield f"# {why}"
        for name, value in variables.items():
            yield FORMS[shell].format(name=name, value=_quoted(value, shell))


def _use(shell: str, url: str) -> str:
    if shell == "sh":
        return 'eval "$(peering-mock env)" points this shell at ' + url
    if shell == "fish":
        return "peering-mock env --shell fish | source    points this shell at " + url
    return "peering-mock env --shell powershell | Out-String | Invoke-Expression    points this shell at " + url


def _variables(where: str, ca: str | None) -> Iterator[tuple[str, dict[str, str]]]:
    yield (
        "AWS: SDKs, CLI, Terraform; an access key of 12 digits is an account of its own",
        {
            "AWS_ENDPOINT_URL": where,
            "AWS_ACCESS_KEY_ID": "123456789012",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    )
    keys = {"ID": "1210123456123456", "SECRET": "not-a-secret"}
    yield (
        "Alibaba Cloud: keys for SDKs and Terraform; an access key of 16 digits is an account of its own",
        {
            **{f"ALIBABA_CLOUD_ACCESS_KEY_{name}": value for name, value in keys.items()},
            "ALICLOUD_ACCESS_KEY": keys["ID"],
            "ALICLOUD_SECRET_KEY": keys["SECRET"],
            "ALICLOUD_REGION": "cn-hangzhou",
        },
    )
    scheme, _, endpoint = where.partition("://")
    yield (
        "Its SDKs take the endpoint in code: Config(endpoint=..., protocol=...) with these two",
        {"PEERING_MOCK_ENDPOINT": endpoint, "PEERING_MOCK_PROTOCOL": scheme.upper()},
    )
    yield "for peering_mock.connect", {"PEERING_MOCK_URL": where}
    yield "no proxy in between", {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    if ca is not None:
        names = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        yield "the certificate to trust", dict.fromkeys(names, ca)


def _quoted(value: str, shell: str) -> str:
    escaped = {"sh": "'\\''", "fish": "\\'", "powershell": "''"}[shell]
    return value.replace("'", escaped)
