"""A stand-in for the HTTP API, which LocalStack's free edition lacks.

gateway.py <stack> <address> <port> <template.yaml>

Each request becomes the event of payload format 2.0 that API Gateway would hand to the function of its route. There is
no issuer, and nothing is checked: who calls, and with which scopes, is said by "Authorization: Bearer <sub> [<scope>...]".
"""

import http.server
import json
import re
import sys
import time
import urllib.parse
import uuid

import boto3
import yaml


class Loader(yaml.SafeLoader):
    """Reads a template, and no intrinsic of it."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def routes(template):
    """(method, path, its pattern, function, whether it needs nobody), fixed paths before variables."""
    found = []
    with open(template, encoding="utf-8") as file:
        resources = yaml.load(file, Loader)["Resources"]
    for name, resource in resources.items():
        for event in (resource.get("Properties") or {}).get("Events", {}).values():
            if event["Type"] == "HttpApi":
                said = event["Properties"]
                pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", said["Path"]) + "$")
                is_open = (said.get("Auth") or {}).get("Authorizer") == "NONE"
                found.append((said["Method"], said["Path"], pattern, name, is_open))
    return sorted(found, key=lambda route: "{" in route[1])


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    routes = []
    functions = {}
    client = None

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        for method, path, pattern, function, is_open in self.routes:
            variables = pattern.match(url.path)
            if method == self.command and variables:
                break
        else:
            return self.reply(404, '{"message":"Not Found"}', {})
        key = f"{method} {path}"
        context = {
            "accountId": "000000000000", "apiId": "local", "requestId": str(uuid.uuid4()), "routeKey": key, "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
            "http": {"method": method, "path": url.path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""},
        }
        if not is_open:
            sub, *scopes = self.headers.get("authorization", "").removeprefix("Bearer ").split()
            context["authorizer"] = {"jwt": {"claims": {"sub": sub, "scope": " ".join(scopes)}, "scopes": scopes or None}}
        event = {
            "version": "2.0", "routeKey": key, "rawPath": url.path, "rawQueryString": url.query,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "requestContext": context, "isBase64Encoded": False,
        }
        if url.query:
            event["queryStringParameters"] = dict(urllib.parse.parse_qsl(url.query))
        if variables.groupdict():
            event["pathParameters"] = {name: urllib.parse.unquote(value) for name, value in variables.groupdict().items()}
        if body:
            event["body"] = body
        result = self.client.invoke(FunctionName=self.functions[function], Payload=json.dumps(event))
        said = json.loads(result["Payload"].read())
        if "FunctionError" in result:
            return self.reply(500, json.dumps(said), {})
        return self.reply(said["statusCode"], said.get("body", ""), said.get("headers", {}))

    def reply(self, status, body, headers):
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *arguments):
        """Says nothing."""


def main():
    stack, address, port, template = sys.argv[1:]
    resources = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    Gateway.functions = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
    Gateway.routes = routes(template)
    Gateway.client = boto3.client("lambda")
    http.server.ThreadingHTTPServer((address, int(port)), Gateway).serve_forever()


main()
