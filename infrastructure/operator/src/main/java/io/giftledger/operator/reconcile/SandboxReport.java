package io.giftledger.operator.reconcile;

import io.giftledger.economy.Assets;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.sandbox.SandboxStatement;
import io.giftledger.payments.sandbox.SandboxStatement.Line;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sandbox's settlement report, in the columns of Stripe's that {@link SettlementReport} reads.
 */
public final class SandboxReport {

  /** The provider that it is of. */
  public static final String PROVIDER = "sandbox";

  private static final String HEADER =
      "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,"
          + "payment_intent_id,refund_metadata[refund_id],transfer_metadata[withdrawal_id]\r\n";

  private static final DateTimeFormatter CREATED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Writer out;

  /**
   * @param out where it is written
   */
  public SandboxReport(Writer out) throws IOException {
    this.out = out;
    out.write(HEADER);
  }

  /**
   * Writes what the sandbox did for what an item of the table says.
   *
   * @param isAsked which of it
   * @return how many rows that are
   */
  public int write(Item item, Predicate<Line> isAsked) throws IOException {
    List<Line> lines = lines(item).stream().filter(isAsked).toList();
    for (Line line : lines) out.write(row(line));
    return lines.size();
  }

  private static List<Line> lines(Item item) {
    Key key = item.key();
    String partition = key.partition();
    if (is(key, Recharge.TYPE.prefix()) && partition.startsWith(Wallet.BOOK.prefix() + "#")) {
      Recharge recharge = Recharge.TYPE.read(item);
      return recharge.provider().equals(PROVIDER) ? SandboxStatement.of(recharge) : List.of();
    }
    if (is(key, Withdrawal.TYPE.prefix()) && partition.startsWith(Earnings.BOOK.prefix() + "#")) {
      Withdrawal withdrawal = Withdrawal.TYPE.read(item);
      return withdrawal.provider().equals(PROVIDER) ? SandboxStatement.of(withdrawal) : List.of();
    }
    if (is(key, UnappliedPayment.TYPE.prefix())
        && partition.equals(Unapplied.of(PROVIDER).partitionKey())) {
      return SandboxStatement.of(UnappliedPayment.TYPE.read(item));
    }
    return List.of();
  }

  private static boolean is(Key key, String prefix) {
    return key.sort().startsWith(prefix + "#");
  }

  private static String row(Line line) {
    Money gross = line.gross();
    boolean isPayout = line.payment().isEmpty();
    String ours = line.ours().orElse("");
    return Stream.of(
            line.id(),
            CREATED.format(line.at()),
            gross.currency().toLowerCase(Locale.ROOT),
            decimal(gross, gross.minor()),
            decimal(gross, line.fee()),
            decimal(gross, gross.minor() - line.fee()),
            line.category(),
            line.source(),
            line.payment().orElse(""),
            isPayout ? "" : ours,
            isPayout ? ours : "")
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String decimal(Money like, long minor) {
    return BigDecimal.valueOf(minor, Assets.decimals(like.asset())).toPlainString();
  }
}
