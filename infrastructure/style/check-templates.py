#!/usr/bin/env python3
"""Checks template.yaml and infrastructure/*.yaml as a deployment would, without an account.

    infrastructure/style/check-templates.sh    # installs cfn-lint, aws-sam-translator and checkov below target/ and runs this

1. cfn-lint, on every template; and checkov, but for what checkov.yaml leaves out, each with its reason.
2. The SAM transform (the code that CloudFormation runs for AWS::Serverless), with the sandbox and without it. Local files
   are named as `sam deploy` names them after uploading: an s3 address for a jar, an https one for a nested template.
3. What both let through: a billing mode that does not exist, a token check with a typo, a batching window where there is
   none, a visibility timeout too short for its function, a permission that reaches too far.

Exit status 0 when nothing is wrong.
"""

import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

try:
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
except ImportError:
    sys.exit("pip install cfn-lint aws-sam-translator")

ROOT = Path(__file__).resolve().parents[2]
NESTED = [path for path in sorted((ROOT / "infrastructure").glob("*.yaml")) if path.name not in {"openapi.yaml", "asyncapi.yaml", "permissions.yaml"}]
PARTITIONS = {"WALLET#*", "EARNINGS#*", "PAYMENTS#*", "BOOKED#*", "CHALLENGE#*", "PAIDOUT#*", "CREATOR#*", "PAYOUT_METHODS#*", "VIEWER#*", "POLICY", "PROVIDER_EVENTS", "ACTIONS#*", "PROPOSALS"}
OPERATORS_ROUTES = "/v1/admin/"
OPERATORS_SCOPES = {"giftledger/operator", "giftledger/finance", "giftledger/platform"}
TOKEN_FREE_ROUTES = {("post", "/v1/webhooks/{provider}"), ("post", "/v1/payout-webhooks/{provider}")}

faults: list[str] = []


def expect(holds: bool, fault: str) -> None:
    if not holds:
        faults.append(fault)


def read(path: Path) -> dict:
    return yaml_parse(path.read_text())


def of_type(template: dict, resource_type: str) -> dict[str, dict]:
    resources = template["Resources"].items()
    return {name: resource["Properties"] for name, resource in resources if resource["Type"] == resource_type}


def lint() -> None:
    files = [ROOT / "template.yaml", *NESTED]
    done = subprocess.run(["cfn-lint", "--", *map(str, files)], cwd=ROOT, check=False)
    expect(done.returncode == 0, "cfn-lint")
    print(f"cfn-lint: {len(files)} templates")


def checkov() -> None:
    if shutil.which("checkov") is None:
        print("checkov: not installed, skipped")
        return
    files = [option for path in ["template.yaml", *map(str, NESTED)] for option in ("--file", path)]
    config = ["--config-file", "infrastructure/style/checkov.yaml"]
    done = subprocess.run(["checkov", *config, *files], cwd=ROOT, check=False)
    expect(done.returncode == 0, "checkov")
    print("checkov: done")


class NoManagedPolicies:
    """Stands in for IAM's list of managed policies: no function may ask for one by name."""

    def load(self) -> dict[str, str]:
        return {}


def transformed(sandbox: str, gradual: str = "false") -> dict:
    template = read(ROOT / "template.yaml")
    for properties in of_type(template, "AWS::Serverless::Function").values():
        properties["CodeUri"] = "s3://bucket/" + properties["CodeUri"]
    for name, properties in of_type(template, "AWS::CloudFormation::Stack").items():
        expect((ROOT / properties["TemplateURL"]).is_file(), f"{name}: no file {properties['TemplateURL']}")
        properties["TemplateURL"] = "https://s3.amazonaws.com/bucket/" + properties["TemplateURL"]
    values = {name: parameter.get("Default", name) for name, parameter in template["Parameters"].items()}
    values["WithSandbox"] = sandbox
    values["GradualDeployment"] = gradual
    values["CorsOrigins"] = values["CorsOrigins"].split(",")  # CloudFormation hands the transform a list
    try:
        result = transform(template, values, NoManagedPolicies())
    except InvalidDocumentException as refusal:
        sys.exit("\n".join([f"SAM transform: {refusal.message}", *(cause.message for cause in refusal.causes)]))
    print(f"SAM transform, WithSandbox={sandbox}, GradualDeployment={gradual}: {len(result['Resources'])} resources")
    return result


