package io.giftledger.lambda;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers for jitter. Copies that are woken from one snapshot would all draw the same, and
 * wait for each other in step: so each begins anew.
 */
@Singleton
final class FreshRandom implements RandomGenerator, Resource {

  /** Made when it is first needed: most functions never wait. */
  private @Nullable RandomGenerator random;

  /** One as it stands in a snapshot, where it has drawn already. */
  static FreshRandom asIn(RandomGenerator snapshot) {
    FreshRandom random = new FreshRandom();
    random.random = snapshot;
    return random;
  }

  @Override
  public synchronized long nextLong() {
    RandomGenerator made = random;
    if (made == null) {
      made = new Random(new SecureRandom().nextLong());
      random = made;
    }
    return made.nextLong();
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  @Override
  public synchronized void afterRestore(Context<? extends Resource> snapshot) {
    random = null;
  }
}
