"""Policies in both directions: each role may do what its program does, and no statement is there that nothing needs."""

import re

import permissions

import planning
import policy
import variants
from case import Planned
from policy import Request, idle
from variants import HERE, THERE

# Resources of AWS without a name.
NAMELESS = {"ecr:GetAuthorizationToken", "bedrock:ListFoundationModels", "bedrock:ListModelInvocationJobs",
            "textract:StartDocumentAnalysis", "textract:GetDocumentAnalysis", "transcribe:StartTranscriptionJob",
            "transcribe:GetTranscriptionJob", "dynamodb:ListStreams", "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets"}


# Operations that the clients have and no role calls: a person's commands do, and Lambda reads streams.
UNUSED = {"dynamodb:TransactWriteItems", "dynamodb:DescribeTable", "sqs:GetQueueUrl"}


def wanted(variant: str) -> dict[str, list[Request]]:
    """What the roles of a variant must be able to do."""
    return {name: role.all for name, role in variants.needed(variant).items()}


class Policies(Planned):
    def both(self) -> list[tuple[str, dict[str, policy.Role]]]:
        return [("usual", policy.roles(self.usual)), ("other", policy.roles(self.other))]

    def test_every_role_has_a_list(self) -> None:
        for variant, roles in self.both():
            self.assertEqual(set(wanted(variant)), set(roles), variant)

    def test_nothing_is_missing(self) -> None:
        for variant, roles in self.both():
            missing = [f"{name}: {request}" for name, requests in wanted(variant).items() for request in requests
                       if not roles[name].may(request)]
            self.assertEqual(missing, [], variant)

    def test_nothing_is_too_much(self) -> None:
        for variant, roles in self.both():
            found = [fault for name, role in roles.items() for fault in idle(role, wanted(variant)[name])]
            self.assertEqual(found, [], variant)

    def test_a_list_that_is_too_short_is_seen(self) -> None:
        """The simulator itself: each request that is taken away leaves something idle, or is one of several alike."""
        roles, requests = policy.roles(self.usual), wanted("usual")["embed-documents-detect"]
        role = roles["embed-documents-detect"]
        self.assertEqual(idle(role, requests), [])
        for request in requests:
            self.assertTrue(idle(role, [each for each in requests if each != request]), str(request))
        role.statements = role.statements[1:]
        self.assertFalse(all(role.may(request) for request in requests))

    def test_what_must_not_be(self) -> None:
        roles, secret = policy.roles(self.usual), HERE.arn("secretsmanager", "secret:rds!cluster-1-a")
        indexer, documents, here = "fdnix-nixpkgs-indexer", "arn:aws:s3:::embed-documents", HERE.suffix
        receipts, lines = "arn:aws:s3:::receipts-production", HERE.arn("sqs", "receipts-production-lines-queue")
        worker = "upload-images-production-embed-from-ndjson"
        owner = {"aws:ResourceTag/aws:rds:primaryDBClusterArn": HERE.arn("rds", "cluster:other")}
        elsewhere = {"ecs:cluster": HERE.arn("ecs", "cluster/other")}
        function = {"iam:PassedToService": "lambda.amazonaws.com"}
        for name, action, resource, context in [
            (f"{indexer}-task", "s3:PutObject", f"arn:aws:s3:::fdnix-artifacts{here}/other", {}),
            (f"{indexer}-task", "lambda:UpdateFunctionCode", HERE.arn("lambda", "function:fdnix-search-api"), {}),
            (f"{indexer}-task", "bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/x", {}),
            ("fdnix-daily-pipeline", "ecs:RunTask", HERE.arn("ecs", "task-definition/other:1"), {}),
            # The right task in another cluster, the right role for another service.
            ("fdnix-daily-pipeline", "ecs:RunTask", HERE.arn("ecs", f"task-definition/{indexer}:1"), elsewhere),
            ("fdnix-daily-pipeline", "iam:PassRole", f"arn:aws:iam::000000000000:role/{indexer}-task", function),
            ("embed-documents-task", "s3:PutObject", f"{documents}-input{here}/a", {}),
            ("embed-documents-task", "dynamodb:DeleteItem", HERE.arn("dynamodb", "table/embed-documents-cache"), {}),
            # The password of the one who may change tables, and that of another database.
            ("embed-documents-task", "secretsmanager:GetSecretValue", secret, {}),
            ("embed-documents-migrate", "secretsmanager:GetSecretValue", secret, owner),
            ("embed-documents-search", "dynamodb:GetItem", HERE.arn("dynamodb", "table/embed-documents-cache"), {}),
            ("receipts-production-compactor", "sqs:SendMessage", lines, {}),
            (worker, "s3:PutObject", f"{receipts}-chromadb{here}/lines/snapshot/x", {}),
            ("receipts-production-sweeper", "s3:DeleteObject", f"{receipts}-artifacts{here}/receipts/1", {}),
        ]:
            request = Request(action, resource, context)
            with self.subTest(f"{name}: {request}"):
                self.assertFalse(roles[name].may(request))

    def test_wide_resources_are_those_that_have_no_name(self) -> None:
        for _, roles in self.both():
            for role in roles.values():
                for statement in role.statements:
                    self.assertFalse([action for action in statement.actions if "*" in action], role.name)
                    if "*" in statement.resources:
                        self.assertLessEqual(set(statement.actions), NAMELESS, role.name)

    def test_each_role_is_taken_on_by_one_service_of_this_account(self) -> None:
        for variant, roles in self.both():
            for role in roles.values():
                statement, = role.trust["Statement"]
                self.assertEqual((statement["Action"], set(statement["Principal"])), ("sts:AssumeRole", {"Service"}))
                if statement["Principal"]["Service"] not in ("lambda.amazonaws.com", "apigateway.amazonaws.com"):
                    account = statement["Condition"]["StringEquals"]["aws:SourceAccount"]
                    self.assertEqual(account, "000000000000", f"{variant}: {role.name}")
        batch = policy.roles(self.other)["fdnix-bedrock-batch"].trust["Statement"][0]
        self.assertEqual(batch["Condition"]["ArnLike"]["aws:SourceArn"], THERE.arn("bedrock", "model-invocation-job/*"))

    def test_only_ids_of_networks_are_not_known_yet(self) -> None:
        for plan in self.usual, self.other:
            for address in policy.unread(plan):
                self.assertTrue(address.endswith(".aws_iam_role_policy.network[0]"), address)

    def test_every_operation_of_the_clients_is_accounted_for(self) -> None:
        """An operation that is new in the sources is seen here before it is missed in AWS."""
        known = {request.action for variant in ("usual", "other")
                 for requests in wanted(variant).values() for request in requests} | UNUSED
        for service, operation in operations():
            name = permissions.NAMES.get(service, {}).get(operation, operation)
            self.assertTrue(f"{service}:{name}" in known or f"{service}:{operation}" in known,
                            f"no role is said to need {service}:{operation}")


