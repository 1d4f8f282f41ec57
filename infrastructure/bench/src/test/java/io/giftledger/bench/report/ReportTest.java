package io.giftledger.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Table TABLE =
      new Table(
          "cost.units",
          "Units",
          List.of("operation", "write units"),
          List.of(List.of("send a gift", 4L), List.of("convert", 2.2222)));

  private static final Section SECTION =
      new Section(
          "cost",
          List.of(TABLE),
          List.of(new Target("send a gift", 4, 4.5, "write units")),
          List.of(
              new Plot(
                  "cost.plot",
                  "Cost",
                  "gifts",
                  List.of("1", "2"),
                  "$",
                  Map.of("a", List.of(1.0, 2_000.0)))));

  private static final Report REPORT =
      new Report(
          new Machine(Instant.EPOCH, "mvn -q -Pbench", "a processor", 2, "a JVM", "a system"),
          List.of(SECTION));

  @Test
  void a_table_is_aligned_and_its_numbers_stand_to_the_right() {
    assertEquals(
        """
        | operation   | write units |
        |-------------|------------:|
        | send a gift |           4 |
        | convert     |        2.22 |
        """,
        TABLE.markdown());
  }

  @Test
  void a_row_has_a_cell_for_each_column() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Table("t", "T", List.of("a", "b"), List.of(List.of(1L))));
  }

  @Test
  void figures_replace_what_stood_in_their_place_and_nothing_else() {
    String page =
        """
        # Results
        <!-- cost.units -->
        old
        <!-- /cost.units -->
        prose
        <!-- scale.limits -->
        not measured now
        <!-- /scale.limits -->
        """;
    String filled = REPORT.onto(page);
    assertEquals(
        """
        # Results
        <!-- cost.units -->

        Units

        %s
        <!-- /cost.units -->
        prose
        <!-- scale.limits -->
        not measured now
        <!-- /scale.limits -->
        """
            .formatted(TABLE.markdown()),
        filled);
    assertEquals(filled, REPORT.onto(filled));
  }

  @Test
  void a_target_that_is_exceeded_is_missed() {
    assertTrue(Report.text(SECTION).contains("missed"));
    assertTrue(REPORT.json().contains("\"met\" : false"));
  }

  @Test
  void a_plot_names_its_lines() {
    String plot = SECTION.plots().getFirst().markdown();
    assertTrue(plot.contains("line [1.00, 2000]"), plot);
    assertTrue(plot.contains("colours: a."), plot);
  }
}
