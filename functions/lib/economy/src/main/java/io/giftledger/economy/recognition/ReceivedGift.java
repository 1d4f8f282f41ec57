package io.giftledger.economy.recognition;

import io.giftledger.economy.earnings.ConvertedGift;
import java.time.Instant;

/**
 * A gift as far as recognition needs it.
 *
 * @param id its id
 * @param sender who sent it
 * @param creator who received it
 * @param gift the catalogue's name for it
 * @param quantity how many
 * @param coins what they cost together
 * @param paidCoins those of them that had been bought
 * @param room where it was sent: the id of the live stream or video
 * @param combo the combo that it belongs to: the id of that one's first gift
 * @param count how many there are in the combo with it
 * @param at when it was sent
 */
public record ReceivedGift(
    String id,
    String sender,
    String creator,
    String gift,
    long quantity,
    long coins,
    long paidCoins,
    String room,
    String combo,
    long count,
    Instant at) {

  /**
   * A gift as it was converted.
   *
   * @param paidCoins so many of its coins had been bought
   * @param at when it was sent
   */
  static ReceivedGift of(String creator, ConvertedGift gift, long paidCoins, Instant at) {
    return new ReceivedGift(
        gift.id(),
        gift.sender(),
        creator,
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        paidCoins,
        gift.target().id(),
        gift.combo(),
        gift.comboCount(),
        at);
  }
}
