# What Schemathesis is taught of this platform: which codes a refusal may carry, and an account of its own for calls that end one.
import os
import uuid

import requests
import schemathesis

# Said of a request that breaks a rule of the document; one that keeps to the document must not hear them.
RULES = {"INVALID_REQUEST", "MALFORMED_BODY", "BODY_TOO_DEEP", "BAD_REQUEST", "UNSUPPORTED_MEDIA_TYPE"}


# The code of a field that breaks a rule for which JSON Schema has no words, such as a time zone that does not exist.
BEYOND_THE_DOCUMENT = "ANY_CUSTOM"


@schemathesis.check
def refused_by_the_document(ctx, response, case):
    """The code of a refusal stands under its status in the document, and is no complaint about what the document allows."""
    content_type = (response.headers.get("content-type") or [""])[0]
    described = case.operation.definition.raw["responses"].get(str(response.status_code))
    # A status that the document does not have is the business of status_code_conformance.
    if described is None or not content_type.startswith("application/problem+json"):
        return None
    problem = response.json()
    code = problem["code"]
    if code not in described.get("description", "").split(", "):
        raise AssertionError(f"{response.status_code} with the code {code}, which the document does not name")
    keeps_to_it = case.meta is not None and case.meta.generation.mode.is_positive
    beyond = {error["code"] for error in problem.get("errors", [])} == {BEYOND_THE_DOCUMENT}
    if code in RULES and keeps_to_it and not beyond:
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
