"""AWS's own client of the servers that stand in for it."""

from typing import Any

try:
    import boto3
    from botocore.config import Config
except ImportError:
    boto3 = None


def client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))
