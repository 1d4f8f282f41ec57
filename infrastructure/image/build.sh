#!/usr/bin/env bash
# Makes a container image of each function, with an AOT cache that it was trained for: mvn -q -Pimage runs it.
#   build.sh <class path of the local runtime> <base image> <name> [<function>...]
# The training: the image without a cache answers real events in a container, which finds a local runtime's tables; they are
# such as change nothing. README.md beside this file says more.
set -euo pipefail
cd "$(dirname "$0")/../.."
. infrastructure/image/common.sh
[ $# -ge 3 ] || stop "which class path, base image and name?"
mkdir -p $work && echo "$1" > $work/classpath # for measure.sh
classpath=$1 base=$2 name=$3
shift 3

docker image inspect "$base" > /dev/null 2>&1 || docker pull -q "$base" || stop "there is no base image $base, and it cannot be pulled"
runtime "$classpath"
emulator "$base"

while read -r function jar handler memory; do
  [ $# = 0 ] || [[ " $* " == *" $function "* ]] || continue
  image "$base" "$name" "$function" "$jar" "$handler" "$memory" < /dev/null
done < $work/functions.list
