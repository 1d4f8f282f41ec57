package io.giftledger.payments;

import io.giftledger.payments.WebhookSignature.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of a provider's webhooks, as they are while a function runs: read when the first
 * webhook comes, and again when they have become old or a signature fits none of them. So a secret
 * is replaced without a deployment, and whoever sends webhooks that fit nothing cannot have them
 * read for each.
 */
public final class WebhookSecrets {

  /** How long secrets are believed without being read again. */
  static final Duration AGE_MAX = Duration.ofMinutes(5);

  /** How long after they were read, or could not be, they are read again at the earliest. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSecrets.class);

  private final Supplier<List<String>> source;
  private final InstantSource clock;

  private @Nullable WebhookSignature known;
  private Instant readAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;

  /**
   * @param source reads the secrets that count now, the one that signs first
   */
  public WebhookSecrets(Supplier<List<String>> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * What signs and checks with the secrets of the last few minutes.
   *
   * @throws RuntimeException if they were never read and there is no answer
   */
  public synchronized WebhookSignature current() {
    WebhookSignature last = known;
    return last == null || isOver(readAt, AGE_MAX) && isOver(triedAt, PAUSE) ? read() : last;
  }

  /**
   * Checks a signature; if it fits no secret, perhaps with newer ones.
   *
   * @return what is wrong with it; empty if nothing is
   * @throws RuntimeException if no secret was ever read and there is no answer
   */
  public Optional<Fault> check(String signature, byte[] body) {
    Instant now = clock.instant();
    Optional<Fault> fault = current().check(signature, body, now);
    return fault.filter(Fault.MISMATCH::equals).isPresent()
        ? newer().map(newer -> newer.check(signature, body, now)).orElse(fault)
        : fault;
  }

  private synchronized Optional<WebhookSignature> newer() {
    return isOver(triedAt, PAUSE) ? Optional.of(read()) : Optional.empty();
  }

  /** A clock that was put back is no reason to believe an old secret for longer. */
  private boolean isOver(Instant since, Duration time) {
    Instant now = clock.instant();
    return now.isBefore(since) || since.isBefore(now.minus(time));
  }

  private WebhookSignature read() {
    triedAt = clock.instant();
    WebhookSignature last = known;
    try {
      WebhookSignature read = new WebhookSignature(source.get().toArray(String[]::new));
      known = read;
      readAt = triedAt;
      return read;
    } catch (RuntimeException noAnswer) {
      if (last == null) throw noAnswer;
      LOG.atWarn().setCause(noAnswer).log("a webhook secret could not be read again");
      return last;
    }
  }
}
