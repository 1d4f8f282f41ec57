package io.giftledger.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * An alarm of the template, and the state that CloudWatch's documentation says it comes to
 * ("Configuring how CloudWatch alarms treat missing data"). What is written nowhere else in a
 * template of ours, such as another metric math than a sum, is refused.
 */
record Alarm(Resource resource) {

  /** As CloudWatch calls them. */
  enum State {
    OK,
    ALARM,
    INSUFFICIENT_DATA
  }

  /** What CloudWatch tells metrics apart by. */
  record Metric(String namespace, String name, Map<String, String> dimensions) {

    static Metric of(Map<String, Object> of, String place) {
      Map<String, String> dimensions = new TreeMap<>();
      for (Object each : Shape.list(of.getOrDefault("Dimensions", List.of()), place)) {
        Map<String, Object> dimension = Shape.map(each, place);
        dimensions.put(text(dimension, "Name"), text(dimension, "Value"));
      }
      return new Metric(text(of, "Namespace"), text(of, "MetricName"), dimensions);
    }

    @Override
    public String toString() {
      StringBuilder words = new StringBuilder(namespace + " " + name);
      dimensions.forEach((key, value) -> words.append(" %s=%s".formatted(key, value)));
      return words.toString();
    }
  }

  /** A metric, and what becomes of a period's samples of it. */
  private record Watched(Metric metric, String statistic) {}

  /**
   * How many data points CloudWatch looks at beyond those that it must have. It does not say how
   * many; in its examples there are two.
   */
  private static final int BEYOND = 2;

  String name() {
    return resource.logicalId();
  }

  List<Metric> metrics() {
    return watched().stream().map(Watched::metric).toList();
  }

  /** Whom it tells when it comes to a state. */
  List<String> actions(State state) {
    String property =
        switch (state) {
          case OK -> "OKActions";
          case ALARM -> "AlarmActions";
          case INSUFFICIENT_DATA -> "InsufficientDataActions";
        };
    return Shape.strings(resource.property(property), resource.place());
  }

  /**
   * The states that it comes to, one after each period.
   *
   * @param before the state that it is in at first
   * @param samples of each metric that has any, its periods, the oldest first, each with its
   *     samples; all have as many periods
   */
  List<State> states(State before, Map<Metric, List<List<Double>>> samples) {
    int periods = samples.values().stream().mapToInt(List::size).max().orElse(0);
    List<@Nullable Double> points = new ArrayList<>();
    List<State> states = new ArrayList<>();
    State now = before;
    for (int period = 0; period < periods; period++) {
      points.add(point(samples, period));
      now = state(now, points);
      states.add(now);
    }
    return states;
  }

  private @Nullable Double point(Map<Metric, List<List<Double>>> samples, int period) {
    List<Double> points = new ArrayList<>();
    for (Watched watched : watched()) {
      List<List<Double>> periods = samples.get(watched.metric());
      if (periods == null || periods.get(period).isEmpty()) continue;
      points.add(statistic(watched.statistic(), periods.get(period)));
    }
    return points.isEmpty() ? null : points.stream().mapToDouble(Double::doubleValue).sum();
  }

  private double statistic(String statistic, List<Double> samples) {
    DoubleStream values = samples.stream().mapToDouble(Double::doubleValue);
    return switch (statistic) {
      case "Sum" -> values.sum();
      case "Maximum" -> values.max().orElseThrow();
      case "SampleCount" -> samples.size();
      default -> throw new TemplateException(resource.place() + " asks for " + statistic);
    };
  }

  /** What is real counts first; only what is then too little is filled, as the alarm says. */
  State state(State before, List<@Nullable Double> points) {
    int needed = resource.integer("EvaluationPeriods", 1);
    int toAlarm = resource.integer("DatapointsToAlarm", needed);
    List<Double> real =
        points.subList(Math.max(0, points.size() - needed - BEYOND), points.size()).stream()
            .filter(Objects::nonNull)
            .toList();
    real = real.subList(Math.max(0, real.size() - needed), real.size());
    long breaching = real.stream().filter(this::breaches).count();
    long filled = needed - real.size();
    if (breaching >= toAlarm) return State.ALARM;
    boolean isWithin = breaching < real.size();
    return switch (resource.string("TreatMissingData", "missing")) {
      case "breaching" -> breaching + filled >= toAlarm ? State.ALARM : State.OK;
      case "notBreaching" -> State.OK;
      case "ignore" -> isWithin ? State.OK : before;
      case "missing" -> isWithin ? State.OK : breaching > 0 ? State.ALARM : State.INSUFFICIENT_DATA;
      default -> throw new TemplateException(resource.place() + ".TreatMissingData is no word");
    };
  }

  private boolean breaches(double point) {
    double threshold = resource.integer("Threshold", 0);
    return switch (resource.string("ComparisonOperator")) {
      case "GreaterThanThreshold" -> point > threshold;
      case "GreaterThanOrEqualToThreshold" -> point >= threshold;
      case "LessThanThreshold" -> point < threshold;
      case "LessThanOrEqualToThreshold" -> point <= threshold;
      default -> throw new TemplateException(resource.place() + " compares by no known operator");
    };
  }

  private List<Watched> watched() {
    Object metrics = resource.property("Metrics");
    if (metrics == null) {
      Map<String, Object> of = new TreeMap<>();
      for (String property : List.of("Namespace", "MetricName", "Dimensions")) {
        Object value = resource.property(property);
        if (value != null) of.put(property, value);
      }
      return List.of(new Watched(Metric.of(of, resource.place()), resource.string("Statistic")));
    }
    List<Watched> watched = new ArrayList<>();
    for (Object each : Shape.list(metrics, resource.place())) {
      Map<String, Object> query = Shape.map(each, resource.place());
      Object expression = query.get("Expression");
      if (expression == null) {
        Map<String, Object> stat = shape(query, "MetricStat");
        watched.add(
            new Watched(Metric.of(shape(stat, "Metric"), resource.place()), text(stat, "Stat")));
      } else if (!expression.equals("SUM(METRICS())")) {
        throw new TemplateException(resource.place() + " calculates " + expression);
      }
    }
    return watched;
  }

  private Map<String, Object> shape(Map<String, Object> of, String key) {
    return Shape.map(of.getOrDefault(key, ""), resource.place() + "." + key);
  }

  private static String text(Map<String, Object> of, String key) {
    Object value = of.get(key);
    if (value == null) throw new TemplateException("a metric without " + key + ": " + of);
    return value.toString();
  }
}
