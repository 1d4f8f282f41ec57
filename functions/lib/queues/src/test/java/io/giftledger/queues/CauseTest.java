package io.giftledger.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CauseTest {

  private static final Path RUNBOOK = Path.of("../../../infrastructure/RUNBOOK.md");

  /** A row of the runbook's list of causes: label, queues, meaning, what to do. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");

  @Test
  void the_runbook_names_every_cause_with_its_meaning_and_no_other() throws IOException {
    List<String> listed = new ArrayList<>();
    Matcher rows = ROW.matcher(causes());
    while (rows.find()) listed.add(rows.group(1) + ": " + rows.group(3));

    assertEquals(
        Arrays.stream(Cause.values()).map(cause -> cause.label() + ": " + cause.meaning()).toList(),
        listed);
  }

  @Test
  void a_label_is_known_and_another_is_not() {
    assertEquals(Optional.of(Cause.GIFT_MISMATCH), Cause.ofLabel("gift_mismatch"));
    assertEquals(Optional.empty(), Cause.ofLabel("GIFT_MISMATCH"));
    assertEquals(Optional.empty(), Cause.ofLabel(""));
  }

  private static String causes() throws IOException {
    String runbook = Files.readString(RUNBOOK);
    int start = runbook.indexOf("| cause | queue |");
    assertTrue(start >= 0, "the runbook has a list of causes");
    return runbook.substring(start, runbook.indexOf("\n\n", start));
  }
}
