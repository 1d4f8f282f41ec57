package io.giftledger.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.giftledger.ledger.Backoff.Lost;
import io.giftledger.ledger.JitteredBackoff;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.crac.Core;
import org.junit.jupiter.api.Test;

class FreshRandomTest {

  @Test
  void two_copies_of_a_snapshot_do_not_wait_in_step() {
    FreshRandom one = FreshRandom.asIn(new Random(42));
    FreshRandom other = FreshRandom.asIn(new Random(42));
    assertEquals(one.nextLong(), other.nextLong());

    for (FreshRandom copy : List.of(one, other)) {
      copy.beforeCheckpoint(Core.getGlobalContext());
      copy.afterRestore(Core.getGlobalContext());
    }

    assertNotEquals(
        LongStream.generate(one::nextLong).limit(4).boxed().toList(),
        LongStream.generate(other::nextLong).limit(4).boxed().toList());
    new JitteredBackoff(() -> Duration.ofMinutes(1), one).await(Lost.ANSWER, 1);
  }
}
