package io.giftledger.operator.reconcile;

import io.giftledger.economy.Assets;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Asset;
import io.giftledger.operator.reconcile.CashMoved.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provider's report of its balance transactions, as Stripe writes it: CSV with a header, a row a
 * transaction, amounts in the currency's main unit. Read are the columns of Stripe's report {@code
 * balance_change_from_activity.itemized}. The Dashboard's own export of balance transactions names
 * no payment as the payment's events do, so that nothing in it could be told from what is booked.
 *
 * @param moved the cash that it says was moved: of a row its gross amount, and its fee
 * @param transfersAside rows that only move money between the platform's own accounts
 */
public record SettlementReport(List<CashMoved> moved, int transfersAside) {

  private static final Set<String> PAYMENTS = Set.of("charge", "payment");
  private static final Set<String> PAYOUTS =
      Set.of("transfer", "transfer_reversal", "transfer_refund", "transfer_failure");

  /** To the platform's bank and from it: the ledger's cash is both. */
  private static final Set<String> ASIDE =
      Set.of(
          "payout",
          "payout_reversal",
          "payout_failure",
          "payout_cancel",
          "topup",
          "topup_reversal");

  /** The columns without which it is none. */
  private static final List<String> REQUIRED =
      List.of(
          "balance_transaction_id",
          "created_utc",
          "currency",
          "gross",
          "fee",
          "reporting_category",
          "source_id",
          "payment_intent_id");

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException if it is none: which columns it lacks, or which row is wrong
   */
  public static SettlementReport read(Path file) throws IOException {
    List<CashMoved> moved = new ArrayList<>();
    int aside = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      Csv csv = new Csv(reader);
      List<String> header =
          csv.row().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
      List<String> missing = REQUIRED.stream().filter(name -> !header.contains(name)).toList();
      if (!missing.isEmpty()) {
        throw new IllegalArgumentException(
            "the report has no column " + String.join(", ", missing));
      }
      int number = 1;
      for (List<String> cells = csv.row(); !cells.isEmpty(); cells = csv.row()) {
        number++;
        try {
          Row row = Row.of(header, cells);
          if (ASIDE.contains(row.category())) aside++;
          else moved.addAll(row.moved());
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException wrong) {
          throw new IllegalArgumentException("row " + number + ": " + wrong.getMessage(), wrong);
        }
      }
    }
    return new SettlementReport(moved, aside);
  }

  /** One balance transaction. */
  private record Row(Map<String, String> cells) {

    static Row of(List<String> header, List<String> cells) {
      if (cells.size() != header.size()) {
        throw new IllegalArgumentException(
            cells.size() + " cells under " + header.size() + " names");
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int column = 0; column < cells.size(); column++) {
        row.put(header.get(column), cells.get(column).strip());
      }
      return new Row(row);
    }

    List<CashMoved> moved() {
      long gross = minor(required("gross"));
      long fee = minor(required("fee"));
      find("net")
          .map(this::minor)
          .filter(net -> net != Math.subtractExact(gross, fee))
          .ifPresent(
              _ -> {
                throw new IllegalArgumentException("its net is not its gross less its fee");
              });
      Kind kind = PAYOUTS.contains(category()) ? Kind.PAYOUTS : Kind.PAYMENTS;
      List<CashMoved> moved = new ArrayList<>();
      if (gross != 0) moved.add(moved(kind, gross));
      if (fee != 0) moved.add(moved(Kind.FEES, -fee));
      return moved;
    }

    private CashMoved moved(Kind kind, long minor) {
      return new CashMoved(
          created(),
          kind,
          new Money(minor, currency()),
          ids(),
          id() + " " + category() + " " + find("source_id").orElse(""),
          kind == Kind.PAYMENTS && minor > 0 && PAYMENTS.contains(category())
              ? find("payment_intent_id")
              : Optional.empty(),
          Optional.empty());
    }

    String category() {
      return required("reporting_category").toLowerCase(Locale.ROOT);
    }

    private String id() {
      return required("balance_transaction_id");
    }

    /**
     * Its own, that of what it is about, and what we gave along. That of the payment only a payment
     * has for itself: a refund has it, too.
     */
    private List<String> ids() {
      List<String> ids = new ArrayList<>();
      ids.add(id());
      find("source_id").ifPresent(ids::add);
      boolean isPayment = PAYMENTS.contains(category());
      if (isPayment) find("payment_intent_id").ifPresent(ids::add);
      cells.forEach(
          (name, cell) -> {
            boolean isOfPayment = name.startsWith("payment_metadata[");
            if (name.contains("metadata[") && !cell.isEmpty() && (isPayment || !isOfPayment)) {
              ids.add(cell);
            }
          });
      return List.copyOf(ids);
    }

    private String currency() {
      String code = required("currency").toUpperCase(Locale.ROOT);
      if (!new Money(0, code).isOfCurrencyInUse()) {
        throw new IllegalArgumentException("no currency: " + code);
      }
      return code;
    }

    private long minor(String amount) {
      if (!amount.matches("-?[0-9]{1,15}([.][0-9]{1,4})?")) {
        throw new IllegalArgumentException("no amount: " + amount);
      }
      try {
        int decimals = Assets.decimals(Asset.money(currency()));
        long minor = new BigDecimal(amount).movePointRight(decimals).longValueExact();
        if (!new Money(Math.abs(minor), currency()).isPlausible()) {
          throw new IllegalArgumentException(amount + " is more than anything costs");
        }
        return minor;
      } catch (ArithmeticException fraction) {
        throw new IllegalArgumentException(amount + " has a part of a minor unit", fraction);
      }
    }

    /** Written {@code 2026-11-20 10:15:30}, with or without seconds, or as ISO 8601. */
    private Instant created() {
      String text = required("created_utc").replace(' ', 'T');
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private String required(String name) {
      return find(name).orElseThrow(() -> new IllegalArgumentException("it has no " + name));
    }

    private Optional<String> find(String name) {
      return Optional.of(cells.getOrDefault(name, "")).filter(cell -> !cell.isEmpty());
    }
  }
}
