package io.giftledger.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 64})
  void many_senders_are_never_shared_by_two_clients(int clients) {
    Map<Integer, Integer> clientOf = new HashMap<>();
    for (int client = 0; client < clients; client++) {
      for (long number = 0; number < 1_000; number++) {
        int sender = Shape.MANY.sender(client, clients, number);
        assertTrue(sender >= 0 && sender < Shape.MANY.senders());
        assertEquals(client, clientOf.computeIfAbsent(sender, first(client)));
      }
    }
  }

  private static Function<Integer, Integer> first(int client) {
    return sender -> client;
  }

  @Test
  void every_creator_gets_gifts() {
    Set<Integer> creators = new HashSet<>();
    for (long number = 0; number < 100; number++) creators.add(Shape.MANY.creator(3, number));
    assertEquals(Shape.MANY.creators(), creators.size());
  }

  @Test
  void a_hot_sender_sends_everything_and_a_hot_creator_gets_everything() {
    for (long number = 0; number < 100; number++) {
      assertEquals(0, Shape.HOT_SENDER.sender(7, 16, number));
      assertEquals(0, Shape.HOT_CREATOR.creator(7, number));
    }
  }
}
