package io.giftledger.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.live.Frames.Placed;
import io.giftledger.live.Frames.Published;
import io.giftledger.live.ShownGift.ShownCombo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FramesTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");

  private final Map<String, Frame> made = new HashMap<>();

  /** Notes each frame under what is written of it, which is as long as JSON would be. */
  private final Frames frames =
      new Frames(
          frame -> {
            String text = frame.toString();
            made.put(text, frame);
            return text;
          });

  @Test
  void the_dearest_come_first_and_a_combo_is_shown_as_its_newest() {
    List<Published> published =
        frames.of(
            List.of(
                placed("r", gift("a", "anna", 1, "a", 1)),
                placed("r", gift("b", "ben", 500, "b", 1)),
                placed("r", gift("c", "anna", 2, "a", 3))),
            AT);

    assertEquals(
        List.of("/room/r", "/creator/luna"), published.stream().map(Published::channel).toList());
    List<ShownGift> shown = frame(published.getFirst()).gifts();
    assertEquals(List.of("b", "c"), shown.stream().map(ShownGift::id).toList());
    assertEquals(3, shown.getLast().coins());
    assertEquals(3, shown.getLast().quantity());
    assertEquals(new ShownCombo("a", 3, Optional.of(2L)), shown.getLast().combo());
    assertEquals(published.getFirst().json(), published.getLast().json());
  }

  @Test
  void a_creator_sees_only_their_gifts_and_a_room_all() {
    List<Published> published =
        frames.of(
            List.of(
                placed("r", gift("a", "anna", 1, "a", 1)),
                placed("r", to("mia", gift("b", "anna", 1, "b", 1))),
                placed("with/slash", gift("c", "anna", 1, "c", 1))),
            AT);

    assertEquals(
        List.of("/room/r a b", "/creator/luna a", "/creator/mia b", "/creator/luna c"),
        published.stream()
            .map(
                one ->
                    one.channel()
                        + frame(one).gifts().stream()
                            .map(gift -> " " + gift.id())
                            .reduce("", String::concat))
            .toList());
  }

  @Test
  void what_does_not_fit_is_left_out_and_said_to_be() {
    List<Placed> many =
        IntStream.range(0, 300)
            .mapToObj(
                number -> placed("r", gift("g" + number, "v" + number, number, "g" + number, 1)))
            .toList();

    Published room = frames.of(many, AT).getFirst();

    Frame frame = frame(room);
    assertTrue(bytes(room) <= Frames.BYTES_MAX);
    assertTrue(frame.gifts().size() >= 5);
    assertEquals(300 - frame.gifts().size(), frame.leftOut().orElseThrow().gifts());
    assertEquals("g299", frame.gifts().getFirst().id());
  }

  /** Whatever comes: no frame is too long, and every coin is shown or said to be left out. */
  @Property(tries = 200)
  void every_coin_is_in_a_frame_or_said_to_be_left_out(@ForAll("gifts") List<Placed> placed) {
    Map<String, Long> coins = new HashMap<>();
    for (Placed one : placed) coins.merge(one.room(), one.gift().coins(), Long::sum);
    Map<String, Long> told = new HashMap<>();

    for (Published one : frames.of(placed, AT)) {
      assertTrue(bytes(one) <= Frames.BYTES_MAX);
      Frame frame = frame(one);
      List<Long> order = frame.gifts().stream().map(ShownGift::coins).toList();
      assertEquals(order.stream().sorted((a, b) -> Long.compare(b, a)).toList(), order);
      if (!one.channel().startsWith("/room/")) continue;
      assertEquals(
          frame.gifts().size(),
          frame.gifts().stream().map(gift -> gift.combo().id()).distinct().count());
      told.merge(
          one.room(),
          order.stream().mapToLong(Long::longValue).sum()
              + frame.leftOut().map(Frame.LeftOut::coins).orElse(0L),
          Long::sum);
    }

    assertEquals(coins, told);
  }

  @Provide
  Arbitrary<List<Placed>> gifts() {
    return Combinators.combine(
            Arbitraries.of("room-1", "room-2"),
            Arbitraries.integers().between(0, 30),
            Arbitraries.longs().between(1, 1_000_000),
            Arbitraries.strings().all().ofMaxLength(40))
        .as(
            (room, combo, coins, name) ->
                placed(room, named(name, gift("x", "v", coins, room + combo, coins))))
        .list()
        .ofMaxSize(120);
  }

  private Frame frame(Published published) {
    return Optional.ofNullable(made.get(published.json())).orElseThrow();
  }

  private static int bytes(Published published) {
    return published.json().getBytes(StandardCharsets.UTF_8).length;
  }

  private static Placed placed(String room, ShownGift gift) {
    return new Placed(room, gift);
  }

  private static ShownGift gift(String id, String sender, long coins, String combo, long count) {
    return new ShownGift(
        id,
        sender,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "luna",
        "rose",
        coins,
        coins,
        Optional.of(coins / 2),
        new ShownCombo(combo, count, Optional.of(coins).filter(two -> two == 2)),
        AT.toString());
  }

  private static ShownGift to(String creator, ShownGift gift) {
    return new ShownGift(
        gift.id(),
        gift.sender(),
        gift.displayName(),
        gift.level(),
        gift.badge(),
        creator,
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.paidCoins(),
        gift.combo(),
        gift.at());
  }

  private static ShownGift named(String name, ShownGift gift) {
    return new ShownGift(
        gift.id(),
        gift.sender(),
        Optional.of(name),
        gift.level(),
        gift.badge(),
        gift.creator(),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.paidCoins(),
        gift.combo(),
        gift.at());
  }
}
