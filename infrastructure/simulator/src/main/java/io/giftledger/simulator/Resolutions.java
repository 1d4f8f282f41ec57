package io.giftledger.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.ledger.table.Item;
import io.giftledger.simulator.Api.Answer;
import io.giftledger.simulator.Api.Request;
import io.giftledger.simulator.Clients.Asked;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two people say about how withdrawals end, whatever the provider says: also what is not true,
 * what contradicts what others say at the same time, and one return of two withdrawals. And what
 * must hold of it in the end.
 */
final class Resolutions {

  /** Where somebody proposes one. */
  static final String ROUTE = "POST /v1/admin/withdrawals/{id}/{withdrawal}/resolutions";

  private static final String APPROVAL = ROUTE + "/{proposal}/approval";
  private static final String WITHDRAWAL = "withdrawal";

  private static final Map<String, String> FROM =
      Map.of(
          "paid",
          "SUBMITTED",
          "refused",
          "SUBMITTED",
          "cancelled",
          "REQUESTED",
          "returned",
          "PAID");

  /** Some of them are refused, as they should be. */
  private static final Set<String> CONFLICTS =
      Set.of(
          "withdrawal_elsewhere",
          "resolved_otherwise",
          "payout_booked",
          "return_booked",
          "already_done",
          "proposal_expired");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Books books;

  /** The resolutions of each withdrawal that were carried out, by its id. */
  private final Map<String, List<Item>> carriedOut = new HashMap<>();

  Resolutions(Books books) {
    this.books = books;
    for (Item said : books.records("RESOLUTION").values()) {
      carriedOut.computeIfAbsent(said.text(WITHDRAWAL), id -> new ArrayList<>()).add(said);
    }
  }

  /**
   * What somebody proposes.
   *
   * @param withdrawal what a creator asked for
   * @param other what a creator asked for, perhaps the same: whose return it may be
   */
  static Request proposed(Request withdrawal, Request other, Rolls rolls, int operation) {
    String end =
        rolls.oneOf(List.of("returned", "returned", "paid", "refused", "refused", "cancelled"));
    String text =
        switch (end) {
          case "paid" -> "payout-" + withdrawal.id();
          case "returned" -> "return-" + rolls.oneOf(List.of(withdrawal, other)).id();
          case "cancelled" -> "cancelled";
          default -> "told_by_letter";
        };
    return new Request(
        "fred",
        ROUTE,
        Map.of("id", withdrawal.user(), WITHDRAWAL, withdrawal.id()),
        Map.of("idempotency-key", "key-" + operation),
        "{\"end\":\"%s\",\"text\":\"%s\",\"reason\":\"told\",\"note\":\"T-%d\"}"
            .formatted(end, text, operation));
  }

  /** Another end of the same withdrawal, of which both cannot be true; none of one that is such. */
  static Optional<Request> contradicting(Request proposal) {
    JsonNode said = json(proposal.body());
    String withdrawal = proposal.pathParameters().getOrDefault(WITHDRAWAL, "");
    String key = proposal.headers().getOrDefault("idempotency-key", "");
    if (key.endsWith("-other")) return Optional.empty();
    Optional<String> other =
        switch (said.path("end").asText()) {
          case "returned" -> Optional.of("returned return-" + withdrawal + "-again");
          case "paid" -> Optional.of("refused told_by_letter");
          case "refused" -> Optional.of("paid payout-" + withdrawal);
          default -> Optional.empty();
        };
    return other.map(
        end ->
            new Request(
                proposal.user(),
                proposal.route(),
                proposal.pathParameters(),
                Map.of("idempotency-key", key + "-other"),
                "{\"end\":\"%s\",\"text\":\"%s\",\"reason\":\"told\",\"note\":\"%s\"}"
                    .formatted(
                        end.substring(0, end.indexOf(' ')),
                        end.substring(end.indexOf(' ') + 1),
                        said.path("note").asText() + "-other")));
  }

  /** What a second person approves as soon as a first has proposed it. */
  static Request approval(Request proposal, JsonNode proposed) {
    ObjectNode shown = JSON.createObjectNode();
    for (String member : List.of("end", "text", "amount")) shown.set(member, proposed.get(member));
    Map<String, String> path = new HashMap<>(proposal.pathParameters());
    path.put("proposal", proposed.path("id").asText());
    return new Request("gina", APPROVAL, path, Map.of(), shown.toString());
  }

  /** Whether a request is about one. */
  static boolean isAsked(Request request) {
    return request.route().startsWith(ROUTE);
  }