def check_routes(api: dict, result: dict) -> None:
    body = of_type(result, "AWS::ApiGatewayV2::Api")["Api"]["Body"]
    routes = {(method, path): route for path, methods in body["paths"].items() for method, route in methods.items()}
    for route, operation in routes.items():
        required = [] if route in TOKEN_FREE_ROUTES else [{"Jwt": []}]
        wanted = [entry for entry in operation.get("security", []) if entry != {"NONE": []}]
        if route[1].startswith(OPERATORS_ROUTES) and len(wanted) == 1:
            scopes = wanted[0].get("Jwt", [])
            expect(scopes != [] and set(scopes) <= OPERATORS_SCOPES, f"{route}: scopes are {scopes}")
            required = [{"Jwt": scopes}]
        expect(wanted == required, f"{route}: security is {operation.get('security')}")
    scheme = body["components"]["securitySchemes"]["Jwt"]["x-amazon-apigateway-authorizer"]
    wanted_scheme = {
        "type": "jwt",
        "identitySource": "$request.header.Authorization",
        "jwtConfiguration": api["Auth"]["Authorizers"]["Jwt"]["JwtConfiguration"],
    }
    expect(scheme == wanted_scheme, f"Jwt: {scheme}")
    expect(isinstance(body["x-amazon-apigateway-cors"]["allowOrigins"], list), "CORS: origins must be a list")
    print(f"routes: {len(routes)}, of which {len(TOKEN_FREE_ROUTES)} without a token")


def check_versions(result: dict) -> None:
    """What is called is the alias, CodeDeploy moves it, and nothing waits for itself."""
    functions = of_type(result, "AWS::Lambda::Function")
    aliases = of_type(result, "AWS::Lambda::Alias")
    expect(len(aliases) == len(functions), f"{len(aliases)} aliases for {len(functions)} functions")
    groups = of_type(result, "AWS::CodeDeploy::DeploymentGroup")
    expect(len(groups) == len(functions), f"{len(groups)} deployment groups for {len(functions)} functions")
    called = str(of_type(result, "AWS::ApiGatewayV2::Api")["Api"]["Body"])
    for mapping in of_type(result, "AWS::Lambda::EventSourceMapping").values():
        called += str(mapping["FunctionName"])
    for name in functions:
        expect(f"{name}Aliaslive" in called, f"{name}: nothing calls its alias")
    expect_no_circle(result["Resources"])
    print(f"versions: {len(aliases)} aliases")


def named(value: object, resources: dict) -> set[str]:
    """The resources that a value names."""
    if isinstance(value, dict):
        found = set().union(*(named(item, resources) for item in value.values()))
        if "Ref" in value:
            found.add(value["Ref"])
        if "Fn::GetAtt" in value:
            attribute = value["Fn::GetAtt"]
            found.add(attribute[0] if isinstance(attribute, list) else attribute.split(".")[0])
        if "Fn::Sub" in value:
            text = value["Fn::Sub"] if isinstance(value["Fn::Sub"], str) else value["Fn::Sub"][0]
            found |= {name.split(".")[0] for name in re.findall(r"\$\{([A-Za-z0-9.]+)\}", text)}
        return found & resources.keys()
    if isinstance(value, list):
        return set().union(*(named(item, resources) for item in value))
    return set()


def expect_no_circle(resources: dict) -> None:
    needs = {name: named(resource, resources) - {name} for name, resource in resources.items()}
    while ready := [name for name, needed in needs.items() if not needed & needs.keys()]:
        for name in ready:
            del needs[name]
    expect(not needs, f"these wait for each other: {sorted(needs)}")


