"""What a role must be able to do: what its program asks of AWS, and what AWS itself does as that role, which no program
and no emulator shows. Each system has its list (needs_packages.py, needs_documents.py, needs_receipts.py)."""

from typing import NamedTuple

from policy import Request


class Needs(NamedTuple):
    #: What the program asks, which recorded requests prove (seen.py).
    asked: list[Request]
    #: What AWS does as the role, by its documentation.
    served: list[Request]

    @property
    def all(self) -> list[Request]:
        return self.asked + self.served

    def and_asked(self, requests: list[Request]) -> "Needs":
        return Needs(self.asked + requests, self.served)


class Place(NamedTuple):
    """Where a plan would put everything."""

    region: str = "us-east-1"
    account: str = "000000000000"
    suffix: str = "-000000000000"
    stack: str = "production"
    name: str = "receipts"

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def log(self, group: str) -> str:
        return self.arn("logs", f"log-group:{group}:log-stream:one")


def many(actions: str, *resources: str, **context: str) -> list[Request]:
    """Each action on each resource: `s3:GetObject PutObject`."""
    service, _, names = actions.partition(":")
    told = {key.replace("__", ":"): value for key, value in context.items()}
    return [Request(f"{service}:{name}", resource, told) for name in names.split() for resource in resources]


def log(place: Place, group: str) -> list[Request]:
    return many("logs:CreateLogStream PutLogEvents", place.log(group))


def function(place: Place, name: str, asked: list[Request], *served: Request) -> Needs:
    """A function's program, whose log Lambda writes."""
    return Needs(asked, [*log(place, f"/aws/lambda/{name}"), *served])


def execution(place: Place, repository: str, *groups: str) -> Needs:
    """What Fargate does to start a container."""
    return Needs([], many("ecr:GetAuthorizationToken", "*")
                 + many("ecr:BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer",
                        place.arn("ecr", f"repository/{repository}"))
                 + [need for group in groups for need in log(place, group)])


def machine(place: Place, cluster: str, families: list[str], roles: list[str], *more: Request) -> Needs:
    """What Step Functions does to run tasks and to wait for them."""
    here = {"ecs:cluster": place.arn("ecs", f"cluster/{cluster}")}
    return Needs([], [
        *(Request("ecs:RunTask", place.arn("ecs", f"task-definition/{family}{end}"), here)
          for family in families for end in ("", ":7")),
        *many("ecs:StopTask DescribeTasks", place.arn("ecs", f"task/{cluster}/0123")),
        *many("events:PutTargets PutRule DescribeRule",
              place.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule")),
        *(Request("iam:PassRole", f"arn:aws:iam::{place.account}:role/{role}",
                  {"iam:PassedToService": "ecs-tasks.amazonaws.com"}) for role in roles),
        *many("sns:Publish", place.arn("sns", "fdnix-alerts")), *more])


def schedule(place: Place, name: str, action: str, target: str) -> Needs:
    return Needs([], [Request(action, target), Request("sqs:SendMessage", place.arn("sqs", f"{name}-dlq"))])


def network(place: Place, ids: dict[str, list[str]], files: tuple[str, str] | None) -> list[Request]:
    """What Lambda does as a function's role to stand in a network; ids are known once it is there."""
    interface = [place.arn("ec2", "network-interface/eni-1")]
    interface += [place.arn("ec2", f"{kind}/{each}") for kind, several in ids.items() for each in several]
    needs = (many("ec2:CreateNetworkInterface DeleteNetworkInterface AssignPrivateIpAddresses "
                  "UnassignPrivateIpAddresses", *interface)
             + many("ec2:DescribeNetworkInterfaces DescribeSubnets", "*"))
    if files:
        needs += many("elasticfilesystem:ClientMount ClientWrite", files[0],
                      elasticfilesystem__AccessPointArn=files[1])
    return needs
