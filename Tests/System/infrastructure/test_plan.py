"""What every row of the contracts' tables of resources says, looked for in the plan."""

import json
import unittest

import planning
from case import Planned


class Everything(Planned):
    def test_all_that_can_be_is_tagged(self) -> None:
        for plan, environment in (self.usual, "production"), (self.other, "trial"):
            for resource in plan.resources:
                tags = resource.values.get("tags_all")
                if tags is None:  # of a type that has none
                    self.assertNotIn("tags_all", plan.unknown[resource.address], resource.address)
                    continue
                component = {"root": "shared"}.get(resource.module, resource.module)
                wanted = {"Project": "fdnix", "Component": component, "Environment": environment,
                          "ManagedBy": "terraform"}
                self.assertLessEqual(wanted.items(), tags.items(), resource.address)

    def test_every_log_ends(self) -> None:
        for plan in self.usual, self.other:
            for group in plan.all("aws_cloudwatch_log_group"):
                self.assertIn(group.values["retention_in_days"], (7, 30), group.address)

    def test_every_queue_and_topic_is_encrypted(self) -> None:
        for queue in self.usual.all("aws_sqs_queue"):
            self.assertTrue(queue.values["sqs_managed_sse_enabled"], queue.address)
        topic = self.usual.one("aws_sns_topic", name="fdnix-alerts")
        self.assertTrue(self.usual.unknown[topic.address].get("kms_master_key_id"), "a key of its own")
        self.has(self.usual.one("aws_kms_key"), enable_key_rotation=True)

    def test_every_alarm_is_told(self) -> None:
        for plan in self.usual, self.other:
            for alarm in plan.all("aws_cloudwatch_metric_alarm"):
                self.assertEqual([arn.rsplit(":", 1)[1] for arn in alarm.values["alarm_actions"]], ["fdnix-alerts"])
                self.assertTrue(alarm.values["alarm_description"], alarm.address)
        self.has(self.usual.one("aws_budgets_budget"), budget_type="COST", time_unit="MONTHLY", limit_amount="100")
        self.assertEqual(len(self.usual.one("aws_budgets_budget").values["notification"]), 2)
        self.has(self.other.one("aws_sns_topic_subscription"), protocol="email", endpoint="watch@example.com")

    def test_there_is_a_dashboard_a_system(self) -> None:
        names = {each.values["dashboard_name"] for each in self.usual.all("aws_cloudwatch_dashboard")}
        self.assertEqual(names, {"fdnix-packages", "embed-documents", "receipts-production"})

    def test_the_network(self) -> None:
        """Two zones; public subnets for packages, private ones and a way out for the others, isolated ones."""
        ranges = [subnet.values["cidr_block"] for subnet in self.usual.all("aws_subnet")]
        self.assertEqual((len(ranges), len(set(ranges))), (6, 6))
        self.assertEqual({subnet.values["availability_zone"] for subnet in self.usual.all("aws_subnet")},
                         {"us-east-1a", "us-east-1b"})
        self.assertFalse(any(subnet.values["map_public_ip_on_launch"] for subnet in self.usual.all("aws_subnet")))
        self.assertEqual(len(self.usual.all("aws_nat_gateway")), 1)
        self.assertEqual(len(self.other.all("aws_nat_gateway")), 2)
        gateways = {each.values["service_name"] for each in self.usual.all("aws_vpc_endpoint")
                    if each.values["vpc_endpoint_type"] == "Gateway"}
        self.assertEqual(gateways, {"com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb"})
        inside = {each.values["service_name"].removeprefix("com.amazonaws.us-east-1.")
                  for each in self.usual.all("aws_vpc_endpoint") if each.values["vpc_endpoint_type"] == "Interface"}
        self.assertEqual(inside, {"secretsmanager", "bedrock-runtime", "sagemaker.runtime", "ecr.api", "ecr.dkr",
                                  "logs", "textract", "transcribe", "sqs"})
        outward = self.usual.at("module.shared.aws_vpc_security_group_egress_rule.outward")
        self.has(outward, ip_protocol="tcp", from_port=443, to_port=443)

    def test_outputs_have_the_contracts_names(self) -> None:
        self.assertLessEqual(
            {"FdnixArtifactsBucketName", "FdnixDatabaseLayerArn", "FdnixSearchApiUrl", "FdnixSearchFunctionName",
             "FdnixSearchFunctionArn", "FdnixCertificateArn", "DocumentsStateMachineArn", "EmbeddingsClusterArn",
             "InputBucket"}, self.usual.outputs | {"FdnixCertificateArn"})


