#!/usr/bin/env bash
# How long the first response takes in a new container, from the request on, behind AWS's emulator of the runtime interface:
# GET /v1/wallet as a zip and as an image with its cache, ours beside plain Java (infrastructure/bench/floor) that makes the
# same call. The containers take turns, with one processor each; what is printed are medians.
#   measure.sh <base image> <runs>       after mvn -q -Pimage, and mvn -q package in infrastructure/bench/floor
set -euo pipefail
cd "$(dirname "$0")/../.."
. infrastructure/image/common.sh
[ $# = 2 ] || stop "which base image, and how many runs?"
base=$1 runs=$2
floor=infrastructure/bench/floor/target/bench-floor.jar
[ -f $work/classpath ] && docker image inspect giftledger:account > /dev/null 2>&1 || stop "mvn -q -Pimage first"
[ -f $floor ] || stop "there is no $floor: mvn -q package in infrastructure/bench/floor"
runtime "$(cat $work/classpath)"
emulator "$base"
read -r _ jar handler memory <<< "$(grep ^AccountFunction $work/functions.list)"
wallet=$work/reads/AccountFunction.wallet.json

# The wallet that is read has an entry.
token=$(curl -sS --noproxy '*' "http://$address/issuer/token?sub=alice")
curl -sS --noproxy '*' -o /dev/null "http://$address/v1/recharges" -H "Authorization: Bearer $token" -H "Idempotency-Key: 1" \
  -H "Content-Type: application/json" -d '{"package":"coins-1000","region":"US","channel":"web","payment_method":"sandbox_card"}'
sleep 5

plain=io.giftledger.bench.floor.Account
{ cat $work/functions/AccountFunction.env; echo "AWS_ENDPOINT_URL_DYNAMODB=http://$address"; } > $work/functions/PlainFunction.env
cp $wallet $work/reads/PlainFunction.wallet.json
image "$base" giftledger PlainFunction $floor $plain "$memory" > /dev/null

for function in Account Plain; do
  rm -rf $work/$function.zip && mkdir -p $work/$function.zip
done
unpack() { (cd "$2" && "$(dirname "$java")/jar" -xf "$1"); }
unpack "$jar" $work/Account.zip
unpack "$PWD/$floor" $work/Plain.zip

# The processor time that a container has had, in ns.
processor() { docker exec "$1" sh -c 'cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2> /dev/null || sed -n "s/^usage_usec \(.*\)/\1000/p" /sys/fs/cgroup/cpu.stat'; }

# First response, its processor time, and second response, in ms.
run() { # <image> <function> <handler> <command> <options>...
  local image=$1 function=$2 handler=$3 command=$4 id port before first used second
  shift 4
  id=$(container "$image" "$function" "$memory" "$handler" "$command" --cpus 1 "$@")
  port=$(port "$id")
  sleep 2
  before=$(processor "$id")
  first=$(curl -sS --noproxy '*' -o $work/answer.json -w '%{time_total}' "http://127.0.0.1:$port/2015-03-31/functions/function/invocations" -d @$wallet)
  grep -q '"statusCode": *200' $work/answer.json || stop "$function answers $(cat $work/answer.json)"
  used=$(processor "$id")
  second=$(curl -sS --noproxy '*' -o /dev/null -w '%{time_total}' "http://127.0.0.1:$port/2015-03-31/functions/function/invocations" -d @$wallet)
  docker rm -f "$id" > /dev/null
  awk "BEGIN { print int($first * 1000), int(($used - $before) / 1000000), int($second * 1000) }"
}

rm -f $work/*.samples
for _ in $(seq "$runs"); do
  run "$base" PlainFunction $plain /var/runtime/bootstrap -v "$PWD/$work/Plain.zip:/var/task:ro" >> $work/1-plain-zip.samples
  run "$base" AccountFunction "$handler" /var/runtime/bootstrap -v "$PWD/$work/Account.zip:/var/task:ro" >> $work/2-giftledger-zip.samples
  run giftledger:plain PlainFunction $plain /opt/giftledger/run >> $work/3-plain-image.samples
  run giftledger:account AccountFunction "$handler" /opt/giftledger/run >> $work/4-giftledger-image.samples
done
for samples in $work/*.samples; do
  for column in 1 2 3; do sort -n -k $column $samples | awk -v c=$column '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; done |
    paste -sd ' ' | sed "s|^|$(basename $samples .samples): first response, its processor time, second response, ms: |"
done
