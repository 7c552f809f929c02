#!/usr/bin/env python3
"""Writes what botocore makes of RDS sign-ins, for the tests of ours: a line a case, tab-separated.

    Tools/generate_database_token_fixture.py > Tests/Cloud/AWSTests/Fixtures/database-tokens.tsv

Needs botocore (Scripts/test-tools brings it). Columns: key id, secret, session token, seconds since 1970, region, host,
port, user, token.
"""

import datetime
from unittest import mock

import botocore.session

# The key of AWS's own examples, which opens nothing.
KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
CASES = [
    (*KEY, None, 1440938160, "us-east-1", "db.cluster-abc.us-east-1.rds.amazonaws.com", 5432, "embedder"),
    (*KEY, "to/ken+with=signs==", 1767225599, "eu-central-1", "proxy.proxy-xyz.eu-central-1.rds.amazonaws.com", 6543,
     "iam_user"),
    (*KEY, None, 0, "us-gov-west-1", "db.example", 5432, "name with space/and@sign+ü"),
]


def main() -> None:
    print("# key id\tsecret\tsession token\tseconds\tregion\thost\tport\tuser\ttoken")
    for key, secret, session_token, seconds, region, host, port, user in CASES:
        session = botocore.session.Session()
        session.set_credentials(key, secret, session_token)
        client = session.create_client("rds", region_name=region)
        now = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        with mock.patch("botocore.auth.get_current_datetime", return_value=now):
            token = client.generate_db_auth_token(host, port, user)
        print(key, secret, session_token or "-", seconds, region, host, port, user, token, sep="\t")


main()
