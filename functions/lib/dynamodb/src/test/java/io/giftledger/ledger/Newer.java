package io.giftledger.ledger;

import io.giftledger.economy.Assets;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What code of a later release may write, and how it reads it. */
final class Newer {

  /** Code that reads and writes another format. */
  static final Format FORMAT = new Format(2, 2);

  private static final String DEBT = "giftedCoins";

  private static final Asset STAR = new Asset("star");

  private Newer() {}

  /** The rule of a later release that is called so, on a wallet as this release knows it. */
  private static AppendRule<Wallet> rule(String kind, long coins, Posting... postings) {
    return (head, at) -> {
      Wallet wallet = head.state();
      return new Movement.Append<>(
          new Draft<>(
              new EntryKind(kind),
              List.of(postings),
              new Wallet(
                  Fixture.withBonus(wallet.lots(), coins),
                  wallet.debt(),
                  wallet.lifetimeCoins(),
                  wallet.spent(),
                  wallet.budget(),
                  wallet.standing()),
              "GRANT#1",
              9,
              Item.builder().text("reason", "birthday").build()),
          List.of());
    };
  }

  /** Grants coins in an entry of a kind, and from a platform's account, that are new. */
  static AppendRule<Wallet> grant(long coins) {
    return rule(
        "coins_granted",
        coins,
        new Posting(LedgerAccount.ofPlatform("coins-granted"), Assets.COIN, -coins),
        new Posting(new LedgerAccount("wallet"), Assets.COIN, coins));
  }

  /** Posts an asset that is new. */
  static AppendRule<Wallet> star() {
    return rule(
        "star_awarded",
        0,
        new Posting(LedgerAccount.ofPlatform("stars-issued"), STAR, -1),
        new Posting(LedgerAccount.ofPlatform("stars-awarded"), STAR, 1));
  }

  /**
   * A wallet whose state has another field.
   *
   * @param wallet what was known before
   * @param debtCoins coins that the viewer was given by others
   */
  record IndebtedWallet(Wallet wallet, long debtCoins) implements State {

    static final Book<IndebtedWallet> BOOK =
        new Book<>(
            Wallet.BOOK.prefix(),
            new IndebtedWallet(Wallet.BOOK.opening(), 0),
            fieldsWithDebt(),
            Wallet.BOOK.owing(),
            asset -> asset.equals(STAR) || Wallet.BOOK.assets().test(asset),
            item ->
                new IndebtedWallet(
                    Wallet.BOOK.reader().apply(item), item.findNumber(DEBT).orElse(0)));

    @Override
    public Item fields() {
      return wallet.fields().toBuilder().number(DEBT, debtCoins).build();
    }

    @Override
    public List<Posting> balances() {
      return wallet.balances();
    }
  }

  /** What older code would have to say to keep quiet about a field that it drops. */
  static final Book<Wallet> CARELESS_BOOK =
      new Book<>(
          Wallet.BOOK.prefix(),
          Wallet.BOOK.opening(),
          fieldsWithDebt(),
          Wallet.BOOK.owing(),
          Wallet.BOOK.assets(),
          Wallet.BOOK.reader());

  private static Set<String> fieldsWithDebt() {
    return Stream.concat(Wallet.BOOK.fields().stream(), Stream.of(DEBT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same account, as newer code reads it. */
  static Account<IndebtedWallet> indebted(Account<Wallet> wallet) {
    return IndebtedWallet.BOOK.account(wallet.owner());
  }

  /** Notes a debt. */
  static AppendRule<IndebtedWallet> debt(long coins) {
    return (head, at) ->
        new Movement.Append<>(
            new Draft<>(
                new EntryKind("debt_noted"),
                List.of(),
                new IndebtedWallet(head.state().wallet(), coins),
                "",
                0,
                Item.EMPTY),
            List.of());
  }

  /** Whether an entry names a debt. */
  static boolean hasDebt(Entry<?> entry) {
    return entry.item().map("state").findNumber(DEBT).isPresent();
  }

  /** Sends a gift by the rules of today, and keeps the debt. */
  static Outcome<IndebtedGift> send(Ledger ledger, Account<Wallet> wallet, String key, long coins) {
    IdempotentRequest<Gift> asked = Fixture.giftRequest(wallet, key, coins);
    OpeningRule<Wallet, Gift> rule = Fixture.giftRule(asked, coins);
    return ledger.open(
        indebted(wallet),
        new IdempotentRequest<>(
            IndebtedGift.TYPE, asked.account(), asked.id(), asked.fingerprint()),
        (head, at) ->
            switch (rule.decide(older(head), at)) {
              case Decision.Accept<Gift>(Gift gift) ->
                  new Decision.Accept<>(new IndebtedGift(gift));
              case Decision.Refuse<Gift>(Refusal refusal) -> new Decision.Refuse<>(refusal);
            });
  }

  private static Head<Wallet> older(Head<IndebtedWallet> head) {
    return new Head<>(
        Wallet.BOOK.account(head.account().owner()),
        head.sequence(),
        head.format(),
        head.at(),
        head.hash(),
        head.state().wallet());
  }

  /**
   * A gift on an account of newer code.
   *
   * @param gift the gift
   */
  record IndebtedGift(Gift gift) implements OpeningRecord<IndebtedWallet> {

    static final RecordType<IndebtedGift> TYPE =
        new RecordType<>(Gift.TYPE.prefix(), item -> new IndebtedGift(Gift.TYPE.read(item)));

    @Override
    public Key key() {
      return gift.key();
    }

    @Override
    public Item item() {
      return gift.item();
    }

    @Override
    public Instant at() {
      return gift.at();
    }

    @Override
    public long policyVersion() {
      return gift.policyVersion();
    }

    @Override
    public Item details() {
      return gift.details();
    }

    @Override
    public Draft<IndebtedWallet> draft(Head<IndebtedWallet> head) {
      Draft<Wallet> draft = gift.draft(older(head));
      return new Draft<>(
          draft.kind(),
          draft.postings(),
          new IndebtedWallet(draft.state(), head.state().debtCoins()),
          draft.ref(),
          draft.policyVersion(),
          draft.details());
    }
  }
}
