#!/usr/bin/env bash
# The template with its functions as images, of one repository, each under its own tag, as build.sh names them: on the
# standard output. SnapStart is for zips alone.
#   template.sh <repository's URI> <suffix of the tags> > template-image.yaml       (beside template.yaml, for its nested files)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# = 2 ] || { echo "which repository, and which suffix?" >&2; exit 2; }
awk -v repository="$1" -v suffix="$2" '
  /^  [A-Za-z0-9]+:$/ { id = $1; sub(/Function:$/, "", id); sub(/:$/, "", id) }
  /^    Runtime: java25$/ { next }
  /^      Handler: / { next }
  /^      SnapStart:$/ { getline; next }
  /^      CodeUri: functions\// {
    tag = ""
    for (i = 1; i <= length(id); i++) {
      letter = substr(id, i, 1)
      tag = tag (letter ~ /[A-Z]/ && i > 1 ? "-" : "") tolower(letter)
    }
    print "      PackageType: Image"
    print "      ImageUri: " repository ":" tag suffix
    next
  }
  { print }' template.yaml