def check_functions(template: dict, nested: dict[str, dict]) -> None:
    functions = of_type(template, "AWS::Serverless::Function")
    for name, function in functions.items():
        expect(template["Resources"][name].get("Metadata") == {"SkipBuild": True}, f"{name}: sam build must skip it")
        expect("Role" in function and "Policies" not in function, f"{name}: needs a role of its own")
        expect(function.get("AutoPublishCodeSha256") == {"Ref": "Release"}, f"{name}: publishes no version")
        types = {event["Type"] for event in function["Events"].values()}
        snapshot = {"ApplyOn": {"Ref": "SnapStart"}} if "HttpApi" in types or name == "ConvertFunction" else None
        expect(function.get("SnapStart") == snapshot, f"{name}: SnapStart is {function.get('SnapStart')}")
        log = function["LoggingConfig"]["LogGroup"]["Ref"]
        expect("RetentionInDays" in template["Resources"][log]["Properties"], f"{log}: kept for ever")
        for event in function["Events"].values():
            if event["Type"] == "SQS":
                check_queue_event(name, function, event["Properties"], nested)
            # What the screen cannot show, the rooms' snapshots do: it keeps nothing.
            if event["Type"] == "DynamoDB" and name != "ScreenFunction":
                expect("OnFailure" in event["Properties"].get("DestinationConfig", {}), f"{name}: drops records")
            if event["Type"] != "HttpApi":
                reports = event["Properties"].get("FunctionResponseTypes")
                expect(reports == ["ReportBatchItemFailures"], f"{name}: a failed record fails its batch")
    print(f"functions: {len(functions)}")


def check_queue_event(name: str, function: dict, event: dict, nested: dict[str, dict]) -> None:
    stack, output = event["Queue"]["Fn::GetAtt"]
    queues, output = nested[stack], output.removeprefix("Outputs.")
    queue = queues["Resources"][queues["Outputs"][output]["Value"]["Fn::GetAtt"][0]]["Properties"]
    window = event.get("MaximumBatchingWindowInSeconds", 0)
    if queue.get("FifoQueue"):
        expect(window == 0 and event["BatchSize"] <= 10, f"{name}: a FIFO queue has no window and at most 10 a batch")
    else:
        expect(event["BatchSize"] <= 10 or window > 0, f"{name}: more than 10 a batch need a window")
    expect(queue["VisibilityTimeout"] >= 6 * function["Timeout"] + window, f"{name}: visibility timeout too short")
    # What the function sets aside goes where the queue's own dead letters go, after as many deliveries.
    variables = function["Environment"]["Variables"]
    dead = variables.get("DEAD_LETTER_QUEUE_URL", {}).get("Fn::GetAtt", ["", ""])[1].removeprefix("Outputs.")
    dead_letters = queues["Outputs"].get(dead, {}).get("Value", {}).get("Ref")
    target = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    expect(dead_letters == target, f"{name}: DEAD_LETTER_QUEUE_URL is not that of {target}")
    receives = {"Fn::GetAtt": ["Queues", "Outputs.MaxReceiveCount"]}
    expect(variables.get("MAX_RECEIVE_COUNT") == receives, f"{name}: MAX_RECEIVE_COUNT is not the queue's")
    expect(queue["RedrivePolicy"]["maxReceiveCount"] == {"Ref": "MaxReceiveCount"}, f"{name}: maxReceiveCount")


def check_queues(queues: dict) -> None:
    for name, queue in of_type(queues, "AWS::SQS::Queue").items():
        fifo = queue.get("FifoQueue", False)
        expect(queue["QueueName"]["Fn::Sub"].endswith(".fifo") == fifo, f"{name}: the name of a FIFO queue ends in .fifo")
        by_sqs = {"Fn::If": ["OwnKey", {"Ref": "AWS::NoValue"}, True]}
        by_key = {"Fn::If": ["OwnKey", {"Ref": "KeyArn"}, {"Ref": "AWS::NoValue"}]}
        expect(queue.get("SqsManagedSseEnabled") == by_sqs and queue.get("KmsMasterKeyId") == by_key, f"{name}: not encrypted")
        if "RedrivePolicy" in queue:
            dead = queues["Resources"][queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]["Properties"]
            expect(dead.get("FifoQueue", False) == fifo, f"{name}: its dead-letter queue is of the other kind")
            longer = dead["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"]
            expect(longer, f"{name}: its dead-letter queue forgets sooner")