class Packages(Planned):
    def test_artifact_bucket(self) -> None:
        self.bucket(self.usual, "packages", "fdnix-artifacts-000000000000", 30, **{"bedrock-batch/": 30})
        self.bucket(self.other, "packages", "fdnix-artifacts-trial", 30, **{"bedrock-batch/": 30})
        self.assertFalse(self.usual.one("aws_s3_bucket", bucket="fdnix-artifacts-000000000000").values["force_destroy"])

    def test_layer_is_not_an_empty_placeholder(self) -> None:
        self.assertEqual(self.usual.all("aws_lambda_layer_version"), [])

    def test_ecr_repository(self) -> None:
        self.has(self.usual.one("aws_ecr_repository", name="fdnix-nixpkgs-indexer"),
                 image_scanning_configuration={"scan_on_push": True})
        policy = self.usual.one("aws_ecr_lifecycle_policy", repository="fdnix-nixpkgs-indexer").values["policy"]
        self.assertRegex(policy, r'"countNumber":10\b.*"imageCountMoreThan"|"imageCountMoreThan".*"countNumber":10\b')

    def test_cluster_and_task(self) -> None:
        self.has(self.usual.one("aws_ecs_cluster", name="fdnix-cluster"))
        task = self.has(
            self.usual.one("aws_ecs_task_definition", family="fdnix-nixpkgs-indexer"), cpu="2048", memory="6144",
            ephemeral_storage={"size_in_gib": 30}, requires_compatibilities=["FARGATE"], network_mode="awsvpc",
            runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": "X86_64"})
        self.assertEqual(task.module, "packages")
        self.has(self.usual.one("aws_cloudwatch_log_group", name="/fdnix/nixpkgs-indexer"), retention_in_days=30)

    def test_four_tasks_with_sizes_and_logs_of_the_older_form(self) -> None:
        sizes = {"fdnix-metadata-generator": ("1024", "3072"), "fdnix-embedding-generator": ("2048", "6144"),
                 "fdnix-index-minifier": ("2048", "6144"), "fdnix-layer-publisher": ("1024", "3072")}
        tasks = {task.values["family"]: task for task in self.other.all("aws_ecs_task_definition", "packages")}
        self.assertEqual({name: (task.values["cpu"], task.values["memory"]) for name, task in tasks.items()}, sizes)
        for name in "/fdnix/metadata-generator", "/fdnix/embedding-generator", "/fdnix/nixpkgs-indexer":
            self.has(self.other.one("aws_cloudwatch_log_group", name=name), retention_in_days=30)

    def test_state_machine(self) -> None:
        self.has(self.usual.one("aws_sfn_state_machine", name="fdnix-daily-pipeline"), type="STANDARD")

    def test_schedule(self) -> None:
        schedule = self.usual.one("aws_scheduler_schedule", name="fdnix-daily-pipeline-trigger")
        self.has(schedule, schedule_expression="cron(0 2 * * ? *)", schedule_expression_timezone="UTC", state="ENABLED")
        self.assertTrue(schedule.values["target"][0]["dead_letter_config"])
        self.has(self.usual.one("aws_sqs_queue", name="fdnix-daily-pipeline-trigger-dlq"))

    def test_search_function(self) -> None:
        function = self.has(
            self.usual.one("aws_lambda_function", function_name="fdnix-search-api"), runtime="provided.al2023",
            architectures=["x86_64"], memory_size=1024, timeout=30, reserved_concurrent_executions=50, publish=True,
            layers=None)
        self.assertIn("ignore_changes = [layers]", (planning.MODULES / "modules/function/main.tf").read_text())
        self.assertEqual(function.module, "packages")
        self.has(self.usual.one("aws_lambda_alias", name="live"))
        self.has(self.other.one("aws_lambda_alias", name="live"), function_version="1")
        self.has(self.usual.one("aws_cloudwatch_log_group", name="/aws/lambda/fdnix-search-api"), retention_in_days=30)

    def test_api(self) -> None:
        self.has(self.usual.one("aws_api_gateway_rest_api", name="fdnix-search-api-gateway"))
        self.has(self.usual.one("aws_api_gateway_stage", stage_name="v1"))
        self.has(self.usual.one("aws_api_gateway_method_settings", method_path="*/*"), settings={
            "logging_level": "INFO", "data_trace_enabled": False, "metrics_enabled": True,
            "throttling_rate_limit": 100, "throttling_burst_limit": 200})
        self.assertEqual(self.usual.all("aws_api_gateway_usage_plan"), [])
        self.has(self.other.one("aws_api_gateway_usage_plan"), quota_settings={"limit": 10000, "period": "DAY"})
        self.assertTrue(all(method.values["api_key_required"] for method in self.other.all("aws_api_gateway_method")))

    def test_cloudfront(self) -> None:
        self.assertEqual(self.usual.all("aws_cloudfront_distribution"), [])
        self.assertEqual(self.usual.all("aws_acm_certificate"), [])
        distribution = self.other.one("aws_cloudfront_distribution")
        behavior, = distribution.values["ordered_cache_behavior"]
        self.assertEqual(behavior["path_pattern"], "/api/*")
        self.assertEqual(len(behavior["function_association"]), 1, "takes the prefix off")
        self.assertEqual(behavior["origin_request_policy_id"], "b689b0a8-53d0-40ab-baf2-68738e2966ac", "not Host")
        self.assertEqual(behavior["response_headers_policy_id"], "67f7725c-6f97-4210-82d7-5512b31e9d03")
        self.assertEqual(distribution.values["custom_error_response"], [], "errors stay errors")
        self.has(distribution, aliases=["packages.example.com"],
                 viewer_certificate={"minimum_protocol_version": "TLSv1.2_2021"})
        policy = self.other.one("aws_cloudfront_cache_policy").values["parameters_in_cache_key_and_forwarded_to_origin"]
        self.assertEqual(policy[0]["query_strings_config"][0]["query_string_behavior"], "all")
        self.has(self.other.one("aws_acm_certificate"), domain_name="packages.example.com")

    def test_export(self) -> None:
        self.assertEqual(self.usual.all("aws_dynamodb_table", "packages"), [])
        self.has(self.other.one("aws_dynamodb_table", name="fdnix-packages"), hash_key="packageName",
                 range_key="version", billing_mode="PAY_PER_REQUEST", point_in_time_recovery={"enabled": True},
                 global_secondary_index={"name": "lastUpdated-index", "hash_key": "lastUpdated",
                                         "projection_type": "ALL"})
        self.bucket(self.other, "packages", "fdnix-vec-trial", 30)


class Documents(Planned):
    def test_buckets_and_tables(self) -> None:
        for kind in "input", "processed", "media":
            self.bucket(self.usual, "documents", f"embed-documents-{kind}-000000000000", 30)
        for name, keys, index in (
            ("cache", ("PK", "SK"), {"name": "GSI1", "hash_key": "UpdatedStatus", "range_key": "FileURI"}),
            ("links", ("uuid", None), {"name": "GSI1", "hash_key": "source_uri"}),
        ):
            self.has(self.usual.one("aws_dynamodb_table", name=f"embed-documents-{name}"), hash_key=keys[0],
                     range_key=keys[1], billing_mode="PAY_PER_REQUEST", point_in_time_recovery={"enabled": True},
                     global_secondary_index={**index, "projection_type": "ALL"}, deletion_protection_enabled=True)

    def test_cluster_task_and_log(self) -> None:
        self.has(self.usual.one("aws_ecs_cluster", name="EmbeddingsCluster"),
                 setting={"name": "containerInsights", "value": "enabled"})
        self.has(self.usual.one("aws_ecs_task_definition", family="embed-documents"), cpu="8192", memory="32768",
                 runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": "ARM64"})
        self.has(self.usual.one("aws_cloudwatch_log_group", name="/aws/ecs/embeddings"), retention_in_days=7)
        # With a database whose address is known the container is known as well.
        container = json.loads(
            self.other.one("aws_ecs_task_definition", family="embed-documents").values["container_definitions"])[0]
        self.assertEqual((container["name"], container["stopTimeout"], container["readonlyRootFilesystem"]),
                         ("embeddings", 60, True))
        self.assertEqual(container["logConfiguration"]["options"]["awslogs-stream-prefix"], "embeddings")
        self.assertEqual(container["logConfiguration"]["options"]["awslogs-group"], "/aws/ecs/embeddings")
        names = {each["name"] for each in container["environment"]}
        self.assertLessEqual({"CACHE_TABLE_NAME", "LINKS_TABLE_NAME", "MEDIA_BUCKET_NAME", "PROCESSED_BUCKET_NAME",
                              "EMBEDDINGS_SAGEMAKER_MODELS", "RDS_SECRET_ARN", "RDS_ENDPOINT"}, names)

    def test_functions(self) -> None:
        for role in "cache-update", "manage", "detect", "summarize", "search":
            function = self.has(self.usual.one("aws_lambda_function", function_name=f"embed-documents-{role}"),
                                runtime="provided.al2023", architectures=["arm64"])
            self.assertEqual(bool(function.values["vpc_config"]), role in ("manage", "search"), "needs the database")
            self.has(self.usual.one("aws_cloudwatch_log_group", name=f"/aws/lambda/embed-documents-{role}"))

    def test_notifications(self) -> None:
        rule, = self.usual.one("aws_s3_bucket_notification").values["lambda_function"]
        self.assertEqual(set(rule["events"]), {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"})
        config = self.usual.one("aws_lambda_function_event_invoke_config", function_name="embed-documents-cache-update")
        destination = config.values["destination_config"][0]["on_failure"][0]["destination"]
        self.assertTrue(destination.endswith(":embed-documents-lost-notifications"))

    def test_search_api_is_signed(self) -> None:
        route = self.usual.one("aws_apigatewayv2_route")
        self.has(route, route_key="POST /corpus/search", authorization_type="AWS_IAM")

    def test_aurora(self) -> None:
        self.has(self.usual.one("aws_rds_cluster"), engine="aurora-postgresql", storage_encrypted=True,
                 manage_master_user_password=True, deletion_protection=True, master_username="migrator",
                 serverlessv2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 8})
        self.has(self.usual.one("aws_rds_cluster_parameter_group"), parameter={"name": "rds.force_ssl", "value": "1"})
        self.has(self.usual.one("aws_secretsmanager_secret", name="embed-documents/database"))
        self.has(self.usual.one("aws_ecs_task_definition", family="embed-documents-migrate"))
        self.assertEqual(self.usual.all("aws_db_proxy"), [])
        self.assertEqual(self.other.all("aws_rds_cluster"), [])
        self.has(self.other.at("module.documents[0].aws_vpc_security_group_egress_rule.clients"), to_port=5432,
                 cidr_ipv4="192.0.2.0/24")

    def test_the_password_is_in_no_plan(self) -> None:
        self.assertIsNone(self.usual.one("aws_secretsmanager_secret_version").values.get("secret_string"))

    def test_state_machine(self) -> None:
        self.has(self.usual.one("aws_sfn_state_machine", name="embed-documents"), type="STANDARD")
        self.has(self.other.one("aws_scheduler_schedule", name="embed-documents-trigger"),
                 schedule_expression="rate(1 hour)")


class Receipts(Planned):
    def test_worker(self) -> None:
        self.has(self.usual.one("aws_lambda_function", function_name="upload-images-production-embed-from-ndjson"),
                 memory_size=2048, ephemeral_storage={"size": 5120}, timeout=900,
                 file_system_config={"local_mount_path": "/mnt/chroma"})
        text = (planning.MODULES / "modules/function/main.tf").read_text()
        self.assertIn("aws_iam_role_policy.network, var.file_system]", text, "waits for the mount targets")

    def test_embed_queue(self) -> None:
        self.queue(self.usual, "receipts-production-embed-ndjson-queue", "receipts-production-embed-ndjson-dlq", 5,
                   visibility_timeout_seconds=1200)
        self.has(self.usual.at("module.receipts[0].aws_lambda_event_source_mapping.embed"), batch_size=10,
                 maximum_batching_window_in_seconds=0, function_response_types=["ReportBatchItemFailures"])

    def test_collection_queues(self) -> None:
        for name in "lines", "words":
            self.queue(self.usual, f"receipts-production-{name}-queue", f"receipts-production-{name}-dlq", 100,
                       visibility_timeout_seconds=1200, receive_wait_time_seconds=20)
            self.has(self.usual.at(f'module.receipts[0].aws_lambda_event_source_mapping.collections["{name}"]'),
                     batch_size=100, maximum_batching_window_in_seconds=5, scaling_config={"maximum_concurrency": 2},
                     function_response_types=["ReportBatchItemFailures"])

    def test_efs(self) -> None:
        self.has(self.usual.one("aws_efs_file_system"), encrypted=True, tags={"Name": "chromadb-production-efs"})
        self.has(self.usual.one("aws_efs_access_point"), tags={"Name": "chromadb-production-access-point"},
                 posix_user={"uid": 1000, "gid": 1000})
        root = self.usual.one("aws_efs_access_point").values["root_directory"][0]
        self.assertEqual((root["path"], root["creation_info"][0]["permissions"]), ("/chroma", "755"))
        self.assertEqual(len(self.usual.all("aws_efs_mount_target")), 2, "one a zone")
        self.has(self.usual.at("module.receipts[0].aws_vpc_security_group_ingress_rule.files[0]"), ip_protocol="tcp",
                 from_port=2049, to_port=2049)
        self.assertEqual(self.other.all("aws_efs_file_system"), [], "a Chroma server needs none")

    def test_stream(self) -> None:
        self.has(self.usual.at("module.receipts[0].aws_lambda_event_source_mapping.stream"),
                 starting_position="TRIM_HORIZON", batch_size=100, maximum_batching_window_in_seconds=5,
                 parallelization_factor=5, maximum_retry_attempts=10, maximum_record_age_in_seconds=86400,
                 bisect_batch_on_function_error=True, function_response_types=["ReportBatchItemFailures"])
        self.has(self.usual.one("aws_lambda_function", function_name="receipts-production-stream-processor"),
                 memory_size=256, timeout=120, vpc_config=[])
        self.has(self.usual.one("aws_sqs_queue", name="receipts-production-stream-failures"))

    def test_compactor_and_sweeper(self) -> None:
        self.has(self.usual.one("aws_lambda_function", function_name="receipts-production-compactor"), memory_size=4096,
                 ephemeral_storage={"size": 10240}, timeout=900, file_system_config={"local_mount_path": "/mnt/chroma"})
        self.has(self.usual.one("aws_scheduler_schedule", name="receipts-production-sweep"),
                 schedule_expression="rate(5 minutes)")
        self.has(self.usual.one("aws_scheduler_schedule", name="receipts-production-enqueue-missing"),
                 schedule_expression="cron(30 3 * * ? *)")

    def test_buckets_and_table(self) -> None:
        self.bucket(self.usual, "receipts", "receipts-production-chromadb-000000000000", 1,
                    **{"lines/delta/": 30, "words/delta/": 30, "temp/": 1})
        self.bucket(self.usual, "receipts", "receipts-production-artifacts-000000000000", 30)
        table = self.has(self.usual.one("aws_dynamodb_table", name="receipts-production-receipts"), hash_key="PK",
                         range_key="SK", stream_enabled=True, stream_view_type="NEW_AND_OLD_IMAGES",
                         ttl={"attribute_name": "time_to_live", "enabled": True},
                         point_in_time_recovery={"enabled": True})
        indexes = {(each["name"], each["hash_key"]) for each in table.values["global_secondary_index"]}
        self.assertEqual(indexes, {("GSI1", "GSI1PK"), ("GSI2", "GSI2PK"), ("GSI3", "GSI3PK"), ("GSITYPE", "TYPE")})


if __name__ == "__main__":
    unittest.main()
