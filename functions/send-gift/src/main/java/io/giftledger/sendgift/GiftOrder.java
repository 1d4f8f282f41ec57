package io.giftledger.sendgift;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Code;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules for sending a gift.
 *
 * @param id the gift's id
 * @param sender who pays
 * @param creator who shall receive it
 * @param gift the catalogue's id of the gift
 * @param quantity how many, at least 1
 * @param target the stream or video it is sent in
 */
record GiftOrder(
    String id, String sender, String creator, String gift, long quantity, Gift.Target target) {

  /**
   * Decides on a wallet's state.
   *
   * @param profile what the platform tells of the creator, if it knows them
   */
  Decision<Gift> decide(
      Head<Wallet> head, Instant at, Policy policy, Optional<CreatorProfile> profile) {
    if (creator.equals(sender)) {
      return refuse(Code.GIFT_TO_SELF, "Nobody can send a gift to themselves.", Map.of());
    }
    var catalogueGift = policy.gift(gift);
    if (catalogueGift.isEmpty()) {
      return refuse(Code.UNKNOWN_GIFT, "The catalogue has no such gift.", Map.of());
    }
    if (quantity > policy.giftQuantityMax()) {
      return refuse(
          Code.QUANTITY_TOO_LARGE,
          "So many cannot be sent at once.",
          Map.of("quantity", quantity, "quantity_max", policy.giftQuantityMax()));
    }
    if (profile.isEmpty()) {
      return refuse(Code.UNKNOWN_CREATOR, "There is no such creator.", Map.of());
    }
    if (profile.get().suspended() || profile.get().followers() < policy.followersMin()) {
      return refuse(
          Code.CREATOR_NOT_ELIGIBLE,
          "This creator cannot receive gifts now.",
          Map.of("followers_min", policy.followersMin()));
    }
    long coins = Math.multiplyExact(catalogueGift.get().coins(), quantity);
    Wallet wallet = head.state();
    OptionalLong budget = wallet.budgetCoins();
    if (budget.isPresent() && coins > budget.getAsLong() - wallet.spentInMonth(at)) {
      return refuse(
          Code.BUDGET_EXCEEDED,
          "The gift would exceed your monthly budget.",
          Map.of(
              "coins", coins,
              "spent_this_month", wallet.spentInMonth(at),
              "budget", budget.getAsLong()));
    }
    if (coins > wallet.coins()) {
      return refuse(
          Code.INSUFFICIENT_COINS,
          "The gift costs more coins than the wallet has.",
          Map.of("coins", coins, "wallet_coins", wallet.coins()));
    }
    return new Decision.Accept<>(
        new Gift(
            id,
            sender,
            creator,
            gift,
            quantity,
            coins,
            Math.multiplyExact(coins, policy.pointsPerCoin()),
            policy.commissionBasisPoints(),
            policy.version(),
            target,
            wallet.coins() - coins,
            at,
            Gift.Status.SENT,
            OptionalLong.empty()));
  }

  private static Decision<Gift> refuse(Code code, String detail, Map<String, Object> numbers) {
    return new Decision.Refuse<>(new Refusal(code, detail, numbers));
  }
}