SERVICES = {"S3": "s3", "SQS": "sqs", "DynamoDB": "dynamodb", "Lambda": "lambda", "Bedrock": "bedrock",
            "SageMaker": "sagemaker", "SecretsManager": "secretsmanager", "Textract": "textract",
            "Transcribe": "transcribe"}
VERBS = ("Get|Put|Delete|List|Head|Copy|Create|Complete|Abort|Upload|Start|Stop|Invoke|Converse|Query|Scan|Batch|"
         "Transact|Update|Publish|Send|Receive|Change|Describe")


def operations() -> set[tuple[str, str]]:
    """The operations that the clients of AWS call, as their sources name them."""
    found = set()
    for path in sorted((planning.ROOT / "Sources/Cloud/AWSServices").glob("*/**/*.swift")):
        service = SERVICES[path.relative_to(planning.ROOT / "Sources/Cloud/AWSServices").parts[0]]
        text = path.read_text()
        calls = r"(?:call|callStreams|page|request|document|operation:|AWSRequest|answer|change|\.request)"
        for name in re.findall(rf'{calls}\s*\((?:[^"()]*?)"((?:{VERBS})\w*)"', text):
            found.add((service, name))
        for name in re.findall(rf'^\s*"((?:{VERBS})[A-Z]\w+)", *(?:\[|\.|path)', text, re.M):
            found.add((service, name))
    return found
