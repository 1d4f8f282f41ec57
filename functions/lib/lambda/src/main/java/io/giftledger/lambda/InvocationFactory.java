package io.giftledger.lambda;

import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.ledger.TimeLeft;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Tells a function's collaborators of the invocation that they work for. */
@Factory
final class InvocationFactory {

  @Singleton
  TimeLeft timeLeft() {
    return LambdaFunction::timeLeftOfInvocation;
  }

  /** How the ledger waits before it tries again; each time is counted, by what was lost. */
  @Singleton
  Backoff backoff(TimeLeft time, FreshRandom random) {
    Backoff waits = new JitteredBackoff(time, random);
    return (lost, attempt) -> {
      boolean again = waits.await(lost, attempt);
      if (again) Metrics.count("Retries", 1, "lost", lost.name().toLowerCase(Locale.ROOT));
      return again;
    };
  }
}
