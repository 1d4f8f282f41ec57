package io.giftledger.testkit;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.wallet.Combo;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A gift that is sent: {@code Gifts.sent().by("alice").to("luna").coins(5).build()}. What is not
 * said is usual: one rose of one coin and one point, half of it commission, in a video, of a new
 * id.
 */
public final class Gifts {

  private String id = "";
  private String sender = "alice";
  private String creator = "luna";
  private String gift = "rose";
  private long quantity = 1;
  private long coins = 1;
  private long points = 1;
  private int commissionBasisPoints = 5_000;
  private long policyVersion = 1;
  private Gift.Target target = new Gift.Target(Gift.Target.Kind.VIDEO, "video-1");
  private long walletCoins;
  private Optional<Combo> before = Optional.empty();
  private Instant sentAt = Instant.parse("2026-11-20T10:15:30.125Z");

  private Gifts() {}

  /** A gift on its way to the creator. */
  public static Gifts sent() {
    return new Gifts();
  }

  /** Its id, in place of a new one. */
  public Gifts id(String id) {
    this.id = id;
    return this;
  }

  /** Who sends it. */
  public Gifts by(String sender) {
    this.sender = sender;
    return this;
  }

  /** Who receives it. */
  public Gifts to(String creator) {
    this.creator = creator;
    return this;
  }

  /** Roses, of one coin and one point each. */
  public Gifts roses(long quantity) {
    return gift("rose", quantity).coins(quantity);
  }

  /** What it is, by the catalogue's name, and how many. */
  public Gifts gift(String gift, long quantity) {
    this.gift = gift;
    this.quantity = quantity;
    return this;
  }

  /** What it costs; it is worth as many points. */
  public Gifts coins(long coins) {
    this.coins = coins;
    return points(coins);
  }

  /** What it is worth. */
  public Gifts points(long points) {
    this.points = points;
    return this;
  }

  /** The platform's share of the points, in ten-thousandths. */
  public Gifts commission(int basisPoints) {
    this.commissionBasisPoints = basisPoints;
    return this;
  }

  /** The policy that said so. */
  public Gifts policy(long version) {
    this.policyVersion = version;
    return this;
  }

  /** What it is sent in. */
  public Gifts in(Gift.Target target) {
    this.target = target;
    return this;
  }

  /** The sender's coins right after it. */
  public Gifts walletCoins(long coins) {
    this.walletCoins = coins;
    return this;
  }

  /** When it is sent. */
  public Gifts at(Instant instant) {
    this.sentAt = instant;
    return this;
  }

  /** The combo that the sender's last gift left. */
  public Gifts after(Optional<Combo> combo) {
    this.before = combo;
    return this;
  }

  /** The record. */
  public Gift build() {
    String its =
        id.isEmpty()
            ? Gift.TYPE.idFor(Wallet.BOOK.account(sender), UUID.randomUUID().toString())
            : id;
    return new Gift(
        its,
        sender,
        creator,
        gift,
        quantity,
        coins,
        points,
        commissionBasisPoints,
        policyVersion,
        target,
        walletCoins,
        Optional.empty(),
        new Gift.Show(
            Combo.of(its, creator, gift, quantity, target, sentAt)
                .after(before, Live.STANDARD.comboWindow()),
            0,
            0),
        sentAt,
        Gift.Status.SENT,
        OptionalLong.empty(),
        Optional.empty());
  }

  /** The gift as far as its conversion needs it. */
  public ConvertedGift convertible() {
    return convertible(build());
  }

  /** A gift as far as its conversion needs it. */
  public static ConvertedGift convertible(Gift gift) {
    return new ConvertedGift(
        gift.sender(),
        gift.id(),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.points(),
        gift.commissionBasisPoints(),
        gift.policyVersion(),
        gift.target(),
        gift.show().combo().id(),
        gift.show().combo().count());
  }
}