  /**
   * Why an answer is not true; empty if it may be.
   *
   * @param wasThere whether the withdrawal was there when it was asked
   */
  Optional<String> lie(Asked asked, Answer answer, boolean wasThere) {
    return switch (answer.status()) {
      case 200 ->
          isApproved(proposal(asked.request()))
              ? Optional.empty()
              : Optional.of("nobody approved it");
      case 201, 503 -> Optional.empty();
      case 404 -> wasThere ? Optional.of("there is one") : Optional.empty();
      case 409 ->
          CONFLICTS.contains(answer.code()) ? otherwise(asked, answer) : Optional.of("no conflict");
      default -> Optional.of("nothing was wrong with the request");
    };
  }

  /** What is said to have been approved before was, and says something else. */
  private Optional<String> otherwise(Asked asked, Answer answer) {
    if (!answer.code().equals("resolved_otherwise")) return Optional.empty();
    Optional<Item> other = proposal(asked.request(), answer.body().path("proposal").asText());
    JsonNode shown = json(asked.request().body());
    boolean isOther =
        isApproved(other)
            && other
                .map(proposal -> proposal.map("about"))
                .filter(
                    says ->
                        !says.text("end").equals(shown.path("end").asText())
                            || !says.text("text").equals(shown.path("text").asText()))
                .isPresent();
    return isOther ? Optional.empty() : Optional.of("that was not approved: " + other);
  }

  private Optional<Item> proposal(Request approval) {
    return proposal(approval, approval.pathParameters().getOrDefault("proposal", ""));
  }

  private Optional<Item> proposal(Request approval, String id) {
    return Optional.ofNullable(
        books
            .records("PROPOSAL")
            .get("EARNINGS#" + approval.pathParameters().get("id") + "/PROPOSAL#" + id));
  }

  private static boolean isApproved(Optional<Item> proposal) {
    return proposal.filter(its -> its.text("status").equals("APPROVED")).isPresent();
  }

  /** Whether people ended a withdrawal, whatever its provider says. */
  boolean isByHand(Item withdrawal) {
    return carriedOut.containsKey(withdrawal.key().id());
  }

  /** Whether the provider's return of a withdrawal is booked with another, as people said. */
  boolean isReturnOfAnother(Item withdrawal) {
    return Optional.ofNullable(books.records("RETURN").get(returned(withdrawal.key().id())))
        .filter(booked -> !booked.text(WITHDRAWAL).equals(withdrawal.key().id()))
        .isPresent();
  }

  private static String returned(String withdrawal) {
    return "PAIDOUT#sandbox#return-" + withdrawal + "/RETURN";
  }

  /** Adds what does not hold. */
  void check(List<String> violations) {
    approvedOnce(violations);
    for (List<Item> said : carriedOut.values()) {
      for (Item resolution : said) {
        if (books.records("PROPOSAL").values().stream().noneMatch(its -> says(its, resolution))) {
          violations.add(Books.name(resolution) + " is what nobody proposed and approved");
        }
      }
    }
    Set<String> returns = new HashSet<>();
    for (Item withdrawal : books.records("WITHDRAWAL").values()) {
      Optional<String> id = withdrawal.findText("returnId");
      if (id.filter(known -> !returns.add(known)).isPresent()) {
        violations.add("two withdrawals came back by " + id.get());
      }
    }
    if (returns.size() != books.records("RETURN").size()) {
      violations.add("returns are " + returns + ", booked " + books.records("RETURN").keySet());
    }
  }

  /** From where a withdrawal stands one end of it is approved; what cannot be is no end. */
  private void approvedOnce(List<String> violations) {
    Set<String> ends = new HashSet<>();
    for (Item proposal : books.records("PROPOSAL").values()) {
      if (!isOne(proposal) || !isApproved(Optional.of(proposal))) continue;
      Item about = proposal.map("about");
      String withdrawal = about.text(WITHDRAWAL);
      boolean isInVain =
          about.text("end").equals("returned")
              && Optional.ofNullable(
                      books
                          .records("RETURN")
                          .get("PAIDOUT#sandbox#" + about.text("text") + "/RETURN"))
                  .filter(booked -> !booked.text(WITHDRAWAL).equals(withdrawal))
                  .isPresent();
      if (!isInVain && !ends.add(withdrawal + " " + FROM.get(about.text("end")))) {
        violations.add("two ends were approved of " + withdrawal + ", " + about);
      }
    }
  }

  private static boolean isOne(Item proposal) {
    return proposal.findText("kind").equals(Optional.of("RESOLUTION"));
  }

  private static boolean says(Item proposal, Item resolution) {
    if (!isOne(proposal) || !isApproved(Optional.of(proposal))) return false;
    Item about = proposal.map("about");
    return proposal.key().partition().equals(resolution.key().partition())
        && about.text(WITHDRAWAL).equals(resolution.text(WITHDRAWAL))
        && about.text("end").toUpperCase(Locale.ROOT).equals(resolution.text("kind"))
        && about.text("text").equals(resolution.text("text"))
        && resolution.text("by").equals("fred gina")
        && resolution.text("note").equals(proposal.text("note"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
