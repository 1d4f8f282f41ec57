package io.giftledger.payments;

import io.giftledger.payments.WebhookSignature.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The secrets of a provider's webhooks, as they are while a function runs: read again, too, when a
 * signature fits none of them.
 *
 * @param <V> what checks with them
 */
public final class WebhookSecrets<V extends WebhookVerifier> {

  private final CachedSecret<V> cached;
  private final InstantSource clock;

  /**
   * @param source reads the secrets that count now, the one that signs first
   * @param verifier what checks with them
   */
  public WebhookSecrets(
      Supplier<List<String>> source, Function<List<String>, V> verifier, InstantSource clock) {
    this.cached = new CachedSecret<>(() -> verifier.apply(source.get()), clock);
    this.clock = clock;
  }

  /**
   * What checks with the secrets of the last few minutes.
   *
   * @throws RuntimeException if they were never read and there is no answer
   */
  public V current() {
    return cached.current();
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
        ? cached.newer().map(newer -> newer.check(signature, body, now)).orElse(fault)
        : fault;
  }
}
