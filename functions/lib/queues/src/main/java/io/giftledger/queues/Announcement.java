package io.giftledger.queues;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that happened, as the platform's own systems are told of it; {@code asyncapi.yaml}
 * describes each. It follows from one entry alone, or from one version of the policy, so that the
 * same one is always told in the same words, and has ids and figures in it, nothing of a person's.
 *
 * @param name what happened: {@code recharge.paid}
 * @param detail what is told of it, as JSON has it
 */
@Serdeable
public record Announcement(String name, Map<String, Object> detail) {

  /** The version of what details are made of; a member that is added does not change it. */
  private static final int VERSION = 1;

  private static final Pattern POLICY_VERSION =
      Pattern.compile(Pattern.quote(Policy.SORT_KEY_PREFIX) + "[0-9]{12}");

  /** What the entries of a kind are announced as. */
  private record Told(String name, Function<Item, Figures> figures) {}

  private static final Map<EntryKind, Told> TOLD =
      Map.ofEntries(
          Map.entry(Recharged.KIND, new Told("recharge.paid", Announcement::recharged)),
          Map.entry(PaymentTakenBack.KIND, new Told("recharge.refunded", Announcement::adjusted)),
          Map.entry(PurchaseReturned.KIND, new Told("recharge.refunded", Announcement::adjusted)),
          Map.entry(PaymentRestored.KIND, new Told("recharge.restored", Announcement::adjusted)),
          Map.entry(GiftSent.KIND, new Told("gift.sent", Announcement::gift)),
          Map.entry(GiftsConverted.KIND, new Told("gifts.converted", Announcement::gifts)),
          Map.entry(
              WithdrawalRequested.KIND, new Told("withdrawal.requested", Announcement::requested)),
          Map.entry(PayoutPaid.KIND, new Told("withdrawal.paid", Announcement::paid)),
          Map.entry(PayoutPaidLate.KIND, new Told("withdrawal.paid", Announcement::paid)),
          Map.entry(PayoutFailed.KIND, new Told("withdrawal.failed", Announcement::failed)),
          Map.entry(PayoutReturned.KIND, new Told("withdrawal.returned", Announcement::returned)),
          Map.entry(WalletFrozen.KIND, new Told("wallet.frozen", Announcement::reason)),
          Map.entry(WalletReleased.KIND, new Told("wallet.released", Announcement::reason)));

  /** What else a debt can begin or end with. */
  private static final List<EntryKind> MAY_MOVE_DEBT =
      List.of(CoinsAdjusted.KIND, CoinsExchanged.KIND);

  /** Whether something may be announced of an item of the table. */
  public static boolean concerns(Item item) {
    if (isPolicy(item)) return true;
    if (!Entry.isEntry(item.key())) return false;
    EntryKind kind = new EntryKind(item.text("kind"));
    return TOLD.containsKey(kind) || MAY_MOVE_DEBT.contains(kind);
  }

  /** Whether an item is the entry of a gift that was sent, of which there are many. */
  public static boolean isOfGift(Item item) {
    return item.findText("kind").equals(Optional.of(GiftSent.KIND.label()));
  }

  /**
   * What is announced of an item that was put into the table.
   *
   * @throws RuntimeException if it is not what was written, or says what cannot be
   */
  public static List<Announcement> of(Item item) {
    if (isPolicy(item)) return policy(item).stream().toList();
    if (!Entry.isWhole(item)) {
      throw new IllegalArgumentException("its hash does not follow from it");
    }
    EntryKind kind = new EntryKind(item.text("kind"));
    List<Announcement> announcements = new ArrayList<>();
    Told told = TOLD.get(kind);
    if (told != null) announcements.add(of(item, told.name(), told.figures().apply(item)));
    if (kind.equals(PaymentTakenBack.KIND) && freezes(item)) {
      announcements.add(
          of(item, "wallet.frozen", new Figures().text("reason", Standing.CHARGEBACKS)));
    }
    long debt = debt(item);
    long before = debt + amount(item, ChartOfAccounts.WALLET_DEBT, Assets.COIN);
    if (before == 0 && debt > 0) {
      announcements.add(of(item, "debt.opened", new Figures().number("debt_coins", debt)));
    }
    if (before > 0 && debt == 0) {
      announcements.add(of(item, "debt.paid", new Figures().number("paid_coins", before)));
    }
    return announcements;
  }

