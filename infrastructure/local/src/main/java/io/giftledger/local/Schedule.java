package io.giftledger.local;

import io.giftledger.emulator.Resource;
import io.giftledger.emulator.Shape;
import io.giftledger.emulator.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** A schedule of the template that sends a message to a queue: at a rate, or once a day. */
final class Schedule implements AutoCloseable {
  static final String TYPE = "AWS::Scheduler::Schedule";

  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

  private static final Set<String> PROPERTIES =
      Set.of(
          "Name",
          "Description",
          "ScheduleExpression",
          "ScheduleExpressionTimezone",
          "FlexibleTimeWindow",
          "Target");

  /** RoleArn and RetryPolicy mean nothing here. */
  private static final Set<String> TARGET =
      Set.of("Arn", "RoleArn", "Input", "SqsParameters", "RetryPolicy");

  private static final Pattern RATE = Pattern.compile("rate\\((\\d{1,6}) (minute|hour|day)s?\\)");
  private static final Pattern DAILY =
      Pattern.compile("cron\\((\\d{1,2}) (\\d{1,2}) \\* \\* \\? \\*\\)");

  private final String place;
  private final SqsClient sqs;
  private final InstantSource clock;
  private final String queueUrl;
  private final String input;
  private final String group;
  private final UnaryOperator<Instant> next;
  private final Thread thread;

  private Schedule(Resource schedule, SqsClient sqs, InstantSource clock) {
    this.place = schedule.place();
    this.sqs = sqs;
    this.clock = clock;
    for (String property : schedule.propertyNames()) {
      if (!PROPERTIES.contains(property)) throw wrong("cannot do " + property + " here");
    }
    Map<String, Object> target = schedule.map("Target");
    for (String property : target.keySet()) {
      if (!TARGET.contains(property)) throw wrong("cannot do Target." + property + " here");
    }
    if (!schedule.string("ScheduleExpressionTimezone", "UTC").equals("UTC")) {
      throw wrong("only UTC here");
    }
    if (!"OFF".equals(schedule.map("FlexibleTimeWindow").get("Mode"))) {
      throw wrong("FlexibleTimeWindow.Mode must be OFF here");
    }
    this.next = next(schedule.string("ScheduleExpression"));
    this.queueUrl = queueUrl(text(target, "Arn"));
    this.input = text(target, "Input");
    this.group =
        Shape.map(target.getOrDefault("SqsParameters", Map.of()), place)
            .getOrDefault("MessageGroupId", "")
            .toString();
    if (queueUrl.endsWith(".fifo") == group.isEmpty()) {
      throw wrong("a FIFO queue, and no other, needs SqsParameters.MessageGroupId");
    }
    this.thread = Thread.ofVirtual().name("schedule " + place).unstarted(this::run);
  }

  /**
   * @throws TemplateException if it is another kind of schedule, or AWS would not accept it
   */
  static Schedule start(Resource schedule, SqsClient sqs, InstantSource clock) {
    var started = new Schedule(schedule, sqs, clock);
    started.thread.start();
    return started;
  }

  /** The times of an expression: from one instant to the next. */
  private UnaryOperator<Instant> next(String expression) {
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
      if (!every.isPositive()) throw wrong("a rate of nothing");
      return now -> now.plus(every);
    }
    Matcher daily = DAILY.matcher(expression);
    if (daily.matches()) {
      int minute = Integer.parseInt(String.valueOf(daily.group(1)));
      int hour = Integer.parseInt(String.valueOf(daily.group(2)));
      if (minute < 60 && hour < 24) return now -> nextAt(now, hour, minute);
    }
    throw wrong("cannot do ScheduleExpression " + expression + " here");
  }

  /** The next time of day after an instant. */
  private static Instant nextAt(Instant now, int hour, int minute) {
    Instant today =
        now.atZone(ZoneOffset.UTC).toLocalDate().atTime(hour, minute).toInstant(ZoneOffset.UTC);
    return today.isAfter(now) ? today : today.plus(1, ChronoUnit.DAYS);
  }

  private String queueUrl(String arn) {
    String name = arn.substring(arn.lastIndexOf(':') + 1);
    try {
      return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    } catch (QueueDoesNotExistException e) {
      throw new TemplateException(place + ".Target.Arn: there is no queue " + arn, e);
    }
  }

  private String text(Map<String, Object> target, String property) {
    Object value = target.get(property);
    if (value == null) throw wrong("Target has no " + property);
    return value.toString();
  }

  private TemplateException wrong(String message) {
    return new TemplateException(place + ": " + message);
  }

  private void run() {
    try {
      while (true) {
        Instant at = next.apply(clock.instant());
        Thread.sleep(Duration.between(clock.instant(), at));
        send(at);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Instant at) {
    String body =
        input.replace(
            "<aws.scheduler.scheduled-time>", at.truncatedTo(ChronoUnit.SECONDS).toString());
    try {
      sqs.sendMessage(
          send -> {
            send.queueUrl(queueUrl).messageBody(body);
            if (!group.isEmpty()) send.messageGroupId(group);
          });
    } catch (SdkException e) {
      LOG.warn("{} cannot send: {}", place, e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
