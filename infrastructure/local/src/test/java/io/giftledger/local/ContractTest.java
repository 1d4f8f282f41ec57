package io.giftledger.local;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.RefusalCode;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.Deployed;
import io.giftledger.template.HttpRoute;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import io.giftledger.testkit.Contract;
import io.giftledger.verify.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** openapi.yaml beside the template and the code. Every other test holds the answers against it. */
class ContractTest {

  /** A problem that is made where its code is written; a refusal has the code of its reason. */
  private static final Pattern PROBLEM =
      Pattern.compile("(?:new Problem|tryAgain)\\(\\s*(?:\\d{3},\\s*)?\"([a-z_]+)\"");

  private static final Contract CONTRACT = Contract.OF_THE_API;

  @Test
  void document_and_template_have_the_same_routes_and_scopes() {
    Template template =
        Template.read(
            Path.of("../../template.yaml"),
            parameters(),
            new Deployed() {
              @Override
              public String attribute(Resource resource, String attribute) {
                return resource.place() + "." + attribute;
              }

              @Override
              public String secret(String reference) {
                return reference;
              }
            });

    assertEquals(
        inWords(HttpRoute.all(template)),
        inWords(CONTRACT.operations().stream().map(Contract.Operation::route).toList()));
  }

  private static Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>(EmbeddedAws.SANDBOX);
    parameters.put("JwtIssuer", "https://issuer.example");
    parameters.put("JwtAudience", "audience");
    return parameters;
  }

  /** A line for each route. */
  private static String inWords(List<HttpRoute> routes) {
    return routes.stream()
        .map(route -> route.key() + (route.open() ? " open" : " " + route.scopes()))
        .sorted()
        .reduce("", (all, route) -> all + route + "\n");
  }

  @Test
  void document_and_code_have_the_same_problems() throws IOException {
    Set<String> codes =
        Arrays.stream(RefusalCode.values())
            .map(RefusalCode::label)
            .collect(toCollection(TreeSet::new));
    codes.add(Fault.DIGEST_ALTERED);
    try (Stream<Path> files = Files.walk(Path.of("../../functions"))) {
      for (Path file : files.filter(ContractTest::isOurCode).toList()) {
        PROBLEM.matcher(Files.readString(file)).results().forEach(made -> codes.add(made.group(1)));
      }
    }

    assertEquals(codes, CONTRACT.problemCodes());
    Set<String> answered = new TreeSet<>();
    CONTRACT
        .operations()
        .forEach(operation -> CONTRACT.problemCodes(operation).values().forEach(answered::addAll));
    assertEquals(codes, answered);
  }

  private static boolean isOurCode(Path file) {
    return file.toString().contains("src/main/java") && file.toString().endsWith(".java");
  }

  @Test
  void every_example_is_as_its_schema_says() {
    assertEquals(List.of(), CONTRACT.faultsOfExamples());
  }

  /** A query that the route does not take is refused by whichever it is. */
  @Test
  void every_operation_may_find_the_request_invalid() {
    assertEquals(
        List.of(),
        CONTRACT.operations().stream()
            .filter(
                operation ->
                    !CONTRACT
                        .problemCodes(operation)
                        .getOrDefault("422", Set.of())
                        .contains("invalid_request"))
            .map(operation -> operation.route().key())
            .toList());
  }

  @Test
  void every_operation_has_a_name_of_its_own() {
    Map<String, String> names =
        CONTRACT.operations().stream()
            .collect(toMap(Contract.Operation::id, operation -> operation.route().key()));

    assertEquals(CONTRACT.operations().size(), names.size());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "200, application/json, x-more: 1, {}, the header x-more is not documented",
        "200, text/plain, '', {}, the content type text/plain is not documented",
        "200, application/json, '', `{\"coins_per_month\":1,\"more\":1}`, 'more'",
        "200, application/json, '', `{\"coins_per_month\":\"1\"}`, string found",
        "201, application/json, '', {}, the status is not documented",
        "422, application/problem+json, '', `{\"code\":\"odd\"}`, the problem odd is not"
            + " documented",
        "422, application/problem+json, '', `{\"code\":\"invalid_request\"}`, errors",
      })
  void what_the_document_does_not_know_is_a_failure(
      int status, String contentType, String header, String body, String fault) {
    Map<String, String> headers = new HashMap<>(Map.of("content-type", contentType));
    List<String> parts = new ArrayList<>(Arrays.asList(header.replace("'", "").split(": ")));
    if (parts.size() == 2) headers.put(parts.get(0), parts.get(1));

    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                CONTRACT.check(
                    CONTRACT.operation("PUT /v1/wallet/budget").orElseThrow(),
                    new Contract.Exchange(
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Optional.of("{\"coins_per_month\":1}"),
                        status,
                        headers,
                        body)));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(fault.replace("'", "")), message);
  }

  @Test
  void a_request_that_the_document_forbids_must_not_be_carried_out() {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                CONTRACT.check(
                    CONTRACT.operation("PUT /v1/wallet/budget").orElseThrow(),
                    new Contract.Exchange(
                        Map.of(),
                        Map.of("more", "1"),
                        Map.of(),
                        Optional.of("{\"coins_per_month\":-1}"),
                        200,
                        Map.of("content-type", "application/json"),
                        "{}")));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("[more] are not documented"), message);
    assertTrue(message.contains("must have a minimum value of 0"), message);
  }
}
