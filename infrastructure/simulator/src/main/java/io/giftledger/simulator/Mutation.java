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
  private static final String ECONOMY =
      "functions/lib/economy/src/main/java/io/giftledger/economy/";
  private static final String RECHARGE = "functions/recharge/src/main/java/io/giftledger/recharge/";
  private static final String BOOKING =
      "functions/lib/payments/src/main/java/io/giftledger/payments/booking/";
  private static final String DYNAMODB =
      "functions/lib/dynamodb/src/main/java/io/giftledger/dynamodb/";

  /** All of them; the simulator must find each. */
  static final List<Mutation> ALL =
      List.of(
          new Mutation(
              "entries are put without a condition",
              DYNAMODB + "DynamoDbTable.java",
              "request .overrideConfiguration(this::inTime) .tableName(name)"
                  + " .item(Attributes.of(item)) .conditionExpression(ABSENT)",
              "request.overrideConfiguration(this::inTime).tableName(name).item(Attributes.of(item)).conditionExpression(item.key().sort().startsWith(\"ENTRY#\")"
                  + " ? null : ABSENT)"),
          new Mutation(
              "records are put without a condition",
              DYNAMODB + "DynamoDbTable.java",
              "request .overrideConfiguration(this::inTime) .tableName(name)"
                  + " .item(Attributes.of(item)) .conditionExpression(ABSENT)",
              "request.overrideConfiguration(this::inTime).tableName(name).item(Attributes.of(item)).conditionExpression(item.key().sort().startsWith(\"ENTRY#\")"
                  + " ? ABSENT : null)"),
          new Mutation(
              "an entry and the records that move with it are no transaction",
              DYNAMODB + "DynamoDbTable.java",
              "client.transactWriteItems( request ->"
                  + " request .overrideConfiguration(this::inTime)"
                  + " .transactItems(writes.stream().map(this::transactItem).toList()));",
              "writes.forEach(this::writeOne);"),
          new Mutation(
              "whoever reuses a key is told of the other request",
              LEDGER + "IdempotentRequest.java",
              "return fingerprint.equals(",
              "return true || fingerprint.equals("),
          new Mutation(
              "a refusal is decided on a stale head",
              LEDGER + "Ledger.java",
              "-> read ? refuse(refusal)",
              "-> true ? refuse(refusal)"),
          new Mutation(
              "a refusal does not look the key up",
              LEDGER + "Ledger.java",
              "Optional<Claim> met = table.get(request.key(), true).map(Claim::of);",
              "Optional<Claim> met = lost;"),
          new Mutation(
              "a claim is completed anew by whoever meets it",
              LEDGER + "Ledger.java",
              "if (there.isPresent()) return standing(claim, there.get());",
              "if (true) return Happened.before(there.filter(claim::isEntry).isPresent());"),
          new Mutation(
              "a claim is moved from wherever it is",
              LEDGER + "Claim.java",
              "Item.builder().number(PLACE, place).build(),",
              "Item.builder().build(),"),
          new Mutation(
              "a claim is taken for what happened",
              LEDGER + "Ledger.java",
              "Happened happened = conclude(claim);",
              "Happened happened = Happened.BEFORE;"),
          new Mutation(
              "an entry is completed with the instant of whoever completes it",
              LEDGER + "Ledger.java",
              ": entry(head, record));",
              ": Entry.append(head, now, record.draft(head), format));"),
          new Mutation(
              "a lost answer is taken for a yes",
              LEDGER + "Ledger.java",
              "claim.isEntry(failed.existing(write.key()).orElseThrow())));"
                  + " case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));",
              "claim.isEntry(failed.existing(write.key()).orElseThrow())));"
                  + " case WriteResult.Unsettled _ -> new Try.Done<>(Happened.NOW);"),
          new Mutation(
              "an entry may be earlier than the one before",
              LEDGER + "Ledger.java",
              "return now.isBefore(head.at()) ? head.at() : now;",
              "return now;"),
          new Mutation(
              "a hash does not hold on to the one before",
              LEDGER + "Entry.java",
              "return Hash.of(item.bytes(PREVIOUS_HASH), CanonicalText.of(item));",
              "return Hash.of(Hash.ZERO.bytes(), CanonicalText.of(item));"),
          new Mutation(
              "an entry of a format that is not known is followed",
              LEDGER + "Head.java",
              "if (entry.format() > format.reads()) {",
              "if (false) {"),
          new Mutation(
              "a state field that is not known is dropped",
              LEDGER + "Entry.java",
              "if (!book.fields().contains(field)) return",
              "if (false) return"),
          new Mutation(
              "a record is believed whatever its entry says",
              LEDGER + "Claim.java",
              "if (!same) throw new RecordAlteredException(record.key());",
              ""),
          new Mutation(
              "gifts are rounded one by one",
              ECONOMY + "earnings/ConvertedGift.java",
              "return Math.multiplyExact(points, Earnings.E4 - commissionBasisPoints);",
              "return points * (Earnings.E4 - commissionBasisPoints) / Earnings.E4 * Earnings.E4;"),
          new Mutation(
              "gifts are converted whatever they say of themselves",
              ECONOMY + "wallet/Gift.java",
              "Set.of(Status.SENT.name()), expected, Set.of(CONVERSION),",
              "Set.of(Status.SENT.name(), Status.CONVERTED.name()), expected, Set.of(),"),
          new Mutation(
              "a gift whose status was set back is converted again",
              ECONOMY + "wallet/Gift.java",
              "Set.of(Status.SENT.name()), expected, Set.of(CONVERSION),",
              "Set.of(Status.SENT.name()), expected, Set.of(),"),
          new Mutation(
              "a policy is in force whatever its figures",
              ECONOMY + "policy/PolicyReader.java",
              "value instanceof Value.Number(long number) && number >= least && number <= most",
              "value instanceof Value.Number(long number)"),
          new Mutation(
              "an adjustment is booked each time it is told",
              BOOKING + "AdjustPayment.java",
              "if (status.isEmpty()) {",
              "if (true) {"),
          new Mutation(
              "what was told before a payment is not booked after it",
              BOOKING + "SettleRecharge.java",
              "adjustAwaited(provider, payment); return open;",
              "return open;"),
          new Mutation(
              "what is taken back counts by itself and not with the rest",
              ECONOMY + "wallet/PaymentAdjusted.java",
              "quote.part(Math.max(before, after)).minus(quote.part(Math.min(before, after)));",
              "quote.part(Math.abs(after - before));"),
          new Mutation(
              "a payment is credited each time it is told",
              ECONOMY + "wallet/Recharge.java",
              "from.stream().map(Status::name).collect(Collectors.toSet()), expected,"
                  + " Set.of(SETTLEMENT),",
              "java.util.Arrays.stream(Status.values()).map(Status::name)"
                  + ".collect(Collectors.toSet()), expected, Set.of(),"),
          new Mutation(
              "a payment is booked with each recharge that it is told for",
              DYNAMODB + "DynamoDbTable.java",
              "Put.builder() .tableName(name) .item(Attributes.of(item))"
                  + " .conditionExpression(ABSENT)",
              "Put.builder().tableName(name).item(Attributes.of(item)).conditionExpression("
                  + "item.key().partition().startsWith(\"BOOKED#\") ? null : ABSENT)"),
          new Mutation(
              "each try to pay has a key of its own",
              "functions/pay-out/src/main/java/io/giftledger/payout/PayOut.java",
              "withdrawal.id(),\n                withdrawal.creator()",
              "withdrawal.id() + clock.millis(),\n                withdrawal.creator()"),
          new Mutation(
              "of ends that contradict each other each is approved",
              ECONOMY + "earnings/Ending.java",
              "withdrawal.id() + \"#\" + withdrawal.status()",
              "withdrawal.id() + \"#\" + proposal"),
          new Mutation(
              "a return brings back whatever withdrawal names it",
              ECONOMY + "earnings/PayoutReturned.java",
              "withdrawal.returned(back, sequence),"
                  + " BookedPayout.booking(BookedPayout.What.RETURN, withdrawal, returnId),",
              "withdrawal.returned(back, sequence),"),
          new Mutation(
              "what could not be sent is not sent again",
              "functions/dispatch/src/main/java/io/giftledger/dispatch/DispatchHandler.java",
              "return BatchResponse.failed(dispatch.dispatch(event.records()));",
              "dispatch.dispatch(event.records()); return"
                  + " BatchResponse.failed(java.util.List.of());"),
          new Mutation(
              "a policy stays in memory for a day",
              DYNAMODB + "Policies.java",
              "Duration.ofSeconds(60)",
              "Duration.ofDays(1)"),
          new Mutation(
              "what was withdrawn this week does not count",
              ECONOMY + "earnings/WithdrawalRequested.java",
              "amount.minor() > weeklyMaximum.minor() - withdrawn.minor()",
              "amount.minor() > weeklyMaximum.minor()"),
          new Mutation(
              "the budget counts no earlier gifts",
              ECONOMY + "wallet/GiftSent.java",
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
