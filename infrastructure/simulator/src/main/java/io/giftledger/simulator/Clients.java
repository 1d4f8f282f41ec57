package io.giftledger.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.simulator.Api.Answer;
import io.giftledger.simulator.Api.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The people of a run. What each of them wants follows from the seed and the operation's number;
 * each asks again with the same key while there is no definite answer, and mostly sees it through.
 */
final class Clients {

  private static final int TRIES_MAX = 8;

  /** The longest that a client waits after a 500 or 503. */
  private static final int RETRY_STEPS_MAX = 60;

  private static final double GIVES_UP = 0.05;
  private static final double IMPATIENT = 0.1;
  private static final int PATIENCE_STEPS = 12;
  private static final String CHALLENGE = "cup";

  /** What the routes of proposals end with. */
  private static final Set<String> PROPOSED =
      Set.of("adjustments", "fundings", "awards", "resolutions");

  private static final List<String> GIFTS =
      List.of("rose", "ice-cream-cone", "panda", "italian-hand", "love-bang", "sun-cream");

  private final Simulation simulation;
  private final Api api;
  private final int viewers;
  private final int creators;
  private final List<Asked> asked = new ArrayList<>();

  /**
   * A request that was made, once.
   *
   * @param label names it
   * @param request what was asked
   * @param from the step at which it was sent
   * @param at how much time had passed then
   * @param call tells what came of it
   */
  record Asked(String label, Request request, long from, Duration at, Lambda.Call call) {

    Optional<Answer> answer() {
      return call.reply().map(Api::answer);
    }
  }

  Clients(Simulation simulation, Api api, int viewers, int creators) {
    this.simulation = simulation;
    this.api = api;
    this.viewers = viewers;
    this.creators = creators;
  }

  /** All that was asked. */
  List<Asked> asked() {
    return asked;
  }

  /** The name of a viewer. */
  static String viewer(int number) {
    return "viewer-" + number;
  }

  /** The name of some viewer. */
  String viewer(Rolls rolls) {
    return viewer(rolls.between(1, viewers));
  }

  /** The name of a creator. */
  static String creator(int number) {
    return "creator-" + number;
  }

  /** What the operation with this number asks for. */
  private Request wanted(int operation) {
    Rolls rolls = Rolls.of(simulation.scenario().seed(), "operation " + operation);
    int kind = rolls.between(1, 100);
    String viewer = viewer(rolls.between(1, viewers));
    String creator = creator(rolls.between(1, creators));
    if (operation < viewers)
      return recharge(viewer(operation + 1), "coins-1000", "sandbox_card", operation);
    if (kind <= 44) return gift(viewer, creator, rolls, operation);
    if (kind <= 48) return challenges(creator, rolls, operation);
    if (kind <= 52) {
      return post(
          creator,
          Api.EXCHANGE,
          "key-" + operation,
          "{\"diamonds\":%d}".formatted(rolls.between(1, 60)));
    }
    if (kind <= 55) return operators(viewer, creator, rolls, operation);
    if (kind <= 58) return returned(anEarlier("POST /v1/recharges", rolls, operation), operation);
    if (kind <= 60) return cancelled(anEarlier("POST /v1/withdrawals", rolls, operation));
    if (kind <= 70) {
      return recharge(
          viewer,
          rolls.oneOf(List.of("coins-100", "coins-100", "coins-500")),
          rolls.oneOf(
              List.of(
                  "sandbox_card",
                  "sandbox_card",
                  "sandbox_card_slow",
                  "sandbox_card_twice",
                  "sandbox_card_refund_lost",
                  "sandbox_card_no_refund",
                  "sandbox_card_declined")),
          operation);
    }
    if (kind <= 78) {
      return post(
          creator,
          "POST /v1/withdrawals",
          "key-" + operation,
          "{\"diamonds\":%d,\"payout_method\":\"bank\"}".formatted(rolls.between(1, 120)));
    }
    if (kind <= 82) {
      return new Request(
          viewer,
          "PUT /v1/wallet/budget",
          Map.of(),
          Map.of(),
          rolls.happens(0.5)
              ? "{\"coins_per_month\":null}"
              : "{\"coins_per_month\":%d}".formatted(rolls.between(50, 2_000)));
    }
    if (kind <= 83) return get(viewer, "GET /v1/wallet");
    if (kind <= 85) return get(creator, "GET /v1/earnings");
    if (kind <= 88) {
      return Resolutions.proposed(
          theLatest("POST /v1/withdrawals", operation),
          anEarlier("POST /v1/withdrawals", rolls, operation),
          rolls,
          operation);
    }
    if (kind <= 95 && operation > 0) return wanted(rolls.between(0, operation - 1));
    if (kind <= 97 && operation > 0)
      return otherWithKeyOf(rolls.between(0, operation - 1), creator);
    // A creator is a viewer too.
    return rolls.happens(0.3)
        ? recharge(creator, "coins-100", "sandbox_card", operation)
        : gift(creator, creator(rolls.between(1, creators)), rolls, operation);
  }