  private static Announcement of(Item entry, String name, Figures figures) {
    return of(
        name,
        entry.key().partition(),
        Entry.sequence(entry.key()),
        Hash.ofDigest(entry.bytes("hash")),
        Optional.of(entry.text("at")),
        figures);
  }

  private static Announcement of(
      String name,
      String account,
      long number,
      Hash hash,
      Optional<String> occurredAt,
      Figures figures) {
    Figures detail =
        new Figures()
            .text("id", account + "/" + number + "/" + hash.hex() + "/" + name)
            .number("version", VERSION);
    occurredAt.ifPresent(at -> detail.text("occurred_at", at));
    detail.text("account", account).number("entry", number).text("hash", hash.hex());
    detail.members.putAll(figures.members);
    return new Announcement(name, detail.members);
  }

  // ---- What is told of each -------------------------------------------------------------------

  private static Figures recharged(Item entry) {
    Item details = details(entry);
    return new Figures()
        .text("recharge_id", Recharge.TYPE.id(entry.text("ref")))
        .number("coins", details.number("coins"))
        .number("bonus_coins", details.number("bonusCoins"))
        .money("price", details.number("priceMinor"), details)
        .money("tax", details.number("taxMinor"), details)
        .text("provider", details.text("provider"))
        .number("debt_coins", debt(entry));
  }

  private static Figures adjusted(Item entry) {
    Item details = details(entry);
    return new Figures()
        .text("recharge_id", Recharge.TYPE.id(entry.text("ref")))
        .text("adjustment_id", details.text("adjustment"))
        .text("cause", details.text("cause"))
        .money("amount", details.number("amountMinor"), details)
        .money("tax", details.number("taxMinor"), details)
        .number("coins", details.number("coins"))
        .number("bonus_coins", details.number("bonusCoins"))
        .number("debt_coins", debt(entry));
  }

  private static Figures gift(Item entry) {
    Item details = details(entry);
    Gift.Target target = Gift.Target.of(details);
    return new Figures()
        .text("gift_id", Gift.TYPE.id(entry.text("ref")))
        .text("creator", details.text("creator"))
        .text("gift", details.text("gift"))
        .number("quantity", details.number("quantity"))
        .number("coins", details.number("coins"))
        .number("points", details.number("points"))
        .text(target.kind().label(), target.id());
  }

  private static Figures gifts(Item entry) {
    return new Figures()
        .number("gifts", details(entry).number("gifts"))
        .number("coins", amount(entry, ChartOfAccounts.COINS_SPENT, Assets.COIN))
        .number("points", amount(entry, ChartOfAccounts.POINTS_CONVERTED, Assets.POINT))
        .number("diamonds_e4", amount(entry, ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4))
        .number("commission_e4", amount(entry, ChartOfAccounts.COMMISSION, Assets.DIAMOND_E4));
  }

  private static Figures requested(Item entry) {
    Item details = details(entry);
    return withdrawal(entry, details.number("diamonds"))
        .money("amount", details.number("amountMinor"), details)
        .money("fee", details.number("feeMinor"), details)
        .text("payout_method", details.text("payoutMethod"))
        .text("provider", details.text("provider"));
  }

  private static Figures paid(Item entry) {
    // The first cash that goes is what the creator gets; the provider's charge goes after it.
    Posting cash = cash(entry);
    return withdrawal(
            entry, amount(entry, ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4) / Earnings.E4)
        .money("amount", -cash.amount(), cash.asset())
        .text("payout_id", details(entry).text("payoutId"));
  }

