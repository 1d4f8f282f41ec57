# What build.sh and measure.sh have in common.
stop() { echo "$(basename "$0"): $1" >&2; exit 1; }
work=target/image
address=${IMAGE_ADDRESS:-172.17.0.1:4567}

docker info > /dev/null 2>&1 || stop "Docker does not answer"
java=${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2> /dev/null | head -1)}/bin/java
[ -x "$java" ] || stop "there is no JDK 25: say where with JAVA_25_HOME"

# Starts the local runtime, in memory, until the script ends; containers find it at the address.
runtime() { # <class path>
  rm -rf $work/env.json
  mkdir -p $work
  "$java" -Xmx768m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$1" \
    io.giftledger.local.Local --port 0 --aws "$address" --sam $work > $work/runtime.log 2>&1 &
  runtime=$!
  trap 'kill $runtime 2> /dev/null || true' EXIT
  for _ in $(seq 120); do
    grep -q "Giftledger serves" $work/runtime.log && return
    kill -0 $runtime 2> /dev/null || stop "the local runtime does not start, see $work/runtime.log"
    sleep 1
  done
  stop "the local runtime takes too long, see $work/runtime.log"
}

# AWS's emulator of Lambda's runtime interface: the base image's, or the SAM CLI's.
emulator() { # <image>
  emulator=$work/aws-lambda-rie
  [ -x $emulator ] && return
  local container
  container=$(docker create "$1" none)
  docker cp "$container:/usr/local/bin/aws-lambda-rie" $emulator > /dev/null 2>&1 || {
    local sam
    sam=$(command -v sam) || stop "the base image has no aws-lambda-rie; the SAM CLI has, but is not on the PATH"
    local name=aws-lambda-rie-x86_64
    [ "$(uname -m)" = x86_64 ] || name=aws-lambda-rie-arm64
    cp "$(dirname "$(readlink -f "$sam")")"/../lib/python*/site-packages/samcli/local/rapid/$name $emulator
  }
  docker rm "$container" > /dev/null
  chmod 755 $emulator
}

# Starts a container of an image behind the emulator; it begins with the function at the first event.
container() { # <image> <function> <memory> <handler> <command> <docker's options>...
  local image=$1 function=$2 memory=$3 handler=$4 command=$5
  shift 5
  docker run --rm -d --entrypoint /aws-lambda-rie -v "$PWD/$emulator:/aws-lambda-rie:ro" -p 127.0.0.1::8080 \
    --env-file $work/functions/"$function".env --env-file $work/aws.env -e AWS_LAMBDA_FUNCTION_MEMORY_SIZE="$memory" \
    -e _HANDLER="$handler" -m "${memory}m" "$@" "$image" "$command" "$handler"
}

port() { docker port "$1" 8080/tcp | sed -n '1s/.*://p'; }

invoke() { # <port> <event's file>
  curl -sS --noproxy '*' --max-time 120 "http://127.0.0.1:$1/2015-03-31/functions/function/invocations" -d "@$2"
}

# Makes the image of a function: without a cache, then trained with events that change nothing, then with its cache.
image() { # <base image> <name> <function> <jar> <handler> <memory>
  local context=$work/$3 tag untrained
  tag=$2:$(echo "$3" | sed 's/Function$//; s/\([a-z]\)\([A-Z]\)/\1-\2/g' | tr '[:upper:]' '[:lower:]')
  rm -rf "$context"
  mkdir -p "$context"
  cp infrastructure/image/run "$context/"
  cp -p "$4" "$context/function.jar"
  untrained=$(built "$1" "$context" --target untrained)
  train "$untrained" "$3" "$6" "$5" "$context/function.aot"
  built "$1" "$context" --build-arg HANDLER="$5" -t "$tag" > /dev/null
  echo "$tag: $(du -h "$4" | cut -f1) jar, $(du -h "$context/function.aot" | cut -f1) cache"
}

built() { # <base image> <folder> <options>...
  local base=$1 context=$2
  shift 2
  docker build -q -f infrastructure/image/Dockerfile --build-arg BASE="$base" "$@" "$context"
}

train() { # <image> <function> <memory> <handler> <where the cache goes>
  local id port event
  id=$(container "$1" "$2" "$3" "$4" /opt/giftledger/run -e AOT_TRAINING=/tmp/function.aot)
  port=$(port "$id")
  # Twice, for what a warm invocation does.
  for event in $work/reads/"$2".*.json $work/reads/"$2".*.json; do
    for _ in $(seq 20); do invoke "$port" "$event" > $work/answer.json 2> /dev/null && break || sleep 0.5; done
    grep -q errorMessage $work/answer.json && { docker logs "$id" >&2; docker rm -f "$id" > /dev/null; stop "$2 fails: $(cat $work/answer.json)"; }
  done
  # A JVM that is asked to end writes its cache, with another JVM; one that is killed does not.
  docker exec "$id" sh -c 'for p in /proc/[0-9]*; do [ "$(cat $p/comm 2> /dev/null)" = java ] && kill -TERM ${p#/proc/}; done; true'
  for _ in $(seq 120); do
    docker exec "$id" sh -c 'test -f /tmp/function.aot && ! grep -lx java /proc/[0-9]*/comm' > /dev/null 2>&1 && break
    sleep 1
  done
  docker cp "$id:/tmp/function.aot" "$5" > /dev/null || stop "$2 leaves no cache"
  docker rm -f "$id" > /dev/null
}
