package io.giftledger.economy.wallet;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands taken back in a wallet: how many coins of each of its purchases refunds and disputes
 * want back, and the coins that were taken for that, as they lay in lots. Those that were spent are
 * missing, and are owed; coins that come then are taken, too, and lie here.
 *
 * <p>The next refund, and one that fails, of whichever purchase, puts all of the coins back where
 * they lay, changes what is wanted of its purchase, and takes all anew in one order. So a wallet
 * follows from what gifts have left in its lots and from what stands, and not from the order in
 * which that was told; and what is undone leaves nothing behind.
 *
 * <p>Coins are taken first of the purchases that they are wanted of, the oldest first. For those
 * that are not there, be they bought or bonus coins, other bought coins are taken in order, and
 * then whatever there is, as if it were spent. So who owes coins has none; and coins that come are
 * taken in the same order ({@link Coming}), so that it is the same whether they or the refund came
 * first.
 *
 * @param wanted what stands of each purchase, by the number of the entry that credited it
 * @param byHand coins that were owed when somebody took more by hand than there were; they stay
 *     wanted when they are paid, for what they were paid with may yet be another's
 * @param lots the coins that were taken, and their money
 */
public record TakenBack(SortedMap<Long, Wanted> wanted, long byHand, Lots lots) {

  /** Nothing was taken back. */
  public static final TakenBack NONE = new TakenBack(new TreeMap<>(), 0, Lots.NONE);

  private static final String WANTED = "takenOf";
  private static final String BY_HAND = "takenByHand";
  private static final String LOTS = "takenLots";

  /** How many entries are read at once after the first two. */
  private static final int PAGE = 100;

  /** Keeps its own map. */
  public TakenBack {
    wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
  }

  /**
   * What is wanted back of a purchase.
   *
   * @param currency what was paid in
   * @param coins how many bought coins
   * @param bonusCoins how many bonus coins
   */
  record Wanted(String currency, long coins, long bonusCoins) {

    private static final Pattern TEXT =
        Pattern.compile("([0-9]{1,12}):([0-9]+)\\+([0-9]+)([A-Z]{3})");

    private String text(long entry) {
      return entry + ":" + coins + "+" + bonusCoins + currency;
    }

    private static SortedMap<Long, Wanted> parse(String text) {
      SortedMap<Long, Wanted> wanted = new TreeMap<>();
      for (String word : text.split(" ", -1)) {
        Matcher words = TEXT.matcher(word);
        if (!words.matches()) throw new IllegalArgumentException("nothing wanted: " + word);
        wanted.put(
            Long.parseLong(words.group(1)),
            new Wanted(
                words.group(4), Long.parseLong(words.group(2)), Long.parseLong(words.group(3))));
      }
      return wanted;
    }
  }

  /**
   * All that stands, taken anew.
   *
   * @param stands with the coins that were taken
   * @param left the coins that stay
   */
  record Anew(TakenBack stands, Lots left) {

    /**
     * The wallet with it.
     *
     * @param entry the number of the entry that says it
     */
    Wallet in(Wallet wallet, long entry) {
      return wallet.with(left.bounded(), stands.missing(), stands.equals(NONE) ? 0 : entry);
    }
  }

  /** Coins that leave lots, step by step. */
  private record Taking(Lots left, Lots gone) {

    Taking and(Lots.Taken taken) {
      return new Taking(taken.left(), gone.restored(taken.lots()));
    }
  }

  /** What was owed by hand, and coins that were taken for what was missing. */
  static TakenBack since(long byHand, Lots lots) {
    return new TakenBack(NONE.wanted, byHand, lots);
  }

  /**
   * What stands in a wallet: what the newest entry left that took all anew, and what was owed and
   * paid since. As long as coins are owed no gift is sent, so those entries follow each other
   * closely.
   *
   * @param head which names the newest of them
   */
  static TakenBack of(Ledger ledger, Head<Wallet> head) {
    Account<Wallet> account = head.account();
    TakenBack since = NONE;
    List<Entry<Wallet>> page = List.of();
    for (long sequence = head.state().taken(); sequence > 0; ) {
      long newest = sequence;
      page = page.stream().dropWhile(read -> read.sequence() > newest).toList();
      if (page.size() < 2) {
        int limit = since.equals(NONE) ? 2 : PAGE;
        page = ledger.entries(account, limit, Optional.of(sequence + 1));
      }
      Entry<Wallet> entry = page.getFirst().verified();
      Wallet before = sequence == 1 ? Wallet.BOOK.opening() : page.get(1).verified().state();
      if (entry.kind().equals(PaymentTakenBack.KIND) || entry.kind().equals(PaymentRestored.KIND)) {
        return PaymentAdjusted.takenBack(entry, before).and(since);
      }
      since = read(entry.details()).and(since);
      sequence = before.taken();
    }
    return since;
  }

