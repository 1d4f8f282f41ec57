package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.template.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The template's own schedule, shortly before its time. */
class ScheduleTest {

  @Test
  void a_daily_message_comes_at_its_time_and_names_it() {
    EmbeddedAws aws = EmbeddedAws.shared();
    Schedule daily = Schedule.of(aws.template(), "Daily");
    Instant justBefore = Instant.parse("2026-11-22T00:29:59.500Z");
    InstantSource clock =
        Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), justBefore));

    try (Scheduler scheduler = Scheduler.start(daily, aws.sqs(), clock)) {
      assertEquals(
          "{\"scheduledTime\":\"2026-11-22T00:30:00Z\"}",
          new QueueReader(aws, "Queue").next(_ -> true).body());
    }
  }
}
