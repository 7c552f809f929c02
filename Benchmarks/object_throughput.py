#!/usr/bin/env python3
"""Compares S3ObjectStore with boto3 against one S3 server in one run: a large file up and down, and many small objects.

    swift build --package-path Benchmarks -c release --product object-throughput
    Benchmarks/object_throughput.py --endpoint URL [--size MB] [--count N]

Each step runs in a process of its own, in turns, so that neither finds the other's memory or connections; of several
rounds the best counts. boto3 uses its transfer manager as it comes, and for small objects 64 threads with one client
and as many connections.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BUCKET = "throughput"


def client(endpoint: str, connections: int = 10):
    import boto3
    from botocore.config import Config

    settings = Config(max_pool_connections=connections, s3={"addressing_style": "path"})
    return boto3.client("s3", endpoint_url=endpoint, config=settings)


def with_boto3(endpoint: str, step: str, argument: str, size: int) -> None:
    """What the Swift program does, by boto3; runs in a process of its own."""
    s3 = client(endpoint, 64 if step in ("put", "get") else 10)
    start = time.perf_counter()
    if step == "up":
        s3.upload_file(argument, BUCKET, "large")
    elif step == "down":
        s3.download_file(BUCKET, "large", argument)
    else:
        body = b"a" * size
        work = ((lambda n: s3.put_object(Bucket=BUCKET, Key=f"small/{n}", Body=body)) if step == "put" else
                (lambda n: s3.get_object(Bucket=BUCKET, Key=f"small/{n}")["Body"].read()))
        with ThreadPoolExecutor(64) as pool:
            for _ in pool.map(work, range(int(argument))):
                pass
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def measure(command: list[str], endpoint: str) -> dict:
    variables = {"AWS_ENDPOINT_URL_S3": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                 "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(command, env={**variables, **os.environ}, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--program", default="Benchmarks/.build/release/object-throughput")
    parser.add_argument("--size", type=int, default=1024, help="of the large file, in MiB")
    parser.add_argument("--count", type=int, default=10_000, help="of small objects")
    parser.add_argument("--small", type=int, default=1024, help="bytes of a small object")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--boto3", nargs=2, metavar=("STEP", "ARGUMENT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.boto3:
        return with_boto3(options.endpoint, *options.boto3, options.small)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "test")
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    s3 = client(options.endpoint)
    s3.create_bucket(Bucket=BUCKET)
    peers = {
        "fdnix": [options.program, BUCKET],
        "boto3": [sys.executable, __file__, "--endpoint", options.endpoint, "--small", str(options.small), "--boto3"],
    }
    best: dict[tuple[str, str], dict] = {}
    with tempfile.TemporaryDirectory() as folder:
        large, fetched = Path(folder, "large"), Path(folder, "fetched")
        with large.open("wb") as file:
            for _ in range(options.size):
                file.write(os.urandom(1 << 20))
        expected = sha256(large)
        steps = [("up", str(large)), ("down", str(fetched)), ("put", str(options.count)), ("get", str(options.count))]
        for _ in range(options.rounds):
            for step, argument in steps:
                for peer, command in peers.items():
                    size = [str(options.small)] if peer == "fdnix" and step == "put" else []
                    figures = measure([*command, step, argument, *size], options.endpoint)
                    if step == "down" and sha256(fetched) != expected:
                        sys.exit(f"{peer} fetched other bytes than were sent")
                    known = best.get((step, peer))
                    if known is None or figures["seconds"] < known["seconds"]:
                        best[step, peer] = figures
    print("| step | fdnix | boto3 | ratio | peak memory of fdnix, boto3 |\n|---|---|---|---|---|")
    for step, _ in steps:
        ours, theirs = best[step, "fdnix"], best[step, "boto3"]
        ratio = theirs["seconds"] / ours["seconds"]
        print(f"| {step} | {ours['seconds']:.2f} s | {theirs['seconds']:.2f} s | {ratio:.2f} | "
              f"{ours['peak_memory'] / 1e6:.0f} MB, {theirs['peak_memory'] / 1e6:.0f} MB |")


if __name__ == "__main__":
    main()
