package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.HttpRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the SAM CLI needs to run the template's functions in containers, on the tables and queues of
 * this runtime:
 *
 * <ul>
 *   <li>{@code env.json}: the variables of each function, for {@code --env-vars};
 *   <li>{@code parameters}: the template's parameters, a line each, for {@code
 *       --parameter-overrides};
 *   <li>{@code aws.env}: region and credentials, for a shell;
 *   <li>{@code functions.list}: each function with its jar, class and memory in MiB, and {@code
 *       functions/<function>.env} with its variables, for Docker;
 *   <li>{@code events/<function>.<name>.json}: requests as API Gateway hands them over, with the
 *       claims of a token that it has checked; in {@code reads}, such as change nothing.
 * </ul>
 */
final class SamFiles {

  /** The parameter of the template that says where functions find AWS. */
  private static final String ENDPOINT = "EndpointUrl";

  private static final Pattern LOOPBACK =
      Pattern.compile("^http://(localhost|127\\.0\\.0\\.1):\\d+");

  /** The variable that it becomes; the SAM CLI cannot evaluate that, and leaves it empty. */
  private static final String ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL";

  /** What the SAM CLI sets itself. */
  private static final Pattern OF_THE_RUNTIME = Pattern.compile("AWS_.*|_HANDLER");

  private static final Pattern CREDENTIALS =
      Pattern.compile("AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY)");

  /**
   * A request that somebody makes.
   *
   * @param reads true if it changes nothing
   */
  private record Sample(
      String name,
      String method,
      String path,
      String query,
      Map<String, String> claims,
      String body,
      boolean reads) {

    static Sample get(String name, String path, String query, Map<String, String> claims) {
      return new Sample(name, "GET", path, query, claims, "", true);
    }

    static Sample post(String name, String path, Map<String, String> claims, String body) {
      return new Sample(name, "POST", path, "", claims, body, false);
    }

    static Sample refused(String name, String path, Map<String, String> claims, String body) {
      return new Sample(name, "POST", path, "", claims, body, true);
    }
  }

  private static final Map<String, String> ALICE = Map.of("sub", "alice");
  private static final Map<String, String> CREATOR = Map.of("sub", Local.CREATOR);
  private static final Map<String, String> OPERATOR =
      Map.of("sub", "ann", "scope", "giftledger/operator");

  private static final List<Sample> SAMPLES =
      List.of(
          Sample.get("packages", "/v1/coin-packages", "coins=1234", ALICE),
          Sample.get("catalogue", "/v1/gifts/catalogue", "", ALICE),
          Sample.post(
              "recharge",
              "/v1/recharges",
              ALICE,
              """
              {"package":"coins-1000","region":"US","channel":"web","payment_method":"sandbox_card"}\
              """),
          Sample.get("wallet", "/v1/wallet", "", ALICE),
          Sample.post(
              "gift",
              "/v1/gifts",
              ALICE,
              """
              {"creator":"luna","gift":"panda","quantity":1,"live_stream":"luna-live-1","coins":5}\
              """),
          Sample.get("gifts", "/v1/gifts", "", ALICE),
          Sample.get("snapshot", "/v1/rooms/luna-live-1/snapshot", "", ALICE),
          Sample.get("earnings", "/v1/earnings", "", CREATOR),
          Sample.get("payout-methods", "/v1/payout-methods", "", CREATOR),
          Sample.get("policies", "/v1/admin/policies", "", OPERATOR),
          Sample.refused(
              "recharge-refused",
              "/v1/recharges",
              ALICE,
              """
              {"package":"none","region":"US","channel":"web","payment_method":"sandbox_card"}\
              """),
          Sample.refused(
              "gift-refused",
              "/v1/gifts",
              Map.of("sub", "nobody"),
              """
              {"creator":"luna","gift":"panda","quantity":1,"live_stream":"luna-live-1","coins":5}\
              """),
          Sample.refused("unsigned", "/v1/payout-webhooks/sandbox", Map.of(), "{}"));

  private final Path folder;

