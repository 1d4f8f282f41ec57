package io.giftledger.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.ledger.table.Item;
import io.giftledger.simulator.Api.Answer;
import io.giftledger.simulator.Clients.Asked;
import io.giftledger.simulator.Simulation.Committed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Whether what clients were told is true: what was accepted is there and as it was told, what was
 * refused was refused for a reason that held at some instant between question and answer, and what
 * was read was so then.
 */
final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A policy may be a minute old; a request that takes long may have read it when it began. */
  private static final Duration POLICY_AGE_MAX = Duration.ofSeconds(61);

  private final Simulation simulation;
  private final Books books;
  private final List<String> violations = new ArrayList<>();

  Answers(Simulation simulation, Books books) {
    this.simulation = simulation;
    this.books = books;
  }

  /** Adds what is not true. */
  void check(List<String> found) {
    Map<String, List<Asked>> byKey = new LinkedHashMap<>();
    for (Asked asked : simulation.clients().asked()) {
      String key = asked.request().headers().get("idempotency-key");
      if (key != null) {
        byKey
            .computeIfAbsent(
                asked.request().user()
                    + " "
                    + asked.request().route()
                    + asked.request().pathParameters()
                    + " "
                    + key,
                name -> new ArrayList<>())
            .add(asked);
      }
      asked
          .answer()
          .ifPresent(
              answer -> {
                if (Resolutions.isAsked(asked.request())) checkResolution(asked, answer);
                else if (asked.request().isOperators()) checkOperators(asked, answer);
                else check(asked, answer);
              });
    }
    byKey.values().stream()
        .filter(all -> !all.getFirst().request().isOperators())
        .forEach(this::checkKey);
    found.addAll(violations);
  }

  private void lie(Asked asked, Answer answer, String why) {
    violations.add(
        "%s was told %d %s: %s".formatted(asked.label(), answer.status(), answer.body(), why));
  }

  private void checkResolution(Asked asked, Answer answer) {
    Map<String, String> path = asked.request().pathParameters();
    boolean wasThere =
        simulation.commits("EARNINGS#" + path.get("id")).stream()
            .filter(entry -> entry.step() <= asked.from())
            .anyMatch(
                entry -> entry.item().text("ref").equals("WITHDRAWAL#" + path.get("withdrawal")));
    new Resolutions(books).lie(asked, answer, wasThere).ifPresent(why -> lie(asked, answer, why));
  }

  /** What an operator was told to be done is there. */
  private void checkOperators(Asked asked, Answer answer) {
    switch (answer.status()) {
      case 200 -> {
        String sort = "ENTRY#%012d".formatted(answer.body().path("entry").asLong());
        if (books.entries().getOrDefault(operated(asked), List.of()).stream()
            .noneMatch(entry -> entry.key().sort().equals(sort) && isOf(entry, asked))) {
          lie(asked, answer, "nothing moved");
        }
      }
      case 201, 503 -> {}
      case 409 -> {
        if (!Set.of("already_done", "proposal_expired").contains(answer.code())) {
          lie(asked, answer, "no such conflict");
        }
      }
      case 422 -> {
        if (answer.code().equals("challenge_budget_exceeded")) {
          wasSo(
              asked,
              answer,
              operated(asked),
              "budget_diamonds",
              entry -> Chain.state(entry, "budgetE4") / 10_000);
          if (answer.body().path("diamonds").asLong()
              <= answer.body().path("budget_diamonds").asLong()) {
            lie(asked, answer, "it was enough");
          }
        } else if (!answer.code().equals("insufficient_diamonds")) {
          lie(asked, answer, "no rule says so");
        }
      }
      default -> lie(asked, answer, "nothing was wrong with the request");
    }
  }

  /** The account that an operator acts on. */
  private static String operated(Asked asked) {
    String route = asked.request().route();
    String book =
        route.contains("/challenges/")
            ? "CHALLENGE#"
            : route.contains("/wallets/") ? "WALLET#" : "EARNINGS#";
    return book + asked.request().pathParameters().get("id");
  }

  /**
   * Whether an entry does what an approval was about: also one that stands since an earlier one.
   */
  private static boolean isOf(Item entry, Asked approval) {
    String route = approval.request().route();
    JsonNode shown = json(approval.request().body());
    if (!route.contains("/challenges/")) {
      return entry
          .text("ref")
          .equals("PROPOSAL#" + approval.request().pathParameters().get("proposal"));
    }
    Item details = entry.map("details");
    boolean isAward = route.contains("/awards/");
    return entry.text("kind").equals(isAward ? "award_opened" : "challenge_funded")
        && details.number("diamonds") == shown.path("diamonds").asLong()
        && (!isAward
            || (details.text("creator").equals(shown.path("creator").asText())
                && details.text("tier").equals(shown.path("tier").asText())));
  }

  private void check(Asked asked, Answer answer) {
    switch (answer.status()) {
      case 200 -> read(asked, answer);
      case 201 -> accepted(asked, answer);
      case 422 -> refused(asked, answer);
      case 503 -> {}
      case 404 -> unknown(asked, answer);
      case 409 -> {
        boolean isTooLate =
            asked.request().route().equals(Api.CANCEL)
                && answer.code().equals("withdrawal_not_cancellable");
        if (!isTooLate && !answer.code().equals("idempotency_key_reused"))
          lie(asked, answer, "no such conflict");
      }
      default -> lie(asked, answer, "nothing was wrong with the request");
    }
  }

  /** Only what is about something that was never made is about nothing. */
  private void unknown(Asked asked, Answer answer) {
    boolean isAboutSomething = asked.request().pathParameters().containsKey("id");
    if (!isAboutSomething || wasMadeBefore(asked)) lie(asked, answer, "there is one");
  }

  private boolean wasMadeBefore(Asked asked) {
    String ref = kind(asked) + "#" + id(asked);
    return simulation.commits(partition(asked)).stream()
        .filter(entry -> entry.step() <= asked.from())
        .anyMatch(entry -> entry.item().text("ref").equals(ref));
  }

  /** The same key is the same thing, for ever, and a key that was refused left nothing behind. */
  private void checkKey(List<Asked> asked) {
    Asked first = asked.getFirst();
    Optional<JsonNode> accepted = Optional.empty();
    boolean allRefused = true;
    for (Asked one : asked) {
      Optional<Answer> answer = one.answer();
      int status = answer.map(Answer::status).orElse(0);
      allRefused &= status == 422;
      if (status == 201) {
        JsonNode body = answer.orElseThrow().body();
        if (!body.equals(accepted.orElse(body))) {
          lie(one, answer.orElseThrow(), "the same key was told " + accepted);
        }
        accepted = Optional.of(body);
      }
      if (status == 422 && wasThereBefore(one)) {
        lie(one, answer.orElseThrow(), "it had been accepted before");
      }
      boolean otherAsked =
          asked.stream().anyMatch(other -> !other.request().body().equals(one.request().body()));
      if (status == 409 && !otherAsked) {
        lie(one, answer.orElseThrow(), "nothing else was asked with this key");
      }
    }
    policyWasInForce(first);
    if (!allRefused) return;
    if (isReturn(first)) {
      if (returned(first).isPresent()) {
        violations.add(first.label() + " was refused and is there: " + first.request().returnId());
      }
      return;
    }
    String partition = partition(first);
    String id = id(first);
    boolean isThere =
        books.records().values().stream()
            .flatMap(records -> records.values().stream())
            .anyMatch(
                record ->
                    record.key().partition().equals(partition)
                        && record.key().sort().endsWith("#" + id));
    if (isThere) violations.add(first.label() + " was refused and is there: " + id);
  }

  /** Whether what was asked for had been done already when it was asked for once more. */
  private boolean wasThereBefore(Asked asked) {
    return isReturn(asked)
        ? simulation.commits(partition(asked)).stream()
            .filter(entry -> entry.step() <= asked.from())
            .anyMatch(entry -> isReturnOf(entry.item(), asked))
        : wasMadeBefore(asked);
  }

  /** The entry of a return. */
  private Optional<Item> returned(Asked asked) {
    return books.entries().getOrDefault(partition(asked), List.of()).stream()
        .filter(entry -> isReturnOf(entry, asked))
        .findFirst();
  }

  private static boolean isReturnOf(Item entry, Asked asked) {
    return entry.text("kind").equals("purchase_returned")
        && entry.map("details").text("adjustment").equals(asked.request().returnId());
  }

  /** A function keeps a policy in memory for a while, and not longer. */
  private void policyWasInForce(Asked first) {
    if (!kind(first).equals("GIFT")) return;
    Item gift = books.records("GIFT").get(partition(first) + "/GIFT#" + id(first));
    if (gift == null) return;
    var next = simulation.policies().higherEntry(gift.number("policyVersion"));
    if (next != null && next.getValue().from().plus(POLICY_AGE_MAX).compareTo(first.at()) < 0) {
      violations.add(
          "%s was sent under policy %d, which was out of force"
              .formatted(first.label(), gift.number("policyVersion")));
    }
  }

  private static String kind(Asked asked) {
    return asked.request().kind();
  }

  private static String partition(Asked asked) {
    return asked.request().account();
  }

  private static String id(Asked asked) {
    return asked.request().id();
  }

  private static boolean isReturn(Asked asked) {
    return asked.request().route().equals(Api.RETURN);
  }

  private void accepted(Asked asked, Answer answer) {
    if (isReturn(asked)) {
      long paidBack = answer.body().path("amount").path("amount").asLong();
      if (returned(asked)
          .filter(entry -> entry.map("details").number("amountMinor") == paidBack)
          .isEmpty()) {
        lie(asked, answer, "its entry is " + returned(asked));
      }
      return;
    }
    String name = partition(asked) + "/" + kind(asked) + "#" + answer.body().path("id").asText();
    Item record = books.records(kind(asked)).get(name);
    if (record == null) {
      lie(asked, answer, "there is no such record");
      return;
    }
    if (!answer.body().path("id").asText().equals(id(asked))) {
      lie(asked, answer, "its key stands for " + id(asked));
    }
    JsonNode wanted = json(asked.request().body());
    switch (kind(asked)) {
      case "GIFT" -> {
        boolean same =
            record.text("creator").equals(wanted.path("creator").asText())
                && record.text("gift").equals(wanted.path("gift").asText())
                && record.number("quantity") == wanted.path("quantity").asLong()
                && record.number("coins") == answer.body().path("coins").asLong()
                && record.number("points") == answer.body().path("points").asLong();
        if (!same) lie(asked, answer, "the record is " + record);
        entry(partition(asked), record.key().sort())
            .filter(
                entry ->
                    Chain.coins(entry) != answer.body().path("wallet_coins").asLong()
                        || !entry.text("at").equals(atMillis(answer)))
            .ifPresent(entry -> lie(asked, answer, "its entry is " + entry));
      }
      case "RECHARGE" -> {
        if (record.number("coins") != answer.body().path("coins").asLong()
            || !record.text("package").equals(wanted.path("package").asText())) {
          lie(asked, answer, "the record is " + record);
        }
      }
      case "EXCHANGE" -> {
        if (record.number("askedDiamonds") != wanted.path("diamonds").asLong()
            || record.number("diamonds") != answer.body().path("diamonds").asLong()
            || record.number("coins") != answer.body().path("coins").asLong()
            || record.findNumber("credit").orElse(0)
                != answer.body().path("wallet_entry").asLong(-1)) {
          lie(asked, answer, "the record is " + record);
        }
      }
      default -> {
        // Diamonds that pay no whole cent are left.
        if (record.number("diamonds") != wanted.path("diamonds").asLong() / 2 * 2
            || record.number("amountMinor")
                != answer.body().path("amount").path("amount").asLong()) {
          lie(asked, answer, "the record is " + record);
        }
      }
    }
  }

  private static String atMillis(Answer answer) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(ZoneOffset.UTC)
        .format(Instant.parse(answer.body().path("sent_at").asText()));
  }

  private Optional<Item> entry(String account, String ref) {
    return books.entries().getOrDefault(account, List.of()).stream()
        .filter(entry -> entry.text("ref").equals(ref))
        .findFirst();
  }

  private void read(Asked asked, Answer answer) {
    String user = asked.request().user();
    switch (asked.request().route()) {
      case "GET /v1/wallet" ->
          wasSo(asked, answer, "WALLET#" + user, "coins", entry -> Chain.coins(entry));
      case "GET /v1/earnings" ->
          wasSo(asked, answer, "EARNINGS#" + user, "points", entry -> Chain.state(entry, "points"));
      case Api.CANCEL -> {
        Item record =
            books.records("WITHDRAWAL").get(partition(asked) + "/WITHDRAWAL#" + id(asked));
        if (record == null || !record.findText("failureReason").equals(Optional.of("cancelled"))) {
          lie(asked, answer, "the record is " + record);
        }
      }
      default -> {}
    }
  }

  private void refused(Asked asked, Answer answer) {
    String user = asked.request().user();
    switch (answer.code()) {
      case "insufficient_coins" -> {
        wasSo(asked, answer, "WALLET#" + user, "wallet_coins", entry -> Chain.coins(entry));
        if (answer.body().path("coins").asLong() <= answer.body().path("wallet_coins").asLong()) {
          lie(asked, answer, "it was enough");
        }
      }
      case "wallet_frozen" -> {
        Optional<String> reason = Optional.of(answer.body().path("reason").asText());
        if (!held(
            asked,
            "WALLET#" + user,
            entry -> entry.flatMap(its -> its.map("state").findText("frozen")).equals(reason))) {
          lie(asked, answer, "it was not frozen so in that time");
        }
      }
      case "earnings_held" -> {
        Optional<String> reason = Optional.of(answer.body().path("reason").asText());
        if (!held(
            asked,
            "EARNINGS#" + user,
            entry -> entry.flatMap(its -> its.map("state").findText("onHold")).equals(reason))) {
          lie(asked, answer, "it was not on hold so in that time");
        }
      }
      case "wallet_in_debt" ->
          wasSo(asked, answer, "WALLET#" + user, "debt_coins", entry -> Chain.state(entry, "debt"));
      case "budget_exceeded" -> {
        long told = answer.body().path("coins_per_month").asLong();
        if (!held(
            asked,
            "WALLET#" + user,
            entry ->
                entry.map(its -> Chain.state(its, "budget")).equals(Optional.of(told))
                    || entry
                        .flatMap(its -> its.map("state").findText("raise"))
                        .filter(raise -> raise.endsWith(" " + told))
                        .isPresent())) {
          lie(asked, answer, "no such budget stood in that time");
        }
      }
      case "insufficient_diamonds" ->
          wasSo(
              asked,
              answer,
              "EARNINGS#" + user,
              "available_diamonds",
              entry -> Chain.state(entry, "diamondsE4") / 10_000);
      case "unknown_creator" -> {
        if (!asked.request().body().contains("nobody")) lie(asked, answer, "there is one");
      }
      case "gift_limit_exceeded" -> {
        if (answer.body().path("coins").asLong() <= answer.body().path("remaining").asLong()) {
          lie(asked, answer, "so much was left");
        }
      }
      case "recharge_limit_exceeded" -> {
        if (answer.body().path("price").path("amount").asLong()
            <= answer.body().path("remaining").path("amount").asLong()) {
          lie(asked, answer, "so much was left");
        }
      }
      case "exchange_out_of_bounds" -> {
        if (json(asked.request().body()).path("diamonds").asLong() >= 2) {
          lie(asked, answer, "so many can be exchanged");
        }
      }
      case "gift_to_self",
          "below_minimum_withdrawal",
          "weekly_limit_exceeded",
          "recharge_not_paid",
          "refund_period_over",
          "nothing_to_refund" -> {}
      default -> lie(asked, answer, "no rule says so");
    }
  }

  /** Whether a figure stood in the account at some instant between question and answer. */
  private void wasSo(
      Asked asked, Answer answer, String account, String figure, ToLongFunction<Item> stood) {
    long told = answer.body().path(figure).asLong();
    if (!held(asked, account, entry -> entry.map(stood::applyAsLong).orElse(0L) == told)) {
      lie(asked, answer, figure + " was never so in that time");
    }
  }

  /** Whether an account stood so at some instant between question and answer. */
  private boolean held(Asked asked, String account, Predicate<Optional<Item>> stood) {
    Optional<Item> before = Optional.empty();
    boolean held = false;
    for (Committed entry : simulation.commits(account)) {
      if (entry.step() <= asked.from()) before = Optional.of(entry.item());
      else if (entry.step() <= asked.call().endedAt()) {
        held |= stood.test(Optional.of(entry.item()));
      }
    }
    return held || stood.test(before);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
