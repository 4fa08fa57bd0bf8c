# What Schemathesis is taught of this platform: which codes a refusal may carry, and an account of its own for calls that end one.
import os
import uuid

import requests
import schemathesis

# Said of a request that breaks a rule of the document; one that keeps to the document must not hear them.
RULES = {"INVALID_REQUEST", "MALFORMED_BODY", "BODY_TOO_DEEP", "BAD_REQUEST", "UNSUPPORTED_MEDIA_TYPE"}


@schemathesis.check
def documented_code(ctx, response, case):
    """The code of a refusal stands under its status in the document, and is no complaint about what the document allows."""
    content_type = (response.headers.get("content-type") or [""])[0]
    if not content_type.startswith("application/problem+json"):
        return None
    code = response.json()["code"]
    described = case.operation.definition.raw["responses"].get(str(response.status_code))
    if described is None:
        return None  # told by status_code_conformance, where the status should have been known
    if code not in described.get("description", "").split(", "):
        raise AssertionError(f"{response.status_code} with the code {code}, which the document does not name")
    if code in RULES and case.meta is not None and case.meta.generation.mode.is_positive:
        raise AssertionError(f"what the document allows was refused with {code}")
    return None


def new_token():
    answer = requests.post(
        os.environ["EVENTFLOW_FUZZ_URL"] + "/v1/auth/register",
        json={
            "email": f"fuzz.{uuid.uuid4()}@example.test",
            "password": os.environ["EVENTFLOW_FUZZ_PASSWORD"],
            "name": "Fuzz",
        },
        timeout=30,
    )
    answer.raise_for_status()
    return answer.json()["accessToken"]


if os.environ.get("EVENTFLOW_FUZZ_OWN_ACCOUNTS") == "true":

    @schemathesis.auth(refresh_interval=None)
    class OwnAccount:
        """A new account for each call."""

        def get(self, case, ctx):
            return new_token()

        def set(self, case, data, ctx):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