  private SamFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes them, over those of another run.
   *
   * @param functions with the variables that they have here
   * @param parameters of the template
   * @param administrator the SDK's variables for somebody who may do everything
   * @param address where containers reach all that answers here
   */
  static void write(
      Path folder,
      List<FunctionDefinition> functions,
      List<HttpRoute> routes,
      Map<String, String> parameters,
      Map<String, String> administrator,
      String address) {
    var files = new SamFiles(folder);
    try {
      for (String name : List.of("events", "reads", "functions")) {
        Files.createDirectories(folder.resolve(name));
      }
      files.write("env.json", environments(functions, address).toPrettyString());
      files.functions(functions, routes, address);
      files.write("parameters", lines(with(parameters, ENDPOINT, address)));
      files.write("aws.env", lines(credentials(administrator)));
      // Nobody's gift is taken for that of an earlier run.
      String run = Long.toString(Instant.now().getEpochSecond());
      for (Sample sample : SAMPLES) files.event(sample, routes, run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String content) throws IOException {
    AtomicFile.write(folder.resolve(name), content + "\n");
  }

  private static ObjectNode environments(List<FunctionDefinition> functions, String address) {
    ObjectNode all = Json.object();
    for (FunctionDefinition function : functions) {
      environment(function, address).forEach(all.putObject(function.logicalId())::put);
    }
    return all;
  }

  private static Map<String, String> environment(FunctionDefinition function, String address) {
    Map<String, String> variables = new TreeMap<>();
    variables.put(ENDPOINT_VARIABLE, address);
    function
        .environment()
        .forEach(
            (name, value) -> {
              if (!OF_THE_RUNTIME.matcher(name).matches()) {
                variables.put(name, LOOPBACK.matcher(value).replaceFirst(address));
              }
            });
    return variables;
  }

  private void functions(List<FunctionDefinition> functions, List<HttpRoute> routes, String address)
      throws IOException {
    write(
        "functions.list",
        functions.stream()
            .map(
                function ->
                    "%s %s %s %d"
                        .formatted(
                            function.logicalId(),
                            function.code(),
                            function.handlerClass(),
                            function.memoryMb()))
            .collect(Collectors.joining("\n")));
    for (FunctionDefinition function : functions) {
      String id = function.logicalId();
      write("functions/" + id + ".env", lines(environment(function, address)));
      if (routes.stream().noneMatch(route -> route.functionId().equals(id))) {
        write("reads/%s.nothing.json".formatted(id), "{\"Records\":[]}");
      }
    }
  }

  private static Map<String, String> credentials(Map<String, String> administrator) {
    return administrator.entrySet().stream()
        .filter(variable -> CREDENTIALS.matcher(variable.getKey()).matches())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<String, String> with(
      Map<String, String> parameters, String name, String value) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put(name, value);
    return all;
  }

  private static String lines(Map<String, String> variables) {
    return new TreeMap<>(variables)
        .entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .collect(Collectors.joining("\n"));
  }

  private void event(Sample sample, List<HttpRoute> routes, String run) throws IOException {
    Optional<HttpRoute> found =
        routes.stream()
            .filter(route -> route.match(sample.method(), sample.path()) != null)
            .min(Comparator.comparing(HttpRoute::specificity));
    if (found.isEmpty()) return;
    HttpRoute route = found.get();
    var headers = new Headers();
    headers.set("Host", "local");
    headers.set("Content-Type", "application/json");
    headers.set("Idempotency-Key", "sam-%s-%s".formatted(sample.name(), run));
    var request =
        new HttpRequest(
            "sam-" + sample.name(),
            sample.method(),
            sample.path(),
            sample.query(),
            "HTTP/1.1",
            "127.0.0.1",
            headers,
            sample.body().getBytes(UTF_8));
    Map<String, String> variables =
        requireNonNullElse(route.match(sample.method(), sample.path()), Map.of());
    String name = "%s.%s.json".formatted(route.functionId(), sample.name());
    String event =
        HttpEvent.of(request, route, variables, route.open() ? null : sample.claims())
            .toPrettyString();
    write("events/" + name, event);
    if (sample.reads()) write("reads/" + name, event);
  }
}