  private static Figures failed(Item entry) {
    Item details = details(entry);
    return withdrawal(
            entry, amount(entry, ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4) / Earnings.E4)
        .money("amount", details.number("amountMinor"), details);
  }

  private static Figures returned(Item entry) {
    Item details = details(entry);
    Posting cash = cash(entry);
    return withdrawal(
            entry, -amount(entry, ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4) / Earnings.E4)
        .money("amount", cash.amount(), cash.asset())
        .text("return_id", details.text("returnId"))
        .text("return_reason", details.text("returnReason"));
  }

  private static Figures withdrawal(Item entry, long diamonds) {
    return new Figures()
        .text("withdrawal_id", Withdrawal.TYPE.id(entry.text("ref")))
        .number("diamonds", diamonds);
  }

  private static Figures reason(Item entry) {
    return new Figures().text("reason", details(entry).text("reason"));
  }

  /**
   * Whether a chargeback is one of so many that the wallet is frozen for them; if it was already,
   * this one would have frozen it, too.
   */
  private static boolean freezes(Item entry) {
    Item state = entry.map("state");
    Optional<String> freezes = details(entry).findText("freezes");
    if (freezes.isEmpty() || !state.findText("frozen").equals(Optional.of(Standing.CHARGEBACKS))) {
      return false;
    }
    int disputes = state.text("disputes").split(" ", -1).length;
    return disputes >= Integer.parseInt(freezes.get().split("/", -1)[0]);
  }

  private static boolean isPolicy(Item item) {
    return item.key().partition().equals(Policy.PARTITION_KEY);
  }

  /**
   * A version has no hash of its own: its document's is told. What is no version, or has no
   * document, means nothing.
   */
  private static Optional<Announcement> policy(Item version) {
    if (!POLICY_VERSION.matcher(version.key().sort()).matches()) return Optional.empty();
    if (!(version.attributes().get("document") instanceof Value.Text(String document))) {
      return Optional.empty();
    }
    long number = Long.parseLong(version.key().id());
    return Optional.of(
        of(
            "policy.published",
            version.key().partition(),
            number,
            Hash.of(document.getBytes(StandardCharsets.UTF_8)),
            version.findText("publishedAt"),
            new Figures().number("policy_version", number)));
  }

  // ---- What stands where in an entry ----------------------------------------------------------

  private static Item details(Item entry) {
    return entry.map("details");
  }

  private static long debt(Item entry) {
    return entry.map("state").findNumber("debt").orElse(0);
  }

  private static long amount(Item entry, LedgerAccount account, Asset asset) {
    return postings(entry, account)
        .filter(posting -> posting.asset().equals(asset))
        .mapToLong(Posting::amount)
        .sum();
  }

  private static Posting cash(Item entry) {
    return postings(entry, ChartOfAccounts.CASH).findFirst().orElseThrow();
  }

  private static Stream<Posting> postings(Item entry, LedgerAccount account) {
    return entry.texts("postings").stream()
        .filter(posting -> posting.startsWith(account.label() + " "))
        .map(Posting::parse);
  }

  /** Members of a detail, in the order in which they are told. */
  private static final class Figures {

    private final Map<String, Object> members = new LinkedHashMap<>();

    Figures text(String name, String value) {
      members.put(name, value);
      return this;
    }

    Figures number(String name, long value) {
      members.put(name, value);
      return this;
    }

    Figures money(String name, long minor, Item details) {
      return money(name, minor, details.text("currency"));
    }

    Figures money(String name, long minor, Asset currency) {
      return money(name, minor, currency.code());
    }

    private Figures money(String name, long minor, String currency) {
      Map<String, Object> money = new LinkedHashMap<>();
      money.put("amount", minor);
      money.put("currency", currency);
      members.put(name, money);
      return this;
    }
  }
}
