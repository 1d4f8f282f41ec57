package io.giftledger.economy;

import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.challenge.Funding;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Business records as they are stored, all kinds: what each says of entries, so that an audit can
 * hold the ones against the others.
 */
public final class Records {

  /**
   * What a record says.
   *
   * @param said of entries in its own partition
   * @param credited of what left one partition and arrived in another, or has its mark in another
   * @param untouched whether nothing has followed from it yet: it may be a claim that never happens
   */
  public record Told(List<Said> said, List<Credited> credited, boolean untouched) {}

  private static final Map<String, Function<Item, Told>> TELLERS =
      Map.ofEntries(
          Map.entry(Proposal.TYPE.prefix() + "#", Records::proposal),
          Map.entry(Gift.TYPE.prefix() + "#", Records::gift),
          Map.entry(Recharge.TYPE.prefix() + "#", Records::recharge),
          Map.entry(OperatorAction.SORT_KEY_PREFIX, Records::action),
          Map.entry(Withdrawal.TYPE.prefix() + "#", Records::withdrawal),
          Map.entry(Conversion.TYPE.prefix() + "#", Records::conversion),
          Map.entry(PayoutResolution.SORT_KEY_PREFIX, Records::resolution),
          Map.entry(UnappliedPayment.TYPE.prefix() + "#", Records::unapplied),
          Map.entry(Exchange.TYPE.prefix() + "#", Records::exchange),
          Map.entry(Funding.TYPE.prefix() + "#", Records::funding),
          Map.entry(Award.TYPE.prefix() + "#", Records::award));

  private Records() {}

  /** What the sort keys of records begin with. */
  public static Set<String> prefixes() {
    return TELLERS.keySet();
  }

  /** Whether an item is a business record. */
  public static boolean isRecord(Key key) {
    return TELLERS.containsKey(prefix(key));
  }

  /**
   * What a stored record says.
   *
   * @throws RuntimeException if it cannot be read, or does not say of itself what its status needs
   */
  public static Told told(Item record) {
    return Optional.ofNullable(TELLERS.get(prefix(record.key())))
        .orElseThrow(() -> new IllegalArgumentException("no record: " + record.key()))
        .apply(record);
  }

  private static String prefix(Key key) {
    return key.sort().substring(0, key.sort().indexOf('#') + 1);
  }

  private static Told gift(Item item) {
    IdempotentRequest.fingerprintOf(item);
    Gift gift = Gift.whole(item);
    return new Told(
        List.of(GiftSent.said(gift, Claim.place(item))),
        ConvertedGift.credited(gift).stream().toList(),
        gift.status() == Gift.Status.SENT);
  }

  private static Told recharge(Item item) {
    IdempotentRequest.fingerprintOf(item);
    return new Told(Recharge.said(item), Bookings.of(Recharge.TYPE.read(item)), false);
  }

  private static Told action(Item item) {
    return new Told(List.of(OperatorAction.said(item)), List.of(), false);
  }

  private static Told proposal(Item item) {
    boolean isWallets = item.key().partition().startsWith(Wallet.BOOK.prefix() + "#");
    return new Told(
        Proposal.said(item, isWallets ? CoinsAdjusted.KIND : DiamondsAdjusted.KIND),
        List.of(),
        false);
  }

  private static Told unapplied(Item item) {
    return new Told(
        UnappliedPayment.said(item), Bookings.of(UnappliedPayment.TYPE.read(item)), false);
  }

  private static Told withdrawal(Item item) {
    IdempotentRequest.fingerprintOf(item);
    return new Told(
        Withdrawal.said(item, Claim.place(item)),
        List.of(),
        item.text("status").equals(Withdrawal.Status.REQUESTED.name()));
  }

  private static Told conversion(Item item) {
    return new Told(
        List.of(GiftsConverted.said(item)), Conversion.TYPE.read(item).credited(), false);
  }

  private static Told resolution(Item item) {
    return new Told(List.of(PayoutResolution.said(item)), List.of(), false);
  }

  private static Told exchange(Item item) {
    IdempotentRequest.fingerprintOf(item);
    Exchange exchange = Transfer.whole(Exchange.TYPE, item);
    return transfer(exchange, DiamondsExchanged.said(exchange, Claim.place(item)));
  }

  private static Told award(Item item) {
    IdempotentRequest.fingerprintOf(item);
    Award award = Transfer.whole(Award.TYPE, item);
    return transfer(award, AwardOpened.said(award, Claim.place(item)));
  }

  private static Told transfer(Transfer<?, ?> transfer, Said left) {
    return new Told(
        List.of(left),
        transfer.credited().stream().toList(),
        transfer.status() == Transfer.Status.REQUESTED);
  }

  private static Told funding(Item item) {
    IdempotentRequest.fingerprintOf(item);
    Funding funding = Funding.TYPE.read(item);
    return new Told(List.of(ChallengeFunded.said(funding, Claim.place(item))), List.of(), true);
  }
}
