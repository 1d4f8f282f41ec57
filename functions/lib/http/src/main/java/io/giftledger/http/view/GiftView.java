package io.giftledger.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Locale;
import java.util.Optional;

/**
 * A gift as its sender sees it; coins, points and price are those of all its pieces together. The
 * price is what so many coins cost the sender when it was sent; absent if none are sold to them.
 * The level is the one that the sender reached by it; absent if none.
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record GiftView(
    String id,
    String status,
    String creator,
    String gift,
    long quantity,
    Optional<String> liveStream,
    Optional<String> video,
    long coins,
    long points,
    Optional<MoneyView> price,
    long walletCoins,
    long policyVersion,
    String sentAt,
    Optional<String> conversion,
    ComboView combo,
    Optional<Long> levelReached) {

  /**
   * The combo that the gift began or continued.
   *
   * @param id the id of its first gift
   * @param count pieces of all its gifts, this one's included
   * @param milestone the milestone that it reached by this gift; absent if none
   */
  @Serdeable
  public record ComboView(
      String id,
      long count,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> milestone) {}

  /** The gift as it was when it was sent. */
  public static GiftView sent(Gift gift) {
    return of(gift, Gift.Status.SENT, Optional.empty());
  }

  /** The gift as it is. */
  public static GiftView now(Gift gift) {
    return of(
        gift,
        gift.status(),
        gift.conversion().isPresent()
            ? Optional.of(Key.padded(gift.conversion().getAsLong()))
            : Optional.empty());
  }

  private static GiftView of(Gift gift, Gift.Status status, Optional<String> conversion) {
    return new GiftView(
        gift.id(),
        status.name().toLowerCase(Locale.ROOT),
        gift.creator(),
        gift.gift(),
        gift.quantity(),
        target(gift, Gift.Target.Kind.LIVE_STREAM),
        target(gift, Gift.Target.Kind.VIDEO),
        gift.coins(),
        gift.points(),
        gift.price().map(MoneyView::of),
        gift.walletCoins(),
        gift.policyVersion(),
        gift.sentAt().toString(),
        conversion,
        new ComboView(
            gift.show().combo().id(),
            gift.show().combo().count(),
            positive(gift.show().milestone())),
        positive(gift.show().level()));
  }

  private static Optional<Long> positive(long figure) {
    return Optional.of(figure).filter(some -> some > 0);
  }

  private static Optional<String> target(Gift gift, Gift.Target.Kind kind) {
    return gift.target().kind() == kind ? Optional.of(gift.target().id()) : Optional.empty();
  }
}
