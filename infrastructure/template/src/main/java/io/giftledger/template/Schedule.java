package io.giftledger.template;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule of the template that sends a message to a queue: at a rate, or once a day.
 *
 * @param queueArn where the message goes
 * @param input its body, before {@link #body}
 * @param group its message group; empty for a queue that is not FIFO
 * @param next from one instant to the next time of the schedule
 * @param place where it stands in the template, for messages
 */
public record Schedule(
    String queueArn, String input, String group, UnaryOperator<Instant> next, String place) {

  private static final String TYPE = "AWS::Scheduler::Schedule";

  private static final Set<String> PROPERTIES =
      Set.of(
          "Name",
          "Description",
          "ScheduleExpression",
          "ScheduleExpressionTimezone",
          "FlexibleTimeWindow",
          "Target");

  /** RoleArn, RetryPolicy and DeadLetterConfig mean nothing here. */
  private static final Set<String> TARGET =
      Set.of("Arn", "RoleArn", "Input", "SqsParameters", "RetryPolicy", "DeadLetterConfig");

  private static final Pattern RATE = Pattern.compile("rate\\((\\d{1,6}) (minute|hour|day)s?\\)");
  private static final Pattern DAILY =
      Pattern.compile("cron\\((\\d{1,2}) (\\d{1,2}) \\* \\* \\? \\*\\)");

  /**
   * All schedules of the template.
   *
   * @throws TemplateException if one is of another kind, or AWS would not accept it
   */
  public static List<Schedule> all(Template template) {
    return template.resources(TYPE).stream().map(Schedule::of).toList();
  }

  /**
   * The schedule with this logical id.
   *
   * @throws TemplateException as {@link #all}, or if there is none
   */
  public static Schedule of(Template template, String logicalId) {
    return of(template.resource(TYPE, logicalId));
  }

  private static Schedule of(Resource schedule) {
    String place = schedule.place();
    for (String property : schedule.propertyNames()) {
      if (!PROPERTIES.contains(property)) throw wrong(place, "cannot do " + property + " here");
    }
    Map<String, Object> target = schedule.map("Target");
    for (String property : target.keySet()) {
      if (!TARGET.contains(property)) throw wrong(place, "cannot do Target." + property + " here");
    }
    if (!schedule.string("ScheduleExpressionTimezone", "UTC").equals("UTC")) {
      throw wrong(place, "only UTC here");
    }
    if (!"OFF".equals(schedule.map("FlexibleTimeWindow").get("Mode"))) {
      throw wrong(place, "FlexibleTimeWindow.Mode must be OFF here");
    }
    UnaryOperator<Instant> next = next(schedule.string("ScheduleExpression"), place);
    String queueArn = text(target, "Arn", place);
    String group =
        Shape.map(target.getOrDefault("SqsParameters", Map.of()), place)
            .getOrDefault("MessageGroupId", "")
            .toString();
    if (queueArn.endsWith(".fifo") == group.isEmpty()) {
      throw wrong(place, "a FIFO queue, and no other, needs SqsParameters.MessageGroupId");
    }
    return new Schedule(queueArn, text(target, "Input", place), group, next, place);
  }

  /** The message's body for one time of the schedule. */
  public String body(Instant at) {
    return input.replace(
        "<aws.scheduler.scheduled-time>", at.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static UnaryOperator<Instant> next(String expression, String place) {
    Matcher rate = RATE.matcher(expression);
    if (rate.matches()) {
      Duration every =
          Duration.of(
              Long.parseLong(String.valueOf(rate.group(1))),
              switch (String.valueOf(rate.group(2))) {
                case "minute" -> ChronoUnit.MINUTES;
                case "hour" -> ChronoUnit.HOURS;
                default -> ChronoUnit.DAYS;
              });
      if (!every.isPositive()) throw wrong(place, "a rate of nothing");
      return now -> now.plus(every);
    }
    Matcher daily = DAILY.matcher(expression);
    if (daily.matches()) {
      int minute = Integer.parseInt(String.valueOf(daily.group(1)));
      int hour = Integer.parseInt(String.valueOf(daily.group(2)));
      if (minute < 60 && hour < 24) return now -> nextAt(now, hour, minute);
    }
    throw wrong(place, "cannot do ScheduleExpression " + expression + " here");
  }

  /** The next time of day after an instant. */
  private static Instant nextAt(Instant now, int hour, int minute) {
    Instant today =
        now.atZone(ZoneOffset.UTC).toLocalDate().atTime(hour, minute).toInstant(ZoneOffset.UTC);
    return today.isAfter(now) ? today : today.plus(1, ChronoUnit.DAYS);
  }

  private static String text(Map<String, Object> target, String property, String place) {
    Object value = target.get(property);
    if (value == null) throw wrong(place, "Target has no " + property);
    return value.toString();
  }

  private static TemplateException wrong(String place, String message) {
    return new TemplateException(place + ": " + message);
  }
}