  private TakenBack and(TakenBack later) {
    return new TakenBack(wanted, Math.addExact(byHand, later.byHand), lots.restored(later.lots));
  }

  /** How many coins are wanted and were not there: they are owed. */
  long missing() {
    long all = wanted.values().stream().mapToLong(its -> its.coins + its.bonusCoins).sum() + byHand;
    return all - lots.coins();
  }

  /**
   * Puts all coins back, changes what is wanted of a purchase, and takes all anew.
   *
   * @param wallet the lots that are left
   * @param entry the number of the entry that credited the purchase
   * @param coins how many more bought coins are wanted of it; negative for fewer
   * @param bonusCoins how many more bonus coins, likewise
   * @param returned coins of a return that come again
   */
  Anew changed(
      Lots wallet, long entry, String currency, long coins, long bonusCoins, Lots returned) {
    SortedMap<Long, Wanted> next = new TreeMap<>(wanted);
    Wanted was = next.getOrDefault(entry, new Wanted(currency, 0, 0));
    Wanted its =
        new Wanted(
            currency, Math.addExact(was.coins, coins), Math.addExact(was.bonusCoins, bonusCoins));
    if (its.coins < 0 || its.bonusCoins < 0) throw new IllegalArgumentException("more than taken");
    next.put(entry, its);
    if (its.coins == 0 && its.bonusCoins == 0) next.remove(entry);
    TakenBack stands = new TakenBack(next, byHand, Lots.NONE);
    Taking taking = stands.take(wallet.restored(lots).restored(returned));
    return new Anew(new TakenBack(next, byHand, taking.gone), taking.left);
  }

  private Taking take(Lots lots) {
    Taking taking = new Taking(lots, Lots.NONE);
    for (Map.Entry<Long, Wanted> purchase : wanted.entrySet()) {
      Wanted its = purchase.getValue();
      taking = taking.and(taking.left.takePaidOf(purchase.getKey(), its.currency, its.coins));
      taking = taking.and(taking.left.takeBonusOf(purchase.getKey(), its.bonusCoins));
    }
    // Of either kind, as coins that come are taken: so it is the same whenever they came.
    taking = taking.and(taking.left.takePaid(missing() - taking.gone.coins()));
    long missing = missing() - taking.gone.coins();
    return taking.and(taking.left.spend(Math.min(missing, taking.left.coins())));
  }

  /** With what stood before the entry, as its details say it; nothing of it is said of nothing. */
  Item in(Item details) {
    Item.Builder item = details.toBuilder();
    if (!wanted.isEmpty()) {
      item.text(
          WANTED,
          wanted.entrySet().stream()
              .map(its -> its.getValue().text(its.getKey()))
              .collect(Collectors.joining(" ")));
    }
    if (byHand > 0) item.number(BY_HAND, byHand);
    if (lots.coins() > 0) item.text(LOTS, lots.toString());
    return item.build();
  }

  /** Reads what {@link #in} wrote. */
  static TakenBack read(Item details) {
    return new TakenBack(
        details.findText(WANTED).map(Wanted::parse).orElse(NONE.wanted),
        details.findNumber(BY_HAND).orElse(0),
        Lots.parse(details.findText(LOTS).orElse("")));
  }

  /**
   * Reads what stood before an entry.
   *
   * @param before the wallet before it
   * @throws IllegalArgumentException if that is not what it owes
   */
  static TakenBack read(Item details, Wallet before) {
    TakenBack stood = read(details);
    if (stood.missing() != before.debt() || stood.equals(NONE) != (before.taken() == 0)) {
      throw new IllegalArgumentException("the wallet does not owe what is missing: " + stood);
    }
    return stood;
  }
}