def check_table(template: dict) -> None:
    resource = template["Resources"]["Ledger"]
    table = resource["Properties"]
    modes = {"Fn::If": ["Provisioned", "PROVISIONED", "PAY_PER_REQUEST"]}
    expect(table.get("BillingMode") == modes, f"Ledger: BillingMode {table.get('BillingMode')}")
    expect(table.get("DeletionProtectionEnabled") is True, "Ledger: can be deleted")
    expect(resource.get("DeletionPolicy") == "RetainExceptOnCreate", "Ledger: goes with its stack")
    expect(resource.get("UpdateReplacePolicy") == "Retain", "Ledger: goes when replaced")


def check_user_pool(template: dict) -> None:
    resource = template["Resources"]["Pool"]
    expect(resource["Properties"].get("DeletionProtection") == "ACTIVE", "Pool: can be deleted")
    expect(resource.get("DeletionPolicy") == "RetainExceptOnCreate", "Pool: goes with its stack")
    expect(resource.get("UpdateReplacePolicy") == "Retain", "Pool: goes when replaced")


def check_bucket(template: dict) -> None:
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        resource = template["Resources"][name]
        expect(resource.get("DeletionPolicy") == "RetainExceptOnCreate", f"{name}: goes with its stack")
        expect(bucket["VersioningConfiguration"]["Status"] == "Enabled", f"{name}: keeps no versions")
        expect(bucket.get("ObjectLockEnabled") is True, f"{name}: can be emptied")
        expect(all(bucket["PublicAccessBlockConfiguration"].values()), f"{name}: may become public")


def check_roles(template: dict) -> None:
    roles = of_type(template, "AWS::IAM::Role")
    for name, role in roles.items():
        expect("ManagedPolicyArns" not in role, f"{name}: managed policies reach too far")
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                check_statement(name, statement.get("Fn::If", [None, statement])[1])
    if roles:
        print(f"roles: {len(roles)}")


def check_statement(role: str, statement: dict) -> None:
    where = f"{role}, {statement['Sid']}"
    expect(statement["Action"] == ["dynamodb:Scan"] or "dynamodb:Scan" not in statement["Action"], f"{where}: scans")
    for action in statement["Action"]:
        expect("*" not in action and action != "dynamodb:DeleteItem", f"{where}: {action}")
    resource = statement["Resource"]
    if resource == "*":
        expect(where.endswith(", WriteTraces"), f"{where}: reaches everything")
    if "Fn::Sub" in resource and not resource["Fn::Sub"].endswith((".Arn}/*", "Arn}/manifests/*")):
        expect(resource["Fn::Sub"].count("*") == 1 and resource["Fn::Sub"].endswith(":*"), f"{where}: {resource}")
    # A scan reads everything and no condition confines it: the audit's alone.
    if resource == {"Ref": "TableArn"} and where != "Role, ReadWholeTable":
        condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
        keys = condition.get("dynamodb:LeadingKeys", [])
        expect(keys != [] and set(keys) <= PARTITIONS, f"{where}: reaches partitions {keys or 'of every kind'}")


def main() -> None:
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")  # the transform wants one to name a partition
    logging.getLogger("samtranslator").setLevel(logging.ERROR)  # it measures itself and has nowhere to send that
    lint()
    checkov()
    template = read(ROOT / "template.yaml")
    for sandbox in ("true", "false"):
        check_routes(template["Resources"]["Api"]["Properties"], transformed(sandbox))
    check_versions(transformed("true", "true"))
    stacks = of_type(template, "AWS::CloudFormation::Stack").items()
    nested = {name: read(ROOT / properties["TemplateURL"]) for name, properties in stacks}
    check_functions(template, nested)
    for stack in nested.values():
        check_queues(stack)
        check_roles(stack)
    check_table(nested["Table"])
    check_user_pool(nested["Identity"])
    check_bucket(nested["Audits"])
    for fault in faults:
        print(f"wrong: {fault}")
    print("templates: wrong" if faults else "templates: right")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
