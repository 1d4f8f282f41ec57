#!/usr/bin/env bash
# LocalStack 4.14.0, the last edition that needs no account, laid out from PyPI for a machine that cannot pull its image; the
# whole stack on it, and a gift through the functions that it deploys. README.md beside this file says more.
#   localstack.sh install       below $LOCALSTACK_HOME (target/localstack), and below /var/lib/localstack, where it looks
#   localstack.sh start         at http://127.0.0.1:4566, until Ctrl-C
#   localstack.sh deploy        the template, by sam deploy
#   localstack.sh gateway       the API's stand-in, at http://127.0.0.1:3003, until Ctrl-C
#   localstack.sh story         a policy, a creator, coins, a gift and what it earned, by the stand-in
set -euo pipefail
cd "$(dirname "$0")/../.."
stop() { echo "localstack.sh: $1" >&2; exit 1; }
home=${LOCALSTACK_HOME:-$PWD/target/localstack}
library=/var/lib/localstack/lib # it ignores what would say another
bridge=172.17.0.1
gateway=$bridge:3003
stack=giftledger
image=localhost:5000/lambda-java:25
export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export SAM_CLI_TELEMETRY=0 no_proxy=127.0.0.1,localhost,$bridge
case "$(uname -m)" in x86_64) architecture=x86_64 ;; aarch64 | arm64) architecture=arm64 ;; *) stop "no Lambda runs on $(uname -m)" ;; esac

java() {
  local home=${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2> /dev/null | head -1)}
  [ -x "$home/bin/java" ] || stop "there is no JDK 25: say where with JAVA_25_HOME"
  echo "$home"
}