  /** What somebody does to an account by hand, most often to mend it again. */
  private static Request operators(String viewer, String creator, Rolls rolls, int operation) {
    String key = "key-" + operation;
    String note = "\"note\":\"T-%d\"}".formatted(operation);
    String toMend = "{\"reason\":\"cleared\"," + note;
    String toStop = "{\"reason\":\"fraud\"," + note;
    return switch (rolls.between(1, 10)) {
      case 1 -> act("ann", "POST /v1/admin/wallets/{id}/freeze", viewer, key, toStop);
      case 2 -> act("ann", "POST /v1/admin/earnings/{id}/hold", creator, key, toStop);
      case 3, 4 -> act("ann", "POST /v1/admin/wallets/{id}/release", viewer, key, toMend);
      case 5, 6 -> act("ann", "POST /v1/admin/earnings/{id}/release", creator, key, toMend);
      case 7 ->
          act(
              "fred",
              "POST /v1/admin/earnings/{id}/adjustments",
              creator,
              key,
              "{\"diamonds_e4\":%d,\"reason\":\"goodwill\",%s"
                  .formatted(10_000L * rolls.between(-30, 30) + 5, note));
      default ->
          act(
              "fred",
              "POST /v1/admin/wallets/{id}/adjustments",
              viewer,
              key,
              "{\"coins\":%d,\"reason\":\"goodwill\",%s"
                  .formatted(2 * rolls.between(-40, 60) + 1, note));
    };
  }

  /** What somebody proposes for the budget of the run's challenge, or of it for a creator. */
  private static Request challenges(String creator, Rolls rolls, int operation) {
    String key = "key-" + operation;
    String why = "\"reason\":\"cup\",\"note\":\"T-%d\"}".formatted(operation);
    if (rolls.happens(0.4)) {
      String body = "{\"diamonds\":%d,%s".formatted(rolls.between(5, 30), why);
      return act("fred", "POST /v1/admin/challenges/{id}/fundings", CHALLENGE, key, body);
    }
    String body =
        "{\"creator\":\"%s\",\"tier\":\"%s\",\"diamonds\":%d,%s"
            .formatted(creator, rolls.oneOf(List.of("first", "second")), rolls.between(9, 11), why);
    return act("fred", "POST /v1/admin/challenges/{id}/awards", CHALLENGE, key, body);
  }

  private static Request act(String by, String route, String owner, String key, String body) {
    return new Request(by, route, Map.of("id", owner), Map.of("idempotency-key", key), body);
  }

  /** What a second person approves as soon as a first has proposed it. */
  private static Request approval(Request proposal, String id) {
    return new Request(
        "gina",
        proposal.route() + "/{proposal}/approval",
        Map.of("id", proposal.pathParameters().getOrDefault("id", ""), "proposal", id),
        Map.of(),
        proposal.body().substring(0, proposal.body().indexOf(",\"reason\"")) + "}");
  }

  /** What an earlier operation asked for on a route; failing that, what the first one did. */
  private Request anEarlier(String route, Rolls rolls, int operation) {
    for (int tries = 0; tries < 20; tries++) {
      Request earlier = wanted(rolls.between(0, operation - 1));
      if (earlier.route().equals(route)) return earlier;
    }
    return wanted(0);
  }

  /** What the latest operation asked for on a route: others are about it, too. */
  private Request theLatest(String route, int operation) {
    for (int earlier = operation - 1; earlier >= 0; earlier--) {
      Request request = wanted(earlier);
      if (request.route().equals(route)) return request;
    }
    return wanted(0);
  }

