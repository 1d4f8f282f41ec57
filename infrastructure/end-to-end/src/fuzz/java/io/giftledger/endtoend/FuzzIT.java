package io.giftledger.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import io.giftledger.verify.Counts;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Schemathesis finds no answer that openapi.yaml does not have, and leaves books that are whole.
 */
class FuzzIT {

  private static final Pattern GENERATED = Pattern.compile("(\\d+) generated");

  /** So many requests at least are no accident any more. */
  private static final long REQUESTS_MIN = 10_000;

  @Test
  void whatever_is_asked_is_answered_as_documented_and_the_books_stay_whole() throws Exception {
    try (LocalRuntime runtime =
        LocalRuntime.start(LocalEconomy.TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS)) {
      Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
      seed.policy();
      seed.creator(CreatorProfile.inGoodStanding("luna", 12_500, "US"));

      String told = fuzz(runtime.url());

      long generated =
          GENERATED
              .matcher(told)
              .results()
              .map(MatchResult::group)
              .mapToLong(words -> Long.parseLong(words.split(" ", -1)[0]))
              .sum();
      assertTrue(generated >= REQUESTS_MIN, () -> "only " + generated + " requests");
      Counts books = LocalEconomy.books(runtime);
      IO.println(generated + " requests; " + books.entries() + " entries");
      assertEquals(List.of(), books.firstFaults());
      assertEquals(List.of(), books.unbalanced());
    }
  }

  /** What the script writes; it is shown while it comes. */
  private static String fuzz(String url) throws Exception {
    List<String> command = new ArrayList<>(List.of("./fuzz.sh", url));
    command.addAll(
        List.of(System.getProperty("fuzz.arguments", "--max-examples 250").split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder told = new StringBuilder();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        IO.println(line);
        told.append(line).append('\n');
      }
    }
    assumeFalse(told.toString().startsWith("skipped"), told::toString);
    assertEquals(0, process.waitFor());
    return told.toString();
  }
}
