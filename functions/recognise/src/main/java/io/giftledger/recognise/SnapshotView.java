package io.giftledger.recognise;

import io.giftledger.economy.policy.Live;
import io.giftledger.economy.recognition.Combo;
import io.giftledger.economy.recognition.FanLevels;
import io.giftledger.economy.recognition.RecentGift;
import io.giftledger.economy.recognition.Room;
import io.giftledger.economy.recognition.Score;
import io.giftledger.live.Channel;
import io.giftledger.live.ShownGift;
import io.giftledger.live.ShownGift.ShownCombo;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A room as somebody sees it who comes in, or has missed something. It knows the gifts that are
 * converted, which takes a few seconds.
 *
 * @param channel where what follows is published; absent if the id can have none
 * @param asOf when it was read
 * @param gifts how many gifts were sent here since it began
 * @param coins what they cost together
 * @param recent the newest of them first, at most 30
 * @param combos those of several gifts that may still run
 * @param board who gave most, at most 20
 * @param challenges those of today, each for every creator who was given something here, at most
 *     {@link #CHALLENGES_MAX}
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record SnapshotView(
    String room,
    Optional<String> channel,
    String asOf,
    long gifts,
    long coins,
    List<ShownGift> recent,
    List<ComboView> combos,
    List<RankedView> board,
    List<ChallengeView> challenges) {

  private static final int CHALLENGES_MAX = 20;

  /**
   * A combo.
   *
   * @param count how many units there are in it
   * @param at when the last gift of it was sent
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record ComboView(
      String id,
      String sender,
      Optional<String> displayName,
      String creator,
      String gift,
      long count,
      String at) {}

  private record OfCreator<T>(String creator, T it) {}

  static SnapshotView of(
      String id,
      List<Room> rooms,
      List<RankedView> board,
      List<ChallengeView> challenges,
      Audience audience,
      Live live,
      Instant now) {
    Score total = rooms.stream().map(Room::total).reduce(Score.ZERO, Score::plus);
    return new SnapshotView(
        id,
        Channel.ofRoom(id),
        now.toString(),
        total.gifts(),
        total.coins(),
        rooms.stream()
            .flatMap(
                room -> room.recent().stream().map(gift -> new OfCreator<>(room.creator(), gift)))
            .sorted(Comparator.comparing(OfCreator::it, RecentGift.ORDER))
            .limit(Room.RECENT_MAX)
            .map(gift -> gift(gift.creator, gift.it, audience, live))
            .toList(),
        rooms.stream()
            .flatMap(
                room -> room.combos().stream().map(combo -> new OfCreator<>(room.creator(), combo)))
            .filter(
                combo -> combo.it.at().plus(live.comboWindow()).plus(Room.CONVERSION).isAfter(now))
            .sorted(Comparator.comparing(OfCreator::it, Combo.ORDER))
            .limit(Room.COMBOS_MAX)
            .map(combo -> combo(combo.creator, combo.it, audience))
            .toList(),
        board,
        challenges.stream().limit(CHALLENGES_MAX).toList());
  }

  private static ShownGift gift(String creator, RecentGift gift, Audience audience, Live live) {
    Audience.Member sender = audience.member(gift.sender());
    return new ShownGift(
        gift.id(),
        gift.sender(),
        sender.displayName(),
        sender.level(live.viewerLevels()),
        FanLevels.of(live).badge(gift.lifetimeCoins(), gift.at(), gift.at()),
        creator,
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        Optional.empty(),
        ShownCombo.after(gift.combo(), gift.count(), gift.quantity(), live),
        gift.at().toString());
  }

  private static ComboView combo(String creator, Combo combo, Audience audience) {
    return new ComboView(
        combo.id(),
        combo.sender(),
        audience.member(combo.sender()).displayName(),
        creator,
        combo.gift(),
        combo.count(),
        combo.at().toString());
  }
}
