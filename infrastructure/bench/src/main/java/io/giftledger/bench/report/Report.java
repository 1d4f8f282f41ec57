package io.giftledger.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that a run found: as text, as JSON, on the page. */
public record Report(Machine machine, List<Section> sections) {

  private static final Pattern PLACE =
      Pattern.compile("<!-- ([a-z0-9.-]+) -->\n(?s:.*?)<!-- /\\1 -->\n");

  /** A section as it is printed. */
  public static String text(Section section) {
    StringBuilder text = new StringBuilder("\n== %s ==\n".formatted(section.name()));
    for (Table table : section.tables()) {
      text.append("\n").append(table.title()).append("\n\n").append(table.markdown());
    }
    if (!section.targets().isEmpty()) {
      text.append("\n").append(targets(section).markdown());
    }
    return text.toString();
  }

  /** Everything, for a program. */
  public String json() {
    var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("at", machine.at().toString())
        .put("command", machine.command())
        .put("processor", machine.processor())
        .put("cores", machine.cores())
        .put("java", machine.java())
        .put("system", machine.system());
    for (Section section : sections) {
      ObjectNode node = root.withObjectProperty("sections").putObject(section.name());
      for (Table table : section.tables()) {
        var rows = node.withObjectProperty("tables").putArray(table.name());
        for (List<Object> row : table.rows()) {
          ObjectNode cells = rows.addObject();
          for (int column = 0; column < row.size(); column++) {
            cells.putPOJO(table.columns().get(column), row.get(column));
          }
        }
      }
      var targets = node.putArray("targets");
      for (Target target : section.targets()) {
        targets
            .addObject()
            .put("what", target.what())
            .put("limit", target.limit())
            .put("measured", target.measured())
            .put("unit", target.unit())
            .put("met", target.isMet());
      }
    }
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The page with this run's figures in their places, {@code <!-- name -->} to {@code <!-- /name
   * -->}; what was not measured stays as it is.
   */
  public String onto(String page) {
    return PLACE
        .matcher(page)
        .replaceAll(
            place -> {
              String name = place.group(1);
              String content = figures(name);
              return Matcher.quoteReplacement(
                  content.isEmpty()
                      ? place.group()
                      : "<!-- %s -->\n\n%s\n<!-- /%s -->\n".formatted(name, content, name));
            });
  }

  private String figures(String name) {
    for (Section section : sections) {
      if (name.equals(section.name() + ".machine")) return machine + "\n";
      if (name.equals(section.name() + ".targets")) return targets(section).markdown();
      for (Table table : section.tables()) {
        if (name.equals(table.name())) return table.title() + "\n\n" + table.markdown();
      }
      for (Plot plot : section.plots()) {
        if (name.equals(plot.name())) return plot.markdown();
      }
    }
    return "";
  }

  private static Table targets(Section section) {
    return new Table(
        section.name() + ".targets",
        "Targets",
        List.of("target", "at most", "measured", "unit", ""),
        section.targets().stream()
            .map(
                target ->
                    List.<Object>of(
                        target.what(),
                        target.limit(),
                        target.measured(),
                        target.unit(),
                        target.isMet() ? "met" : "missed"))
            .toList());
  }
}
