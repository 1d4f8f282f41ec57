package io.giftledger.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One way to break the code: a text of one file that becomes another.
 *
 * @param name what it breaks
 * @param file the file, from the repository's root
 * @param from a text that stands in it once, however its white space is
 * @param to what takes its place
 */
record Mutation(String name, String file, String from, String to) {

  private static final String LEDGER = "functions/lib/ledger/src/main/java/io/giftledger/ledger/";
  private static final String CONVERT = "functions/convert/src/main/java/io/giftledger/convert/";
  private static final String PAY_OUT = "functions/pay-out/src/main/java/io/giftledger/payout/";

  /** All of them; the simulator must find each. */
  static final List<Mutation> ALL =
      List.of(
          new Mutation(
              "entries are put without a condition",
              "functions/lib/dynamodb/src/main/java/io/giftledger/dynamodb/DynamoDbTable.java",
              "request .tableName(name) .item(Attributes.of(item)) .conditionExpression(ABSENT)",
              "request.tableName(name).item(Attributes.of(item)).conditionExpression("
                  + "item.key().sort().startsWith(\"ENTRY#\") ? null : ABSENT)"),
          new Mutation(
              "records are put without a condition",
              "functions/lib/dynamodb/src/main/java/io/giftledger/dynamodb/DynamoDbTable.java",
              "request .tableName(name) .item(Attributes.of(item)) .conditionExpression(ABSENT)",
              "request.tableName(name).item(Attributes.of(item)).conditionExpression("
                  + "item.key().sort().startsWith(\"ENTRY#\") ? ABSENT : null)"),
          new Mutation(
              "an entry and the records that move with it are no transaction",
              "functions/lib/dynamodb/src/main/java/io/giftledger/dynamodb/DynamoDbTable.java",
              "client.transactWriteItems( request ->"
                  + " request.transactItems(writes.stream().map(this::transactItem).toList()));",
              "writes.forEach(this::writeOne);"),
          new Mutation(
              "whoever reuses a key is told of the other request",
              LEDGER + "Request.java",
              "return fingerprint.equals(",
              "return true || fingerprint.equals("),
          new Mutation(
              "a refusal is decided on a stale head",
              LEDGER + "Ledger.java",
              "if (read.consistent()) {",
              "if (true) {"),
          new Mutation(
              "a refusal does not look the key up",
              LEDGER + "Ledger.java",
              "met = table.get(request.key(), true).map(Claim::of);",
              "if (true) return new Outcome.Refused<>(refusal);"),
          new Mutation(
              "a claim is completed anew by whoever meets it",
              LEDGER + "Ledger.java",
              "if (there.isPresent()) return claim.isEntry(there.get());",
              "if (true) return there.isPresent() && claim.isEntry(there.get());"),
          new Mutation(
              "a claim is moved from wherever it is",
              LEDGER + "Claim.java",
              "Item.builder().number(PLACE, place).build(),",
              "Item.builder().build(),"),
          new Mutation(
              "a claim is taken for what happened",
              LEDGER + "Ledger.java",
              "if (conclude(account, request.type(), met.get())) {",
              "if (true) {"),
          new Mutation(
              "an entry is completed with the instant of whoever completes it",
              LEDGER + "Ledger.java",
              ": entry(head, record));",
              ": Entry.append(head, now, record.draft(head)));"),
          new Mutation(
              "a lost answer is taken for a yes",
              LEDGER + "Ledger.java",
              "return claim.isEntry(failed.existing(write.key()).orElseThrow()); }"
                  + " case WriteResult.Unsettled _ -> backoff.await(attempt);",
              "return claim.isEntry(failed.existing(write.key()).orElseThrow()); }"
                  + " case WriteResult.Unsettled _ -> { return true; }"),
          new Mutation(
              "an entry may be earlier than the one before",
              LEDGER + "Ledger.java",
              "return now.isBefore(head.at()) ? head.at() : now;",
              "return now;"),
          new Mutation(
              "a hash does not hold on to the one before",
              LEDGER + "Entry.java",
              "return unhashed.withHash(Hash.of(head.hash().bytes(), unhashed.canonicalBytes()));",
              "return unhashed.withHash(Hash.of(Hash.ZERO.bytes(), unhashed.canonicalBytes()));"),
          new Mutation(
              "gifts are rounded one by one",
              "functions/lib/economy/src/main/java/io/giftledger/economy/earnings/ConvertedGift.java",
              "return Math.multiplyExact(points, Earnings.E4 - commissionBasisPoints);",
              "return points * (Earnings.E4 - commissionBasisPoints) / Earnings.E4 * Earnings.E4;"),
          new Mutation(
              "gifts are converted whatever their status",
              CONVERT + "ConvertGifts.java",
              "Set.of(Gift.Status.SENT.name()),",
              "Set.of(Gift.Status.SENT.name(), Gift.Status.CONVERTED.name()),"),
          new Mutation(
              "a payment is credited each time it is told",
              "functions/recharge/src/main/java/io/giftledger/recharge/PaidRecharge.java",
              "Set.of(Status.AWAITING_PAYMENT.name(), Status.DECLINED.name()),",
              "Set.of(Status.AWAITING_PAYMENT.name(), Status.DECLINED.name(),"
                  + " Status.PAID.name()),"),
          new Mutation(
              "each try to pay has a key of its own",
              PAY_OUT + "PayOut.java",
              "withdrawal.id(), withdrawal.payoutToken()",
              "withdrawal.id() + clock.millis(), withdrawal.payoutToken()"),
          new Mutation(
              "what could not be sent is not sent again",
              "functions/dispatch/src/main/java/io/giftledger/dispatch/DispatchHandler.java",
              "return BatchResponse.failed(dispatch.dispatch(event.records()));",
              "dispatch.dispatch(event.records()); return"
                  + " BatchResponse.failed(java.util.List.of());"),
          new Mutation(
              "a policy stays in memory for a day",
              "functions/lib/dynamodb/src/main/java/io/giftledger/dynamodb/Policies.java",
              "Duration.ofSeconds(60)",
              "Duration.ofDays(1)"),
          new Mutation(
              "what was withdrawn this week does not count",
              "functions/withdraw/src/main/java/io/giftledger/withdraw/WithdrawalOrder.java",
              "amount.minor() > weeklyMaximum.minor() - withdrawn.minor()",
              "amount.minor() > weeklyMaximum.minor()"),
          new Mutation(
              "the budget counts no earlier gifts",
              "functions/send-gift/src/main/java/io/giftledger/sendgift/GiftOrder.java",
              "coins > budget.getAsLong() - wallet.spentInMonth(at)) {",
              "coins > budget.getAsLong()) {"));

  /**
   * The file as it would be.
   *
   * @param root the repository
   * @throws IllegalStateException if the text does not stand in the file exactly once
   */
  String applied(Path root) {
    try {
      String source = Files.readString(root.resolve(file));
      Matcher matcher =
          Pattern.compile(
                  Arrays.stream(from.split(" "))
                      .map(Pattern::quote)
                      .collect(Collectors.joining("\\s*")))
              .matcher(source);
      if (!matcher.find()) throw new IllegalStateException("not in " + file + ": " + from);
      String mutated = source.substring(0, matcher.start()) + to + source.substring(matcher.end());
      if (matcher.find()) throw new IllegalStateException("twice in " + file + ": " + from);
      return mutated;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
