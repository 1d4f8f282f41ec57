package io.giftledger.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.ledger.table.Item;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;

/**
 * A gift as the live room shows it; of several of one combo that are shown as one, the newest.
 *
 * @param id the gift's id
 * @param sender who sent it
 * @param displayName what others see them called; absent if nothing
 * @param level the sender's level after it; absent before the first
 * @param badge the sender's level as a fan of the creator; absent if none, or if that is not known
 * @param creator who receives it
 * @param gift the catalogue's id of it
 * @param quantity how many
 * @param coins what they cost together
 * @param paidCoins so many of them had been bought, and count for challenges; absent where those
 *     are shown with the gift counted
 * @param combo the combo that it began or continued
 * @param at when it was sent: ISO 8601
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ShownGift(
    String id,
    String sender,
    Optional<String> displayName,
    Optional<Integer> level,
    Optional<Integer> badge,
    String creator,
    String gift,
    long quantity,
    long coins,
    Optional<Long> paidCoins,
    ShownCombo combo,
    String at) {

  /**
   * A combo as it is after a gift.
   *
   * @param id the id of its first gift
   * @param count pieces of all its gifts so far
   * @param milestone the milestone that it reached by this gift; absent if none
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ShownCombo(String id, long count, Optional<Long> milestone) {

    /**
     * A combo as a gift leaves it.
     *
     * @param count pieces of all its gifts, this one's included
     * @param quantity pieces of this one
     * @param live what the policy says of milestones
     */
    public static ShownCombo after(String id, long count, long quantity, Live live) {
      long milestone = live.comboMilestones().crossed(count - quantity, count);
      return new ShownCombo(id, count, Optional.of(milestone).filter(some -> some > 0));
    }
  }

  /**
   * A gift as the entry says that made it true.
   *
   * @param entry an entry {@code gift_sent}
   * @param live what the policy says of levels and milestones
   * @param displayName what others see the sender called; empty if nothing
   * @param badge the sender's level as a fan of the creator; empty if none, or if it is not known
   */
  public static ShownGift ofEntry(
      Item entry, Live live, Optional<String> displayName, Optional<Integer> badge) {
    ConvertedGift gift = ConvertedGift.ofEntry(entry);
    int level = live.viewerLevels().reached(entry.map("state").number("everSpent"));
    return new ShownGift(
        gift.id(),
        gift.sender(),
        displayName,
        Optional.of(level).filter(some -> some > 0),
        badge,
        entry.map("details").text("creator"),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        Optional.of(GiftSent.paidCoins(entry.map("details"))),
        ShownCombo.after(gift.combo(), gift.comboCount(), gift.quantity(), live),
        entry.text("at"));
  }

  /** Both in one, if they are of one combo: the newer, with what the two come to together. */
  ShownGift with(ShownGift other) {
    ShownGift newer = combo.count() >= other.combo.count() ? this : other;
    return new ShownGift(
        newer.id,
        newer.sender,
        newer.displayName,
        newer.level,
        newer.badge,
        newer.creator,
        newer.gift,
        Math.addExact(quantity, other.quantity),
        Math.addExact(coins, other.coins),
        paidCoins.flatMap(paid -> other.paidCoins.map(more -> Math.addExact(paid, more))),
        new ShownCombo(newer.combo.id(), newer.combo.count(), milestone(other)),
        newer.at);
  }

  private Optional<Long> milestone(ShownGift other) {
    long highest = Math.max(combo.milestone().orElse(0L), other.combo.milestone().orElse(0L));
    return Optional.of(highest).filter(some -> some > 0);
  }
}
