#!/usr/bin/env bash
# Has the SAM CLI run the template's functions in Docker, on the tables and queues of the local runtime, which runs beside
# it (mvn -q -Psam, in another terminal). README.md beside this file says more.
#   sam.sh validate                       the template, with cfn-lint
#   sam.sh invoke <function> <event>      one function, once: sam.sh invoke AccountFunction wallet
#   sam.sh start-lambda                   all functions behind Lambda's API, on port 3001
#   sam.sh start-api                      their routes, on port 3002
#   sam.sh story                          coins, a gift and what it earned, all by start-lambda
# What stands behind that is passed on to the SAM CLI.
set -euo pipefail
cd "$(dirname "$0")/../.."
stop() { echo "sam.sh: $1" >&2; exit 1; }

export SAM_CLI_TELEMETRY=0
command -v sam > /dev/null || stop "there is no SAM CLI (python3 -m venv <folder> && <folder>/bin/pip install aws-sam-cli==1.170.0; put its bin on the PATH)"
command=${1:-}
[ $# = 0 ] || shift
if [ "$command" = validate ]; then exec sam validate --lint --template-file template.yaml --region us-east-1 "$@"; fi

docker info > /dev/null 2>&1 || stop "Docker does not answer"
case "$(uname -m)" in x86_64) architecture=x86_64 ;; aarch64 | arm64) architecture=arm64 ;; *) stop "no Lambda runs on $(uname -m)" ;; esac
[ -f .sam/env.json ] || stop "there is no .sam/env.json: mvn -q -Psam writes it"
mapfile -t parameters < .sam/parameters
set -a
. .sam/aws.env
set +a
endpoint=$(sed -n 's/^EndpointUrl=//p' .sam/parameters)
curl -sS --noproxy '*' -o /dev/null "$endpoint/openapi.yaml" || stop "the local runtime does not answer at $endpoint: mvn -q -Psam starts it"

options=(--template template.yaml --env-vars .sam/env.json --parameter-overrides "${parameters[@]}" "Architecture=$architecture")
# An image that is there is taken as it is: base-image.sh's, for example.
if docker image inspect "public.ecr.aws/lambda/java:25-$architecture" > /dev/null 2>&1; then options+=(--skip-pull-image); fi
lambda=(sam local start-lambda --port 3001 --warm-containers LAZY "${options[@]}")

told() { # <function> <event>: what start-lambda answers
  echo "$1 $2"
  curl -sS --noproxy '*' --max-time 120 "http://127.0.0.1:3001/2015-03-31/functions/$1/invocations" -d "@.sam/events/$1.$2.json"
  echo
}

story() {
  set -m # or a process in the background would not hear of an interrupt, on which it removes its containers
  "${lambda[@]}" "$@" > .sam/start-lambda.log 2>&1 &
  process=$!
  trap 'kill -INT $process 2> /dev/null; wait $process || true' EXIT
  for _ in $(seq 60); do
    curl -s --noproxy '*' -o /dev/null http://127.0.0.1:3001/ && break
    kill -0 $process 2> /dev/null || stop "sam local start-lambda ends, see .sam/start-lambda.log"
    sleep 1
  done
  told AccountFunction catalogue | cut -c 1-300
  told RechargeFunction recharge
  sleep 3 # the sandbox's webhook comes by a queue
  told AccountFunction wallet | cut -c 1-300
  told SendGiftFunction gift
  echo "the same once more:" && told SendGiftFunction gift
  sleep 5 # stream, queue, conversion
  told AccountFunction earnings
}

case "$command" in
  invoke)
    [ $# -ge 2 ] || stop "which function, and which event? $(cd .sam/events && ls | sed 's/[.]json$//; s/[.]/ /' | paste -sd ,)"
    function=$1 event=.sam/events/$1.$2.json
    shift 2
    [ -f "$event" ] || stop "there is no $event"
    exec sam local invoke "$function" --event "$event" "${options[@]}" "$@" ;;
  start-lambda) exec "${lambda[@]}" "$@" ;;
  start-api) exec sam local start-api --port 3002 --warm-containers LAZY "${options[@]}" "$@" ;;
  story) story "$@" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