  private static Request returned(Request recharge, int operation) {
    return new Request(
        recharge.user(),
        Api.RETURN,
        Map.of("id", recharge.id()),
        Map.of("idempotency-key", "key-" + operation),
        "");
  }

  private static Request cancelled(Request withdrawal) {
    return new Request(withdrawal.user(), Api.CANCEL, Map.of("id", withdrawal.id()), Map.of(), "");
  }

  private static Request gift(String sender, String creator, Rolls rolls, int operation) {
    String to = rolls.happens(0.01) ? "nobody" : creator;
    return post(
        sender,
        "POST /v1/gifts",
        "key-" + operation,
        "{\"creator\":\"%s\",\"gift\":\"%s\",\"quantity\":%d,\"live_stream\":\"live\"}"
            .formatted(to, rolls.oneOf(GIFTS), rolls.between(1, 3)));
  }

  private static Request recharge(
      String viewer, String coinPackage, String paymentMethod, int operation) {
    return post(
        viewer,
        "POST /v1/recharges",
        "key-" + operation,
        "{\"package\":\"%s\",\"region\":\"US\",\"channel\":\"web\",\"payment_method\":\"%s\"}"
            .formatted(coinPackage, paymentMethod));
  }

  /** Another gift under a key that somebody may have used for something else. */
  private Request otherWithKeyOf(int operation, String creator) {
    Request other = wanted(operation);
    if (!other.route().equals("POST /v1/gifts")) return other;
    return post(
        other.user(),
        other.route(),
        other.headers().getOrDefault("idempotency-key", ""),
        "{\"creator\":\"%s\",\"gift\":\"rose\",\"quantity\":7,\"video\":\"other\"}"
            .formatted(creator));
  }

  private static Request post(String user, String route, String key, String body) {
    return new Request(user, route, Map.of(), Map.of("idempotency-key", key), body);
  }

  private static Request get(String user, String route) {
    return new Request(user, route, Map.of(), Map.of(), "");
  }

  /** Starts an operation. */
  Fibers.Fiber start(int operation) {
    String label = "op" + operation;
    Request request = wanted(operation);
    Rolls rolls = Rolls.of(simulation.scenario().seed(), label);
    return simulation.fibers().start(label, rolls, () -> seeThrough(label, request, rolls));
  }

  private void seeThrough(String label, Request request, Rolls rolls) {
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      String name = label + "." + attempt;
      simulation
          .history()
          .note(
              name
                  + ": "
                  + request.user()
                  + " "
                  + request.route()
                  + " "
                  + request.headers().values()
                  + " "
                  + request.body());
      Lambda.Call call = api.send(name, request);
      long from = simulation.history().step();
      asked.add(new Asked(name, request, from, simulation.clock().passed(), call));
      boolean impatient = simulation.has(Fault.IMPATIENT_CLIENT) && rolls.happens(IMPATIENT);
      simulation
          .fibers()
          .pauseUntil(
              () ->
                  call.isDone()
                      || (impatient && simulation.history().step() > from + PATIENCE_STEPS));
      Optional<Answer> answer = call.reply().map(Api::answer);
      answer.ifPresent(
          given -> simulation.history().note(name + ": " + given.status() + " " + given.text()));
      if (answer.isPresent() && !Set.of(500, 503).contains(answer.get().status())) {
        boolean isProposal = PROPOSED.contains(request.lastWord());
        if (!isProposal || answer.get().status() != 201) return;
        JsonNode proposed = answer.get().body();
        // Others say something else of it, and are heard just before.
        if (Resolutions.isAsked(request)) {
          Resolutions.contradicting(request)
              .ifPresent(other -> seeThrough(label + "-other", other, rolls));
        }
        seeThrough(
            label + "-approval",
            Resolutions.isAsked(request)
                ? Resolutions.approval(request, proposed)
                : approval(request, proposed.path("id").asText()),
            rolls);
        return;
      }
      if (rolls.happens(GIVES_UP)) return;
      if (answer.isPresent()) waitBeforeAnother(rolls);
    }
  }

  /** As Retry-After asks for: who comes back at once meets what stood there. */
  private void waitBeforeAnother(Rolls rolls) {
    long from = simulation.history().step();
    long steps = rolls.between(0, RETRY_STEPS_MAX);
    simulation.fibers().pauseUntil(() -> simulation.history().step() > from + steps);
  }
}
