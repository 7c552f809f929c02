"""The two plans (planning.VARIANTS) as lists of what their roles must be able to do."""

import needs
import needs_documents
import needs_packages
import needs_receipts

HERE = needs.Place()
THERE = needs.Place("eu-central-1", "000000000000", "-trial", "trial", "shop")
# A profile sends calls to models of several regions.
BASES = ["cohere.embed-v4:0", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"]
#: The models of documents.
MODELS = {
    "usual": ["arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"],
    "other": [*(f"arn:aws:bedrock:us-west-2::foundation-model/{name}" for name in BASES),
              THERE.arn("bedrock", "inference-profile/us.cohere.embed-v4:0")]}
ENDPOINTS = {"usual": [], "other": [THERE.arn("sagemaker", "endpoint/endpoint-1")]}


def needed(variant: str) -> dict[str, needs.Needs]:
    if variant == "usual":
        return (needs_packages.packages(HERE, "single")
                | needs_documents.documents(HERE, aurora=True, scheduled=False, models=MODELS["usual"], endpoints=[])
                | needs_receipts.receipts(HERE, segments=True, keys=["openai-api-key", "google-places-api-key"]))
    return (needs_packages.packages(THERE, "four", bedrock=True, export=True)
            | needs_documents.documents(
                THERE, aurora=False, scheduled=True, models=MODELS["other"], endpoints=ENDPOINTS["other"])
            | needs_receipts.receipts(THERE, segments=False, keys=["google-places-api-key", "chroma-token"]))
