package io.giftledger.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChannelTest {

  @Test
  void an_id_is_escaped_and_cut() {
    assertEquals(Optional.of("/room/luna--live--1"), Channel.ofRoom("luna-live-1"));
    assertEquals(Optional.of("/creator/auth0-p5f-d-u-c-a"), Channel.ofCreator("auth0|5f._:+"));
    assertEquals(
        Optional.of("/room/" + "a".repeat(50) + "/" + "a".repeat(50) + "/" + "a".repeat(28)),
        Channel.ofRoom("a".repeat(128)));
  }

  @Test
  void what_no_channel_can_have_has_none() {
    for (String id : List.of("", "a/b", "*", "é", "a b", "-".repeat(101))) {
      assertEquals(Optional.empty(), Channel.ofRoom(id), id);
    }
    assertTrue(Channel.ofRoom("-".repeat(100)).isPresent());
  }

  /** No two rooms have one channel, whatever is cut. */
  @Property
  void a_channel_is_of_one_id(@ForAll("ids") List<String> ids) {
    Map<String, String> seen = new HashMap<>();
    for (String id : ids) {
      Channel.ofRoom(id)
          .ifPresent(
              channel -> {
                String other = seen.put(channel, id);
                assertTrue(other == null || other.equals(id), channel);
                assertTrue(channel.matches("/room(/[A-Za-z0-9-]{1,50}){1,4}"), channel);
              });
    }
  }

  @Provide
  Arbitrary<List<String>> ids() {
    return Arbitraries.strings()
        .withChars("-._:|+aducpA0")
        .ofMinLength(1)
        .ofMaxLength(128)
        .list()
        .ofMaxSize(40);
  }
}
