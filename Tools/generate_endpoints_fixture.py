#!/usr/bin/env python3
"""Writes what botocore's rules say of endpoints, for the tests of ours: a line a case, tab-separated.

    Tools/generate_endpoints_fixture.py > Tests/Cloud/AWSServicesTests/Fixtures/endpoints.tsv

Needs botocore (Scripts/test-tools brings it). Columns: service, region, fips, dual stack, bucket (S3), address.
"""

import itertools

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

SERVICES = ["s3", "dynamodb", "dynamodbstreams", "sqs", "sts", "lambda", "bedrock", "bedrock-runtime",
            "sagemaker-runtime", "stepfunctions", "textract", "transcribe", "secretsmanager"]
REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1", "us-gov-east-1",
           "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1", "il-central-1"]
BUCKETS = ["artifacts", "with.dots", "Upper_Case"]


def main() -> None:
    loader = Loader()
    partitions = loader.load_data("partitions")
    print("# service\tregion\tfips\tdual stack\tbucket\taddress, or an error")
    for service in SERVICES:
        provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
        buckets = [None, *BUCKETS] if service == "s3" else [None]
        for region, fips, dual, bucket in itertools.product(REGIONS, (False, True), (False, True), buckets):
            values = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
            if bucket:
                values["Bucket"] = bucket
            try:
                address = provider.resolve_endpoint(**values).url
            except EndpointProviderError:
                address = "error"
            print(service, region, int(fips), int(dual), bucket or "-", address, sep="\t")


main()
