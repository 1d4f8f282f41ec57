package io.giftledger.economy.wallet;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A gift that was sent. Its points and its commission are fixed here, whatever the policy becomes.
 *
 * @param id derived from the sender's idempotency key
 * @param sender the viewer who pays
 * @param creator who receives it
 * @param gift the catalogue's name for it
 * @param quantity how many
 * @param coins what they cost together
 * @param points what they are worth together
 * @param commissionBasisPoints the platform's share of the points, in ten-thousandths
 * @param policyVersion the policy that said so
 * @param target the stream or video it was sent in
 * @param walletCoins the sender's coins right after it
 * @param sentAt when
 * @param status how far it has come
 * @param conversion the sequence of the conversion that credited it, once converted
 */
public record Gift(
    String id,
    String sender,
    String creator,
    String gift,
    long quantity,
    long coins,
    long points,
    int commissionBasisPoints,
    long policyVersion,
    Target target,
    long walletCoins,
    Instant sentAt,
    Status status,
    OptionalLong conversion)
    implements OpeningRecord<Wallet> {

  /** How gifts are stored. */
  public static final RecordType<Gift> TYPE = new RecordType<>("GIFT", Gift::read);

  /** How far a gift has come. */
  public enum Status {
    /** The coins are spent; the creator's points are on their way. */
    SENT,
    /** The creator has the points and their diamonds. */
    CONVERTED
  }

  /**
   * What a gift was sent in.
   *
   * @param kind a live stream or a video
   * @param id the platform's id for it
   */
  public record Target(Kind kind, String id) {
    /** A live stream or a video. */
    public enum Kind {
      /** A live stream. */
      LIVE_STREAM,
      /** A video. */
      VIDEO;

      /** The name that is stored and shown. */
      public String label() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  private static Gift read(Item item) {
    return new Gift(
        item.key().id(),
        item.key().owner(),
        item.text("creator"),
        item.text("gift"),
        item.number("quantity"),
        item.number("coins"),
        item.number("points"),
        Math.toIntExact(item.number("commissionBasisPoints")),
        item.number("policyVersion"),
        new Target(
            Target.Kind.valueOf(item.text("targetKind").toUpperCase(Locale.ROOT)),
            item.text("targetId")),
        item.number("walletCoins"),
        item.instant("sentAt"),
        Status.valueOf(item.text("status")),
        item.findNumber("conversion"));
  }

  @Override
  public Key key() {
    return TYPE.key(Wallet.BOOK.account(sender), id);
  }

  @Override
  public Instant at() {
    return sentAt;
  }

  @Override
  public Draft<Wallet> draft(Head<Wallet> head) {
    return new Draft<>(
        EntryKind.GIFT_SENT,
        List.of(
            new Posting(LedgerAccount.WALLET, Asset.COIN, -coins),
            new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, coins)),
        head.state().spend(coins, sentAt),
        key().sort(),
        policyVersion,
        String.join(
            " ",
            creator,
            gift,
            Long.toString(quantity),
            Long.toString(coins),
            Long.toString(points),
            Integer.toString(commissionBasisPoints)));
  }

  @Override
  public Item item() {
    Item.Builder item =
        Item.builder(key())
            .text("creator", creator)
            .text("gift", gift)
            .number("quantity", quantity)
            .number("coins", coins)
            .number("points", points)
            .number("commissionBasisPoints", commissionBasisPoints)
            .number("policyVersion", policyVersion)
            .text("targetKind", target.kind().label())
            .text("targetId", target.id())
            .number("walletCoins", walletCoins)
            .instant("sentAt", sentAt)
            .text("status", status.name());
    conversion.ifPresent(sequence -> item.number("conversion", sequence));
    return item.build();
  }
}
