#!/bin/sh
# Has Schemathesis make requests from openapi.yaml and send them to a local runtime that is running: valid ones, and such
# as are not. No answer may be a 5xx, or one that the document does not have. Needs Python 3.10 or later.
#
#   mvn -q -Plocal -Dlocal.arguments="--port 3000" &
#   infrastructure/end-to-end/fuzz.sh                              # or: fuzz.sh http://localhost:3000 --max-examples 250 --seed 1
#
# With 250 examples of each operation it makes about 14,000 requests in a quarter of an hour. Audit the table afterwards, or have
# FuzzIT do all of it: mvn -Pfuzz verify -pl infrastructure/end-to-end -am -Dfuzz.arguments="--max-examples 250 --seed 1"
set -eu
API=${1:-http://localhost:3000}
[ $# -eq 0 ] || shift
FOLDER=$(dirname "$0")/target/schemathesis
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)

if ! python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "skipped: there is no Python 3.10 with venv here" >&2
  exit 0
fi
[ -x "$FOLDER/bin/schemathesis" ] || { python3 -m venv "$FOLDER" && "$FOLDER/bin/pip" install -q 'schemathesis>=4,<5'; }

# One user who may do everything: a viewer, a creator, and whoever runs the platform.
TOKEN=$(curl -sf "$API/issuer/token?sub=luna&scope=giftledger/operator%20giftledger/finance%20giftledger/platform")

# What it keeps of a run is not the checkout's.
cd "$FOLDER"
exec bin/schemathesis run "$API/openapi.yaml" --url "$API" --header "Authorization: Bearer $TOKEN" \
  --phases examples,coverage,fuzzing --continue-on-failure --warnings off \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
  "$@"
