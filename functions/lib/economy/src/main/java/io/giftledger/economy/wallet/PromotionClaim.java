package io.giftledger.economy.wallet;

import io.giftledger.economy.policy.Promotion;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one recharge of a viewer that has a promotion which they may have once. It is written with
 * that recharge, both or none, so that of two at the same time one has the promotion and the other
 * is decided again.
 *
 * <p>A recharge that was declined, or has not been paid for a day, loses it to the next one that is
 * opened: that takes the claim and the first one's bonus coins in the same write. A payment that
 * comes for the first one after all is then credited without them, so that nobody has them twice.
 *
 * @param viewer who may have it once
 * @param id the promotion's; or {@link #FIRST_PURCHASE}, whichever promotion is for that
 * @param recharge the id of the recharge that has it
 */
public record PromotionClaim(String viewer, String id, String recharge) implements BusinessRecord {

  /** How claims are stored. */
  public static final RecordType<PromotionClaim> TYPE =
      new RecordType<>("PROMOTION", PromotionClaim::read);

  /** No promotion's id: of all that are for a first purchase, a viewer has one. */
  private static final String FIRST_PURCHASE = "FIRST_PURCHASE";

  /** So long an offer is held that nobody pays. */
  private static final Duration HELD = Duration.ofDays(1);

  private static final String STATUS = "CLAIMED";

  /** Whether a viewer who buys now would get a promotion. */
  public static boolean isFree(Ledger ledger, Promotion promotion, String viewer, Instant at) {
    return claim(ledger, promotion, viewer, "", at).isPresent();
  }

  /**
   * What is written with a recharge that shall have a promotion.
   *
   * @param recharge the id of a recharge that may be stored already
   * @return empty if the viewer had the promotion, or has it with another recharge
   */
  public static Optional<List<Write>> claim(
      Ledger ledger, Promotion promotion, String viewer, String recharge, Instant at) {
    if (!promotion.isLimited()) return Optional.of(List.of());
    if (promotion.firstPurchaseOnly() && Recharged.hasBought(ledger, viewer)) {
      return Optional.empty();
    }
    PromotionClaim ours = new PromotionClaim(viewer, claimId(promotion), recharge);
    Optional<PromotionClaim> theirs = ledger.find(TYPE, ours.key());
    if (theirs.isEmpty()) return Optional.of(List.of(new Write.Insert(ours.item())));
    return theirs
        .flatMap(claim -> claim.holder(ledger))
        .filter(holder -> isLost(holder, at) && !holder.id().equals(recharge))
        // Of a holder that was credited and says that it was not, the viewer has had the coins.
        .filter(holder -> !Recharged.wasCredited(ledger, holder))
        .map(holder -> List.of(ours.inPlaceOf(holder), holder.withoutPromotion()));
  }

  private static String claimId(Promotion promotion) {
    return promotion.firstPurchaseOnly() ? FIRST_PURCHASE : promotion.id();
  }

  private Optional<Recharge> holder(Ledger ledger) {
    return ledger.find(Recharge.TYPE, Recharge.TYPE.key(Wallet.BOOK.account(viewer), recharge));
  }

  private static boolean isLost(Recharge holder, Instant at) {
    return switch (holder.status()) {
      case DECLINED -> true;
      case AWAITING_PAYMENT -> holder.openedAt().plus(HELD).isBefore(at);
      case APPLIED, PAID -> false;
    };
  }

  private Write.Transition inPlaceOf(Recharge holder) {
    return new Write.Transition(
        key(), Set.of(STATUS), attributes(holder.id()).build(), attributes(recharge).build());
  }

  private static Item.Builder attributes(String recharge) {
    return Item.builder().text("status", STATUS).text("recharge", recharge);
  }

  private static PromotionClaim read(Item item) {
    return new PromotionClaim(item.key().owner(), item.key().id(), item.text("recharge"));
  }

  @Override
  public Key key() {
    return TYPE.key(Wallet.BOOK.account(viewer), id);
  }

  @Override
  public Item item() {
    return attributes(recharge).key(key()).build();
  }
}
