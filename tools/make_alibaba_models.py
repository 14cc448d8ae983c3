"""Makes peering_mock/alibaba/models/*.json from the reference facts: `python tools/make_alibaba_models.py ../shared`.

Models keep what decoding and encoding need; the error rows of all products become one catalogue, one row a line.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "peering_mock" / "alibaba" / "models"
MODELS = ("vpcpeer-2022-01-01", "vpc-2016-04-28", "sts-2015-04-01", "resourcemanager-2020-03-31")
STRING = {"type": "string"}
SEED = "seeds/000: CreateVpcPeerConnection page, last updated 2025-09-25"

# Products without a metadata file: the pages named in adjacent-services.md and wire.md.
SMALL: dict[str, dict[str, Any]] = {
    "cdt-2021-08-13": {
        "product": "Cdt",
        "version": "2021-08-13",
        "source": "https://help.aliyun.com/zh/cdt/developer-reference/opencdtservice and its neighbours",
        "all_operations": ["GetCdtInternetServiceStatus", "ListCdtInternetTraffic"],
        "operations": {
            "OpenCdtService": ("OrderId", STRING),
            "OpenCdtCbService": ("OrderId", STRING),
            "GetCdtServiceStatus": ("Enabled", {"type": "boolean"}),
            "GetCdtCbServiceStatus": ("Enabled", {"type": "boolean"}),
        },
    },
    "location-2015-06-12": {
        "product": "Location",
        "version": "2015-06-12",
        "source": "reference/wire/wire.md 1c: what aliyun-python-sdk-core asks and reads",
        "all_operations": [],
        "operations": {},
    },
}


def main(shared: Path) -> None:
    HERE.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        model = json.loads((shared / f"reference/alibaba/models/{name}.json").read_text())
        write(name, trim(model))
    for name, small in SMALL.items():
        write(name, widen(small))
    rows = catalogue(shared)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "errors.json").write_text(f"[\n{lines}\n]\n")


def write(name: str, model: dict[str, Any]) -> None:
    (HERE / f"{name}.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")


def trim(model: dict[str, Any]) -> dict[str, Any]:
    operations = {}
    for name, operation in model["operations"].items():
        parameters = {p["name"]: shape(p) for p in operation["parameters"]}
        operations[name] = {"parameters": parameters, "response": shape(operation["response"])}
    if model["product"] == "VpcPeer":  # added 2024-12-04, after the metadata snapshot
        get = operations["GetVpcPeerConnectionAttribute"]["response"]
        item = operations["ListVpcPeerConnections"]["response"]["properties"]["VpcPeerConnects"]["items"]
        for response in (get, item):
            response["properties"] |= {"LinkType": STRING, "ManagedService": STRING}
    kept = {key: model[key] for key in ("product", "version", "source")}
    return {
        **kept,
        "regions": sorted(model["endpoints"]),
        "endpoints": model["endpoints"],
        "all_operations": model["all_operations"],
        "operations": operations,
    }


def shape(fact: dict[str, Any]) -> dict[str, Any]:
    kept = {k: fact[k] for k in ("type", "format", "required", "style", "maxItems") if k in fact}
    kept |= {k: int(fact[k]) for k in ("minimum", "maximum") if k in fact}
    if "items" in fact:
        kept["items"] = shape(fact["items"])
    if "properties" in fact:
        kept["properties"] = {name: shape(inner) for name, inner in fact["properties"].items()}
    return kept


def widen(small: dict[str, Any]) -> dict[str, Any]:
    operations: dict[str, Any] = {
        name: {"parameters": {}, "response": {"type": "object", "properties": {"RequestId": STRING, field: type_}}}
        for name, (field, type_) in small["operations"].items()
    }
    if small["product"] == "Location":
        endpoint = {
            "Endpoint": STRING,
            "Id": STRING,
            "Namespace": STRING,
            "SerivceCode": STRING,
            "Type": STRING,
            "Protocols": {"type": "object", "properties": {"Protocols": {"type": "array", "items": STRING}}},
        }
        listed = {"type": "array", "items": {"type": "object", "properties": endpoint}}
        operations["DescribeEndpoints"] = {
            "parameters": {name: {"type": "string", "required": True} for name in ("Id", "ServiceCode")}
            | {"Type": STRING},
            "response": {
                "type": "object",
                "properties": {
                    "RequestId": STRING,
                    "Success": {"type": "boolean"},
                    "Endpoints": {"type": "object", "properties": {"Endpoint": listed}},
                },
            },
        }
    return {
        **small,
        "regions": [],
        "endpoints": {},
        "operations": operations,
        "all_operations": sorted({*small["all_operations"], *operations}),
    }


def catalogue(shared: Path) -> list[dict[str, Any]]:
    seed = seed_messages((shared / "seeds/000_65208a69a7c53afc.txt").read_text())
    rows = []
    for row in json.loads((shared / "reference/alibaba/vpcpeer-errors.json").read_text()):
        gateway = row["operation"] == "(gateway)"
        row = {**row, "operation": "*"} if gateway else row
        message, source = row["message"], row["note"]
        if row["operation"] == "CreateVpcPeerConnection" and row["code"] in seed:
            words = seed.pop(row["code"])
            source = f"documented: {SEED}" + ("" if words == message else f"; metadata says {message!r}")
            message = words
        rows.append(fact("gateway" if gateway else "VpcPeer", row, message, source))
    if seed:
        raise SystemExit(f"codes of the seed page without a row: {sorted(seed)}")
    for row in json.loads((shared / "reference/alibaba/adjacent-errors.json").read_text()):
        rows.append(fact(row["operation"].partition(":")[0], row, row["message"], row["note"]))
    return rows


FPGA = "400 and words: error table of the FaaS page of ECS (faascmd); the DTS pages have 403 with the same words"
WORDS = {  # rows of the reference that have none
    "InvalidSecurityToken.Expired": ("Specified SecurityToken is expired.", FPGA),
    "InvalidSecurityToken.MismatchWithAccessKey": ("Specified SecurityToken mismatch with the AccessKey.", FPGA),
}


def fact(product: str, row: dict[str, Any], message: str, source: str) -> dict[str, Any]:
    message, source = (message, source) if message else WORDS.get(row["code"], (message, source))
    return {
        "product": product,
        "operation": row["operation"],
        "http_status": row["http_status"],
        "code": row["code"],
        "message": message,
        "grade": grade(source),
        "source": source,
    }


def grade(source: str) -> str:
    if "INFERRED" in source or "NOT found in the docs" in source or source == "as above":
        return "assumed"
    if re.search(r"\b(seen )?live\b|seen from", source):
        return "observed"
    return "documented"


def seed_messages(page: str) -> dict[str, str]:
    """Code -> message of the error table; the message ends at its first full stop that a capital or the end follows."""
    table = page.partition("HTTP status code\n")[2].partition("See Error Codes")[0]
    found = {}
    for line in table.splitlines():
        if match := re.match(r"400 (\S+) (.+)", line):
            code, words = match.groups()
            found[code] = re.match(r".+?\.(?= |$)", words).group(0)  # type: ignore[union-attr]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
