#!/usr/bin/env bash
# A stand-in for AWS's base image of Java 25, for a machine that cannot pull it: Debian, a JDK 25 of this machine and AWS's
# runtime interface client, under AWS's own tag. Where that tag is there already, nothing is done.
#   sudo infrastructure/emulators/base-image.sh        (JAVA_25_HOME says which JDK, if not the one below /usr/lib/jvm)
set -euo pipefail
cd "$(dirname "$0")/../.."
stop() { echo "base-image.sh: $1" >&2; exit 1; }

case "$(uname -m)" in x86_64) architecture=x86_64 ;; aarch64 | arm64) architecture=arm64 ;; *) stop "no Lambda runs on $(uname -m)" ;; esac
tag=public.ecr.aws/lambda/java:25-$architecture
docker info > /dev/null 2>&1 || stop "Docker does not answer (Debian: apt-get install docker.io, then dockerd)"
if docker image inspect $tag > /dev/null 2>&1; then echo "$tag is there"; exit 0; fi
[ "$(id -u)" = 0 ] || stop "debootstrap needs root"
command -v debootstrap > /dev/null || stop "there is no debootstrap (Debian: apt-get install debootstrap)"
java=${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2> /dev/null | head -1)}
[ -x "$java/bin/java" ] || stop "there is no JDK 25: say where with JAVA_25_HOME"

image=$(mktemp -d)
trap 'rm -rf "$image"' EXIT
debootstrap --variant=minbase --include=ca-certificates bookworm "$image" > /dev/null
mkdir -p "$image"/var/{task,lang,runtime/lib} "$image"/opt
cp -rL "$java"/{bin,conf,lib,release} "$image/var/lang/"
rm -rf "$image"/var/lang/lib/src.zip "$image"/var/cache/apt "$image"/var/lib/apt/lists

# The versions are those of the build (pom.xml).
version() { sed -n "s/.*<$1.version>\(.*\)<\/$1.version>.*/\1/p" pom.xml; }
client=aws-lambda-java-runtime-interface-client
for artifact in "$client:$(version $client)" "aws-lambda-java-core:$(version aws-lambda-java-core)" aws-lambda-java-serialization:1.2.0; do
  mvn -B -ntp -q -N dependency:copy -Dartifact="com.amazonaws:$artifact" -DoutputDirectory="$image/var/runtime/lib" ||
    stop "Maven cannot get $artifact"
done

# What Lambda's own bootstrap does: the heap is 85 % of the memory, and the first compiler alone, but with SnapStart.
cat > "$image/var/runtime/bootstrap" <<'BOOTSTRAP'
#!/bin/sh
exec /var/lang/bin/java -XX:MaxHeapSize=$((${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-1024} * 85 / 100))m -XX:+UseSerialGC \
  -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Djava.net.preferIPv4Stack=true \
  -cp "/var/runtime/lib/*:/var/task:/var/task/lib/*:/opt/java/lib/*" \
  com.amazonaws.services.lambda.runtime.api.client.AWSLambda "${_HANDLER:-$1}"
BOOTSTRAP
chmod 755 "$image/var/runtime/bootstrap"

tar -C "$image" -c . | docker import \
  -c 'ENV LANG=C.UTF-8 TZ=:UTC PATH=/var/lang/bin:/usr/local/bin:/usr/bin:/bin LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime' \
  -c 'WORKDIR /var/task' -m "a stand-in for AWS's base image" - $tag
