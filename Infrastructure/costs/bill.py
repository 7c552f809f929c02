"""What a month costs: each resource of a plan with what is used of it, times unit prices.

A resource's type is in BILLED, with what it is paid by, or in FREE; a plan with another type has no bill.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import usage

HERE = Path(__file__).resolve().parent
HOURS = 730
PRICES: dict[str, dict[str, Any]] = json.loads((HERE / "prices.json").read_text())["prices"]
# Units that count more than one.
MANY = {"thousand": 1e3, "ten thousand": 1e4, "million": 1e6, "million tokens": 1e6}


class Resource(NamedTuple):
    address: str
    type: str
    values: dict[str, Any]

    @property
    def system(self) -> str:
        return self.address.split(".")[1].split("[")[0] if self.address.startswith("module.") else "shared"


class Line(NamedTuple):
    """So much of something that has a price."""

    system: str
    service: str
    price: str
    quantity: float

    @property
    def usd(self) -> float:
        price = PRICES[self.price]
        return self.quantity / MANY.get(price["unit"], 1) * price["usd"]


class Unpriced(Exception):
    """A type of resource of which nobody said whether it costs anything."""


Part = tuple[str, str, float]  # service, price, quantity


def task(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    values = resource.values
    hours = used.task_hours(resource.system, values["family"])
    kind = "arm" if values["runtime_platform"][0]["cpu_architecture"] == "ARM64" else "x86"
    yield "Fargate", f"fargate_{kind}_vcpu", int(values["cpu"]) / 1024 * hours
    yield "Fargate", f"fargate_{kind}_memory", int(values["memory"]) / 1024 * hours
    yield "Fargate", "fargate_storage", max(0, values["ephemeral_storage"][0]["size_in_gib"] - 20) * hours


def function(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    values = resource.values
    calls, seconds = used.calls(values["function_name"])
    kind = "arm" if values["architectures"] == ["arm64"] else "x86"
    yield "Lambda", "lambda_requests", calls
    yield "Lambda", f"lambda_{kind}", values["memory_size"] / 1024 * seconds
    extra = max(0, values["ephemeral_storage"][0]["size"] - 512) if values.get("ephemeral_storage") else 0
    yield "Lambda", "lambda_storage", extra / 1024 * seconds


def database(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    least = resource.values["serverlessv2_scaling_configuration"][0]["min_capacity"]
    busy = min(HOURS, used.busy_hours())
    more = max(0, used.number("acu_while_ingesting") - least)
    yield "Aurora", "aurora_acu", least * HOURS + more * busy
    yield "Aurora", "aurora_storage", used.database_gb()
    yield "Aurora", "aurora_io", used.database_io()
    if resource.values["manage_master_user_password"]:
        yield "Secrets Manager", "secret", 1


def table(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    writes, reads, gigabytes = used.table(resource.values["name"])
    yield "DynamoDB", "dynamo_write", writes
    yield "DynamoDB", "dynamo_read", reads
    yield "DynamoDB", "dynamo_storage", gigabytes
    if resource.values["point_in_time_recovery"][0]["enabled"]:
        yield "DynamoDB", "dynamo_backup", gigabytes


def bucket(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    writes, reads, gigabytes = used.bucket(resource.values["bucket"])
    yield "S3", "s3_storage", gigabytes
    yield "S3", "s3_write", writes
    yield "S3", "s3_read", reads


def endpoint(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    if resource.values["vpc_endpoint_type"] == "Interface":
        yield "Network", "endpoint_hour", used.zones * HOURS
        yield "Network", "endpoint_gb", used.inward_gb(resource.values["service_name"])


def logs(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    gigabytes = used.log_gb(resource.values.get("name") or "")
    yield "CloudWatch", "log_write", gigabytes
    yield "CloudWatch", "log_storage", gigabytes * resource.values["retention_in_days"] / 30


def alarm(resource: Resource, used: usage.Usage) -> Iterator[Part]:
    metrics = sum(1 for query in resource.values["metric_query"] if query["metric"])
    yield "CloudWatch", "alarm", max(1, metrics)


def always(service: str, price: str, quantity: float = 1) -> Callable[[Resource, usage.Usage], Iterable[Part]]:
    return lambda resource, used: [(service, price, quantity)]


BILLED: dict[str, Callable[[Resource, usage.Usage], Iterable[Part]]] = {
    "aws_ecs_task_definition": task,
    "aws_lambda_function": function,
    "aws_rds_cluster": database,
    "aws_dynamodb_table": table,
    "aws_s3_bucket": bucket,
    "aws_vpc_endpoint": endpoint,
    "aws_cloudwatch_log_group": logs,
    "aws_cloudwatch_metric_alarm": alarm,
    "aws_cloudwatch_dashboard": always("CloudWatch", "dashboard"),
    "aws_cloudwatch_log_metric_filter": always("CloudWatch", "metric"),
    "aws_nat_gateway": lambda resource, used: [
        ("Network", "nat_hour", HOURS), ("Network", "nat_gb", used.outward_gb() / used.gateways)],
    "aws_eip": always("Network", "ipv4", HOURS),
    "aws_kms_key": always("KMS", "key"),
    "aws_secretsmanager_secret": always("Secrets Manager", "secret"),
    "aws_sqs_queue": lambda resource, used: [("SQS", "sqs", used.queue(resource.values["name"]))],
    "aws_sfn_state_machine": lambda resource, used: [("Step Functions", "states", used.transitions(resource.system))],
    "aws_scheduler_schedule": lambda resource, used: [
        ("Scheduler", "scheduler", used.starts(resource.values["name"]))],
    "aws_api_gateway_rest_api": lambda resource, used: [
        ("API Gateway", "rest_api", used.searches()), ("API Gateway", "transfer_out", used.answers_gb())],
    "aws_apigatewayv2_api": lambda resource, used: [("API Gateway", "http_api", used.questions())],
    "aws_efs_file_system": lambda resource, used: [("EFS", "efs_storage", used.collections_gb())],
    "aws_ecr_repository": always("ECR", "ecr_storage", 10 * 0.2),  # ten images of 200 MB are kept
    "aws_cloudfront_distribution": lambda resource, used: [("CloudFront", "cloudfront", used.searches())],
}
# What costs nothing by itself: names, rights, rules and links, and what is paid for with something above.
FREE = set("""
aws_acm_certificate aws_acm_certificate_validation aws_api_gateway_account aws_api_gateway_api_key
aws_api_gateway_deployment aws_api_gateway_integration aws_api_gateway_method aws_api_gateway_method_settings
aws_api_gateway_resource aws_api_gateway_stage aws_api_gateway_usage_plan aws_api_gateway_usage_plan_key
aws_apigatewayv2_integration aws_apigatewayv2_route aws_apigatewayv2_stage aws_budgets_budget
aws_cloudfront_cache_policy aws_cloudfront_function aws_cloudwatch_event_rule aws_cloudwatch_event_target
aws_db_subnet_group aws_default_security_group aws_ecr_lifecycle_policy aws_ecs_cluster aws_efs_access_point
aws_efs_file_system_policy aws_efs_mount_target aws_iam_role aws_iam_role_policy aws_internet_gateway aws_kms_alias
aws_lambda_alias aws_lambda_event_source_mapping aws_lambda_function_event_invoke_config aws_lambda_permission
aws_rds_cluster_instance aws_rds_cluster_parameter_group aws_route aws_route53_record aws_route_table
aws_route_table_association aws_s3_bucket_lifecycle_configuration aws_s3_bucket_notification
aws_s3_bucket_ownership_controls aws_s3_bucket_policy aws_s3_bucket_public_access_block
aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_versioning aws_secretsmanager_secret_version
aws_security_group aws_sns_topic aws_sns_topic_policy aws_sns_topic_subscription aws_sqs_queue_policy aws_subnet aws_vpc
aws_vpc_security_group_egress_rule aws_vpc_security_group_ingress_rule
""".split())


def resources(plan: dict[str, Any]) -> list[Resource]:
    """The resources of a plan as `terraform show -json` prints it."""

    def walk(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from module.get("resources", [])
        for child in module.get("child_modules", []):
            yield from walk(child)

    return [Resource(each["address"], each["type"], each["values"])
            for each in walk(plan["planned_values"]["root_module"]) if each["mode"] == "managed"]


def lines(found: list[Resource], size: str) -> list[Line]:
    """The bill of a month at a size. Throws where a type of resource is neither billed nor free."""
    zones = {each.values["availability_zone"] for each in found if each.type == "aws_subnet"}
    gateways = sum(1 for each in found if each.type == "aws_nat_gateway")
    systems = {each.system for each in found}
    used = usage.Usage(size, len(zones), max(1, gateways), systems)
    bill = []
    for resource in found:
        if resource.type in FREE:
            continue
        if resource.type not in BILLED:
            raise Unpriced(f"{resource.type} is neither billed nor free: {resource.address}")
        bill += [Line(resource.system, *part) for part in BILLED[resource.type](resource, used)]
    return bill + [Line(system, *part) for system, *part in used.beside()]
