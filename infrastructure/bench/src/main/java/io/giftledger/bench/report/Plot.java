package io.giftledger.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lines over a common axis, drawn by whoever shows the page's Markdown with Mermaid.
 *
 * @param name names it on the page
 * @param x the axis' marks
 * @param series a value for each mark, by the line's name, in the order of the legend
 */
public record Plot(
    String name,
    String title,
    String xTitle,
    List<String> x,
    String yTitle,
    Map<String, List<Double>> series) {

  /** Makes a plot. */
  public Plot {
    x = List.copyOf(x);
    series = Collections.unmodifiableMap(new LinkedHashMap<>(series));
  }

  /** The plot as a Mermaid chart, and its legend: the charts have none of their own. */
  String markdown() {
    StringBuilder text = new StringBuilder("```mermaid\nxychart-beta\n");
    text.append("    title \"%s\"\n".formatted(title));
    text.append("    x-axis \"%s\" [%s]\n".formatted(xTitle, String.join(", ", x)));
    text.append("    y-axis \"%s\"\n".formatted(yTitle));
    for (List<Double> values : series.values()) {
      text.append(
          "    line [%s]\n"
              .formatted(values.stream().map(Plot::number).collect(Collectors.joining(", "))));
    }
    text.append("```\n\n");
    return text.append("Lines, in the order of the chart's colours: ")
        .append(String.join(", ", series.keySet()))
        .append(".\n")
        .toString();
  }

  /** Without the commas between thousands: they would part one number into two. */
  private static String number(double value) {
    return Cells.text(value).replace(",", "");
  }
}
