package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * What is counted for CloudWatch, or looked at there, and is not in the functions' logs when the
 * whole story of the economy has been played: nothing but what is explained here. {@code Gifts} is
 * what the code counts; {@code Gifts of SendGiftFunction} is what an alarm or the dashboard
 * watches.
 */
final class UnseenMetrics {

  /** How the names begin of what nothing in the story makes, and why. */
  private static final String EXPLAINED =
      """
      Failures of | only the admin API's is made to fail
      Retries by lost of | who stands in whose way is chance
      """;

  private static final Path RUNBOOK = Path.of("../RUNBOOK.md");

  /** What a function tells by a line of the embedded metric format. */
  private static final String OURS = "Giftledger";

  /** A row of the runbook's table of metrics. */
  private static final Pattern COUNTED = Pattern.compile("(?m)^[|] (`[A-Z][^|]*`) [|]");

  private static final Pattern SHOWN =
      Pattern.compile("\\[\"Giftledger\", \"(\\w+)\", \"FunctionName\", \"([^\"]+)\"");

  private static final Pattern SEARCHED =
      Pattern.compile(
          "\\{Giftledger,FunctionName,(\\w+)\\} MetricName=\\\\\"(\\w+)\\\\\""
              + " FunctionName=\\((.*)\\)'");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  /** What functions said went wrong, with its causes. */
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private static boolean watching;

  private UnseenMetrics() {}

  /** Listens to all functions of this JVM, from the first call on. */
  static synchronized void watch() {
    if (watching) return;
    watching = true;
    LoggerContext logs = logs();
    Logger metrics = logs.getLogger("metrics");
    metrics.setLevel(Level.INFO);
    metrics.detachAndStopAllAppenders();
    listen(metrics, event -> told(event.getFormattedMessage()));
    listen(logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME), event -> SAID.add(words(event)));
  }

  /** Logging may be starting yet, in another class's thread: until then there are stand-ins. */
  private static LoggerContext logs() {
    while (true) {
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) return logs;
      Thread.yield();
    }
  }

  private static void listen(Logger logger, Consumer<ILoggingEvent> listener) {
    var appender =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            listener.accept(event);
          }
        };
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  /** Whether a metric, by its name alone, was seen so far. */
  static boolean isSeen(String name) {
    return SEEN.contains(name);
  }

  private static void told(String line) {
    JsonNode read = read(line);
    String function = read.path("FunctionName").asText();
    for (JsonNode said : read.path("_aws").path("CloudWatchMetrics")) {
      for (JsonNode metric : said.path("Metrics")) {
        String name = metric.path("Name").asText();
        SEEN.add(name);
        for (JsonNode dimensions : said.path("Dimensions")) {
          SEEN.add(
              watched(name, dimensions.size() == 1 ? "" : dimensions.path(1).asText(), function));
        }
      }
    }
  }

  private static String words(ILoggingEvent event) {
    StringBuilder words = new StringBuilder(event.getFormattedMessage());
    for (IThrowableProxy cause = event.getThrowableProxy();
        cause != null;
        cause = cause.getCause()) {
      words.append(' ').append(cause.getMessage());
    }
    if (event.getKeyValuePairs() != null) words.append(event.getKeyValuePairs());
    return words.toString();
  }

  private static String watched(String name, String dimension, String function) {
    // Each runtime is a stack of another name where a server of AWS's is shared.
    String logicalId = function.substring(function.lastIndexOf('-') + 1);
    return name + (dimension.isEmpty() ? "" : " by " + dimension) + " of " + logicalId;
  }

  /**
   * If the story is told: fails for each metric that was not seen and is not explained, and for
   * each explanation of what nobody counts or watches.
   */
  static void check(Template template) {
    if (!Story.isTold()) return;
    Set<String> named = new TreeSet<>(counted());
    named.addAll(byAlarms(template));
    named.addAll(byDashboard(template));
    named.addAll(byLogs(template).keySet());
    Set<String> explained = explained();
    Set<String> unseen = new TreeSet<>(named);
    unseen.removeAll(SEEN);
    unseen.removeIf(name -> explained.stream().anyMatch(name::startsWith));
    byLogs(template)
        .forEach(
            (name, words) -> {
              if (SAID.stream().anyMatch(said -> said.contains(words))) unseen.remove(name);
            });
    assertEquals(Set.of(), unseen, "counted or watched, and never seen");
    Set<String> stale = new TreeSet<>(explained);
    stale.removeIf(beginning -> named.stream().anyMatch(name -> name.startsWith(beginning)));
    assertEquals(Set.of(), stale, "explained, and neither counted nor watched");
  }

  /** What functions count; a test of the template holds the page against their code. */
  private static Set<String> counted() {
    Set<String> names = new TreeSet<>();
    try {
      String page = Files.readString(RUNBOOK);
      int table = page.indexOf("## What is counted");
      Matcher row = COUNTED.matcher(page.substring(table, page.indexOf("\n## ", table)));
      while (row.find()) names.addAll(List.of(row.group(1).replace("`", "").split(", ")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertFalse(names.isEmpty());
    return names;
  }

  private static Set<String> byAlarms(Template template) {
    Set<String> names = new TreeSet<>();
    for (Resource alarm : template.resources("AWS::CloudWatch::Alarm")) {
      for (JsonNode query :
          JSON.valueToTree(Objects.requireNonNullElse(alarm.property("Metrics"), List.of()))) {
        addOurs(names, query.path("MetricStat").path("Metric"));
      }
      Map<String, Object> own = new TreeMap<>();
      for (String property : List.of("Namespace", "MetricName", "Dimensions")) {
        Object value = alarm.property(property);
        if (value != null) own.put(property, value);
      }
      addOurs(names, JSON.valueToTree(own));
    }
    return names;
  }

  private static void addOurs(Set<String> names, JsonNode metric) {
    if (!metric.path("Namespace").asText().equals(OURS)) return;
    names.add(
        watched(
            metric.path("MetricName").asText(),
            "",
            metric.path("Dimensions").path(0).path("Value").asText()));
  }

  private static Set<String> byDashboard(Template template) {
    String body =
        template.resource("AWS::CloudWatch::Dashboard", "Dashboard").string("DashboardBody");
    Set<String> names = new TreeSet<>();
    Matcher shown = SHOWN.matcher(body);
    while (shown.find()) names.add(watched(shown.group(1), "", shown.group(2)));
    Matcher searched = SEARCHED.matcher(body);
    while (searched.find()) {
      for (String function : searched.group(3).replaceAll("[\\\\\"]", "").split(" OR ")) {
        names.add(watched(searched.group(2), searched.group(1), function));
      }
    }
    return names;
  }

  /** What filters make metrics of, each with the words that a line of a log has then. */
  private static Map<String, String> byLogs(Template template) {
    Map<String, String> words = new TreeMap<>();
    for (Resource filter : template.resources("AWS::Logs::MetricFilter")) {
      JsonNode to = JSON.valueToTree(filter.property("MetricTransformations"));
      words.put(
          to.path(0).path("MetricName").asText(), filter.string("FilterPattern").replace("\"", ""));
    }
    return words;
  }

  private static Set<String> explained() {
    return EXPLAINED.lines().map(line -> line.split(" [|] ", 2)[0]).collect(Collectors.toSet());
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("no metric: " + line, e);
    }
  }
}
