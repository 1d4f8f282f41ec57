package io.giftledger.local;

import io.giftledger.template.Schedule;
import io.giftledger.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Sends the messages of one schedule, each at its time: only audits have one. */
final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Schedule schedule;
  private final SqsClient sqs;
  private final InstantSource clock;
  private final String queueUrl;
  private final Thread thread;

  private Scheduler(Schedule schedule, SqsClient sqs, InstantSource clock) {
    this.schedule = schedule;
    this.sqs = sqs;
    this.clock = clock;
    this.queueUrl = queueUrl();
    this.thread = Thread.ofVirtual().name("schedule " + schedule.place()).unstarted(this::run);
  }

  /**
   * @throws TemplateException if the schedule's queue is not there
   */
  static Scheduler start(Schedule schedule, SqsClient sqs, InstantSource clock) {
    var started = new Scheduler(schedule, sqs, clock);
    started.thread.start();
    return started;
  }

  private String queueUrl() {
    String arn = schedule.queueArn();
    String name = arn.substring(arn.lastIndexOf(':') + 1);
    try {
      return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    } catch (QueueDoesNotExistException e) {
      throw new TemplateException(schedule.place() + ".Target.Arn: there is no queue " + arn, e);
    }
  }

  private void run() {
    try {
      while (true) {
        Instant at = schedule.next().apply(clock.instant());
        Thread.sleep(Duration.between(clock.instant(), at));
        sendWhenDue(at);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Has an audit start now, by hand, as of now: of what has happened by then, whatever was audited
   * today.
   *
   * @return what it is as of
   * @throws SdkException if the message could not be sent
   */
  Instant startByHand() {
    Instant asOf = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    send("{\"asOf\":\"" + asOf + "\"}");
    return asOf;
  }

  private void send(String body) {
    sqs.sendMessage(
        send -> {
          send.queueUrl(queueUrl).messageBody(body);
          if (!schedule.group().isEmpty()) send.messageGroupId(schedule.group());
        });
  }

  private void sendWhenDue(Instant at) {
    try {
      send(schedule.body(at));
    } catch (SdkException e) {
      LOG.warn("{} cannot send: {}", schedule.place(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