# With Python 3.11 most services answer 500.
install() {
  local python version=
  for python in python3.13 python3.12; do version=$($python --version 2> /dev/null) && break; done
  [ -n "$version" ] || stop "there is neither python3.13 nor python3.12 (LocalStack wants one)"
  [ -w /var/lib ] || stop "/var/lib/localstack cannot be written: be root"
  command -v go > /dev/null || stop "there is no go, to build what starts a function in its container"
  $python -m venv "$home"
  "$home/bin/pip" install -q localstack==4.14.0 'localstack-core[runtime]==4.14.0' cbor2==5.7.1 pyopenssl==25.3.0 'cryptography<47' service_identity
  rm -rf ~/.cache/plux # or it finds no components

  # What it would download: DynamoDB Local, with an agent that has nothing to do; a JDK; what starts a function.
  local tables=$library/dynamodb-local/2 work
  work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  mkdir -p $tables/DynamoDBLocal_lib $library/java "$library/lambda-runtime/v0.1.41-pre/$architecture/var/rapid"
  ln -sfn "$(java)" $library/java/21
  cat > "$work/pom.xml" <<POM
<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>none</artifactId><version>1</version>
<dependencies><dependency><groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>3.3.1</version></dependency></dependencies></project>
POM
  mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory=$tables/DynamoDBLocal_lib || stop "Maven cannot get DynamoDB Local"
  {
    echo "Main-Class: software.amazon.dynamodb.services.local.main.ServerRunner"
    echo "Class-Path: "
    (cd $tables && printf '  %s \n' DynamoDBLocal_lib/*.jar)
  } > "$work/tables"
  printf 'public class Agent { public static void premain(String arguments) {} }\n' > "$work/Agent.java"
  echo "Premain-Class: Agent" > "$work/agent"
  "$(java)/bin/javac" --release 17 -d "$work" "$work/Agent.java"
  "$(java)/bin/jar" -cfm $tables/DynamoDBLocal.jar "$work/tables"
  "$(java)/bin/jar" -cfm $tables/ddb-local-loader-0.1.jar "$work/agent" -C "$work" Agent.class
  CGO_ENABLED=0 go build -o "$library/lambda-runtime/v0.1.41-pre/$architecture/var/rapid/init" infrastructure/emulators/lambda-init/main.go
  echo "LocalStack is laid out with $version below $home and $library"
}

# It pulls the image of each runtime, so that a registry has to hold the one that is here.
registry() {
  local base=public.ecr.aws/lambda/java:25-$architecture
  docker image inspect "$base" > /dev/null 2>&1 || docker pull -q "$base" || stop "there is no $base: infrastructure/emulators/base-image.sh makes it"
  command -v docker-registry > /dev/null || stop "there is no docker-registry (Debian: apt-get install docker-registry)"
  cat > "$home/registry.yml" <<REGISTRY
version: 0.1
storage: {filesystem: {rootdirectory: $home/registry}}
http: {addr: 127.0.0.1:5000}
REGISTRY
  docker-registry serve "$home/registry.yml" > "$home/registry.log" 2>&1 &
  registry=$!
  trap 'kill $registry 2> /dev/null || true' EXIT
  sleep 2
  docker tag "$base" $image
  docker push -q $image
}

start() {
  docker info > /dev/null 2>&1 || stop "Docker does not answer"
  [ -x "$home/bin/python" ] || stop "it is not installed: localstack.sh install"
  registry
  # With its files and 256 MB, its defaults, DynamoDB Local answers 500 to many writers at once; streams are made at once.
  env -u AWS_ENDPOINT_URL DYNAMODB_IN_MEMORY=1 DYNAMODB_HEAP_SIZE=1G KINESIS_LATENCY=0 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 LAMBDA_IGNORE_ARCHITECTURE=1 DNS_ADDRESS=0 GATEWAY_LISTEN=0.0.0.0:4566 \
    LAMBDA_RUNTIME_IMAGE_MAPPING="{\"java25\":\"$image\"}" "$home/bin/python" -m localstack.runtime.main
}

answers() {
  curl -sS -o /dev/null $AWS_ENDPOINT_URL/_localstack/health || stop "LocalStack does not answer at $AWS_ENDPOINT_URL: localstack.sh start"
}

# The transform: HTTP APIs and AppSync are not in this edition, so that what calls the API calls its stand-in, and nobody sees
# gifts fly; the bus of events is LocalStack's. An empty parameter is lost on its way into a nested stack, which is why everything is
# on board here, a key of the stack's own too, with secrets that nobody asks for.
deploy() {
  command -v sam > /dev/null || stop "there is no SAM CLI (pip install aws-sam-cli==1.170.0)"
  answers
  local secret=arn:aws:secretsmanager:us-east-1:000000000000:secret:none
  sed "s|!Sub \${Api.ApiEndpoint}|http://$gateway|; s|!Sub https://events.*|http://$bridge:4566/|
    s|!GetAtt Live.Outputs.Namespaces|arn:aws:appsync:us-east-1:000000000000:apis/none/channelNamespace|
    s|EVENTS_URL: !GetAtt Live.Outputs.HttpUrl|EVENTS_URL: http://$gateway/event|" template.yaml > localstack-template.yaml
  trap 'rm -f localstack-template.yaml' EXIT
  sam deploy --template-file localstack-template.yaml --stack-name $stack --resolve-s3 --no-confirm-changeset --no-progressbar \
    --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --parameter-overrides \
    JwtIssuer=https://issuer.example JwtAudience=app PaymentProvider=sandbox PayoutProvider=sandbox WithSandbox=true \
    "StripeApiKeySecretArn=$secret" "StripeWebhookSecretArn=$secret" "StripeConnectWebhookSecretArn=$secret" \
    "PayPalCredentialsSecretArn=$secret" PayPalWebhookId=none PayPalApiUrl=https://api-m.sandbox.paypal.com \
    EventBusArn=arn:aws:events:us-east-1:000000000000:event-bus/default \
    AlarmEmail=nobody@example.com WithOwnKey=true SnapStart=None "Architecture=$architecture" "Release=$(date +%s)"
}

stand_in() { exec "$home/bin/python" infrastructure/emulators/gateway.py $stack "${gateway%:*}" "${gateway#*:}" template.yaml; }

told() { # <user> <method> <path> [<body>]
  echo "$2 $3"
  curl -sS --max-time 120 -X "$2" "http://$gateway$3" -H "Authorization: Bearer $1" -H "Idempotency-Key: $2-$(date +%s)" \
    -H 'Content-Type: application/json' ${4:+-d "$4"} | cut -c 1-400
  echo
}

story() {
  answers
  local table
  table=$("$home/bin/python" -c "import boto3; print(next(o['OutputValue'] for o in boto3.client('cloudformation').describe_stacks(StackName='$stack')['Stacks'][0]['Outputs'] if o['OutputKey'] == 'TableName'))")
  "$(java)/bin/java" -jar infrastructure/operator/target/operator.jar policy publish --table "$table" --by ann --note first \
    functions/lib/economy/src/main/resources/io/giftledger/economy/policy/policy-1.json || true
  told "platform giftledger/platform" PUT /v1/admin/creators/luna '{"followers":12500,"status":"active","country":"US","identity":"verified"}'
  told alice POST /v1/recharges '{"package":"coins-1000","region":"US","channel":"web","payment_method":"sandbox_card"}'
  sleep 30 # a queue, and a container that starts
  told alice GET /v1/wallet
  told alice POST /v1/gifts '{"creator":"luna","gift":"panda","quantity":1,"live_stream":"luna-live-1","coins":5}'
  sleep 45 # stream, queue, conversion
  told luna GET /v1/earnings
}

case "${1:-}" in
  install | start | deploy | story) "$1" ;;
  gateway) stand_in ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
