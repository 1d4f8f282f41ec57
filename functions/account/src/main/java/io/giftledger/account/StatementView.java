package io.giftledger.account;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of an account's entries, newest first.
 *
 * @param next the cursor of the next page; absent on the last
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record StatementView(List<EntryView> entries, Optional<String> next) {

  /**
   * An entry as its account's owner sees it.
   *
   * @param ref the business record that caused it; absent if none did
   * @param policyVersion the policy that was applied; absent if none was
   * @param balances what the owner's accounts hold after it
   * @param unspentMoney what a wallet's coins were bought for, by currency; absent of earnings
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record EntryView(
      long sequence,
      String at,
      String kind,
      Optional<String> ref,
      Optional<Long> policyVersion,
      List<PostingView> postings,
      List<PostingView> balances,
      Optional<List<MoneyView>> unspentMoney,
      String hash) {

    static EntryView of(Entry<?> entry) {
      return new EntryView(
          entry.sequence(),
          entry.at().toString(),
          entry.kind().label(),
          StatementView.ref(entry),
          Optional.of(entry.policyVersion()).filter(version -> version > 0),
          entry.postings().stream().map(PostingView::of).toList(),
          entry.state().balances().stream()
              .filter(balance -> balance.account().isOwners())
              .map(PostingView::of)
              .toList(),
          entry.state() instanceof Wallet wallet
              ? Optional.of(unspent(wallet).stream().map(MoneyView::of).toList())
              : Optional.empty(),
          entry.hash().hex());
    }
  }

  /**
   * So much of an asset that an account gains, gives or holds.
   *
   * @param amount how much, in the asset's own unit
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record PostingView(String account, String asset, long amount) {

    static PostingView of(Posting posting) {
      return new PostingView(posting.account().label(), posting.asset().code(), posting.amount());
    }
  }

  /**
   * The record that caused an entry. A small conversion has none, but is found by the same name.
   */
  static Optional<String> ref(Entry<?> entry) {
    String ref = entry.ref();
    if (ref.isEmpty() && entry.kind().equals(GiftsConverted.KIND)) {
      return Optional.of(Conversion.TYPE.prefix() + "#" + Key.padded(entry.sequence()));
    }
    // What arrives from elsewhere names its record there.
    return ref.isEmpty() ? Arriving.record(entry) : Optional.of(ref);
  }

  /** What a wallet's coins were bought for, less tax, by currency. */
  static List<Money> unspent(Wallet wallet) {
    return wallet.lots().money().entrySet().stream()
        .map(sum -> new Money(sum.getValue(), sum.getKey()))
        .toList();
  }

  /**
   * The page that shows some entries. A chain has no gaps, so only its first entry is the last.
   *
   * @param read entries, newest first
   * @param from what is older is not shown, and ends the list
   */
  static <S extends State> StatementView of(List<Entry<S>> read, Instant from) {
    List<Entry<S>> shown = read.stream().takeWhile(entry -> !entry.at().isBefore(from)).toList();
    return new StatementView(
        shown.stream().map(EntryView::of).toList(),
        shown.size() < read.size() || shown.isEmpty() || shown.getLast().sequence() == 1
            ? Optional.empty()
            : Optional.of(Cursor.after(shown.getLast())));
  }
}
