package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The recharges of a viewer that were opened last, which may still be paid: each holds its price
 * against the limits of the policy. It is written with each recharge, both or none, and only if it
 * is as it was read: so that two at the same time cannot exceed together what each alone would not.
 *
 * <p>A recharge holds its price for a day, also one that was declined, since it can be paid after
 * all. One that is paid is counted by the wallet's state from then on. Whatever is paid is
 * credited, however late.
 *
 * @param viewer whose they are
 * @param all in the order in which they were opened
 */
public record OpenRecharges(String viewer, List<Open> all) implements BusinessRecord {

  /** How they are stored. */
  public static final RecordType<OpenRecharges> TYPE =
      new RecordType<>("OPEN", OpenRecharges::read);

  /** So many may wait for their payment at once. */
  public static final int MAX = 50;

  private static final String ID = "RECHARGES";
  private static final String STATUS = "OPEN";
  private static final String RECHARGES = "recharges";

  /** So long the price of a recharge that nobody pays is held. */
  private static final Duration HELD = Duration.ofDays(1);

  /** Keeps its own list. */
  public OpenRecharges {
    all = List.copyOf(all);
  }

  /**
   * One that was opened.
   *
   * @param recharge its id
   * @param openedAt when
   * @param price what is to be paid
   */
  public record Open(String recharge, Instant openedAt, Money price) {

    private String text() {
      return "%s %s %d %s".formatted(recharge, openedAt, price.minor(), price.currency());
    }

    private static Open parse(String text) {
      String[] words = text.split(" ", -1);
      if (words.length != 4) throw new IllegalArgumentException("no open recharge: " + text);
      return new Open(
          words[0], Instant.parse(words[1]), new Money(Long.parseLong(words[2]), words[3]));
    }
  }

  /** What is stored of a viewer's. */
  public static OpenRecharges find(Ledger ledger, String viewer) {
    return ledger.find(TYPE, key(viewer)).orElseGet(() -> new OpenRecharges(viewer, List.of()));
  }

  /**
   * Those that hold their price: neither are they a day old, nor does the wallet's state count what
   * was paid for them.
   *
   * @param head the wallet, read before the recharges are
   * @param before those that held it a moment ago: they are not read again, and hold it still
   */
  public List<Open> holding(Ledger ledger, Head<Wallet> head, Instant at, List<Open> before) {
    return all.stream()
        .filter(open -> open.openedAt().plus(HELD).isAfter(at))
        .filter(open -> before.contains(open) || !isCounted(ledger, head, open))
        .toList();
  }

  private static boolean isCounted(Ledger ledger, Head<Wallet> head, Open open) {
    return ledger
        .find(Recharge.TYPE, Recharge.TYPE.key(head.account(), open.recharge()))
        .filter(its -> its.settlement().orElse(Long.MAX_VALUE) <= head.sequence())
        .isPresent();
  }

  /** Why no other may be opened; empty if one may. */
  public static Optional<Refusal> refusal(List<Open> holding) {
    return holding.size() < MAX
        ? Optional.empty()
        : Optional.of(
            RefusalCode.TOO_MANY_OPEN_RECHARGES.because(
                "So many purchases wait for their payment. Pay one of them.",
                Map.of(
                    "open", new Figure.Count(holding.size()), "open_max", new Figure.Count(MAX))));
  }

  /** The sum of some of them in one currency, in its minor units. */
  public static long minor(List<Open> of, String currency) {
    return of.stream()
        .map(Open::price)
        .filter(price -> price.currency().equals(currency))
        .mapToLong(Money::minor)
        .sum();
  }

  /**
   * With one that is opened.
   *
   * @param holding those that still hold their price; others are let go of
   */
  public Write with(List<Open> holding, Recharge recharge) {
    Open opened = new Open(recharge.id(), recharge.openedAt(), recharge.quote().price());
    OpenRecharges next =
        new OpenRecharges(viewer, Stream.concat(holding.stream(), Stream.of(opened)).toList());
    return all.isEmpty()
        ? new Write.Insert(next.item())
        : new Write.Transition(
            key(),
            Set.of(STATUS),
            Item.builder().texts(RECHARGES, texts()).build(),
            next.attributes().build());
  }

  private List<String> texts() {
    return all.stream().map(Open::text).toList();
  }

  private Item.Builder attributes() {
    return Item.builder().text("status", STATUS).texts(RECHARGES, texts());
  }

  private static OpenRecharges read(Item item) {
    return new OpenRecharges(
        item.key().owner(),
        item.findTexts(RECHARGES).orElseThrow().stream().map(Open::parse).toList());
  }

  /** Where those of a viewer are stored. */
  public static Key key(String viewer) {
    return TYPE.key(Wallet.BOOK.account(viewer), ID);
  }

  @Override
  public Key key() {
    return key(viewer);
  }

  @Override
  public Item item() {
    return attributes().key(key()).build();
  }
}
