package io.giftledger.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.dynamodb.Attributes;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.Policy;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.ConversionsMessage;
import io.giftledger.queues.Outbox;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.RefundMessage;
import io.giftledger.queues.Repair;
import io.giftledger.queues.TypedQueue;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One run. The real handlers, made by the template, work on embedded tables and queues; clients,
 * event sources, the providers' side, time and every fault are played by the run, and everything
 * that happens next is drawn from its seed.
 *
 * <p>Handlers run in fibers that pause before each call of an SDK client, so that any two of them
 * interleave between any two calls. When all operations were started and came to their end, faults
 * cease, everything that is still on its way arrives, and what must hold is checked.
 */
final class Simulation implements AutoCloseable {

  private static final InheritableThreadLocal<Simulation> RUNNING = new InheritableThreadLocal<>();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A run that takes more steps has come to a standstill in which something spins. */
  private static final long STEPS_MAX = 400_000;

  private static final int DRAINS_MAX = 20;

  /** What the release ahead reads and writes. */
  static final Format NEXT = new Format(Format.CURRENT.reads() + 1, Format.CURRENT.reads() + 1);

  /**
   * So many messages of a FIFO queue at most: SQS hands out ten at once, and then the dice decide.
   */
  private static final int CONVERSIONS_MAX = 10;

  private static final double RARELY = 0.004;

  /** What makes a record true whose status may be set back later, or moves it for the last time. */
  private static final Set<String> ENDS =
      Set.of(
          "recharged",
          "payment_taken_back",
          "payment_restored",
          "gift_sent",
          "diamonds_exchanged",
          "award_opened",
          "payout_paid",
          "payout_failed",
          "payout_returned");

  /** The standard policy's. */
  private static final String COMMISSION = "\"commissionBasisPoints\": 5000,";

  private static final String WEBHOOK_SECRET = "SandboxWebhookSecret";

  /** The longest that a message is delayed. */
  private static final Duration DELAY_MAX = Duration.ofMinutes(15);

  private final EmbeddedAws aws;
  private final Scenario scenario;
  private final Rolls rolls;
  private final History history = new History();
  private final SimulatedClock clock = new SimulatedClock();
  private final Fibers fibers = new Fibers();
  private final Network network;
  private final SimulatedSqs sqs;
  private final SimulatedPayouts payouts;
  private final SimulatedBus bus;
  private final Lambda lambda;
  private final Api api;
  private final Clients clients;
  private final StreamSource stream;
  private final QueueSource conversions;
  private final QueueSource recognition;
  private final QueueSource payoutMessages;
  private final QueueSource announcements;
  private final QueueSource webhooks;
  private final WebhookSignature signature;
  private final Table table;
  private final Map<String, List<Committed>> commits = new TreeMap<>();
  private final NavigableMap<Long, PolicyInForce> policies = new TreeMap<>();
  private final int creators;
  private final int clientsMax;
  private final int convertBatchMax;
  private final NewerCode newerCode;
  private final Tampering tampering;
  private final Set<String> adjusted = new TreeSet<>();
  private final List<String> notUnderstood = new ArrayList<>();
  private Optional<String> newestBooked = Optional.empty();
  private long policyVersions;
  private long instances;
  private boolean faulty = true;
  private boolean newInTable = true;
  private long leftForRepair;

  /**
   * An entry, when it was put.
   *
   * @param step the step
   * @param item the entry
   */
  record Committed(long step, Item item) {}

  /**
   * A policy's part that gifts are made under.
   *
   * @param commissionBasisPoints the platform's share
   * @param from how much time had passed when it came into force
   */
  record PolicyInForce(int commissionBasisPoints, Duration from) {}

  private Simulation(EmbeddedAws aws, Scenario scenario) {
    this.aws = aws;
    this.scenario = scenario;
    this.rolls = Rolls.of(scenario.seed(), "what happens next");
    Rolls size = Rolls.of(scenario.seed(), "size");
    this.creators = size.between(1, 3);
    this.clientsMax = size.between(1, 8);
    this.convertBatchMax = size.between(1, 10);
    double rate = size.oneOf(List.of(0.0, 0.01, 0.03, 0.03, 0.08));
    this.network = new Network(fibers, history, scenario.faults(), rate);
    this.sqs = new SimulatedSqs(aws.sqs(), network, clock);
    this.payouts = new SimulatedPayouts(scenario.seed(), network, scenario.faults(), this::tell);
    this.bus = new SimulatedBus(network);
    this.lambda = new Lambda(aws, fibers, history, scenario.seed());
    this.api = new Api(aws, lambda);
    this.clients = new Clients(this, api, size.between(1, 6), creators);
    this.stream = new StreamSource(aws, lambda, history, size.between(1, 3));
    this.conversions = queue("convert", "Conversions", reportsItemFailures("ConvertFunction"));
    this.recognition = queue("recognise", "Recognition", reportsItemFailures("RecogniseFunction"));
    // How late a message is, the dice decide, and no clock.
    aws.sqs()
        .setQueueAttributes(
            set ->
                set.queueUrl(recognition.url())
                    .attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "0")));
    this.payoutMessages = queue("pay-out", "Payouts", reportsItemFailures("PayOutFunction"));
    this.announcements =
        queue("announce", "Announcements", reportsItemFailures("AnnounceFunction"));
    this.webhooks = queue("webhook", "SandboxWebhooks", true);
    this.signature = new WebhookSignature(aws.secret(WEBHOOK_SECRET));
    this.table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    this.newerCode = new NewerCode(aws.dynamoDb(), aws.tableName(), this::committed);
    this.tampering = new Tampering(aws.dynamoDb(), aws.tableName());
  }

  private QueueSource queue(String name, String logicalId, boolean reportsItemFailures) {
    return new QueueSource(aws.sqs(), sqs, name, aws, logicalId, reportsItemFailures, history);
  }

  private boolean reportsItemFailures(String function) {
    return EventSource.of(aws.template().resource(FunctionDefinition.TYPE, function))
        .allMatch(EventSource::reportsItemFailures);
  }

  /** What a run showed: what happened, and what should not have. */
  record Result(Scenario scenario, History history, List<String> violations) {}

  /** Plays a scenario on an empty table and empty queues. */
  static Result play(EmbeddedAws aws, Scenario scenario) {
    aws.renew();
    try (Simulation simulation = new Simulation(aws, scenario)) {
      RUNNING.set(simulation);
      List<String> violations = new ArrayList<>();
      // A table that was broken far enough breaks the run, or even the check: that is a finding
      // too.
      attempt("the run broke: ", violations, simulation::run);
      attempt(
          "the check broke: ",
          violations,
          () -> violations.addAll(new Invariants(simulation).violations()));
      return new Result(scenario, simulation.history, violations);
    } finally {
      RUNNING.remove();
    }
  }

  private static void attempt(String otherwise, List<String> violations, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException fault) {
      violations.add(otherwise + rootCause(fault));
    }
  }

  private static String rootCause(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
    return cause + " at " + List.of(cause.getStackTrace()).stream().limit(6).toList();
  }

  /** The run that this thread belongs to. */
  static Simulation running() {
    Simulation simulation = RUNNING.get();
    if (simulation == null) throw new IllegalStateException("no run");
    return simulation;
  }

  /** Notes an event that the payment provider tells of what became of a payment. */
  void adjusted(String event) {
    adjusted.add(event);
  }

  /** All such events. */
  Set<String> adjusted() {
    return adjusted;
  }

  /** Notes the event of a payment that the provider told of, and that is booked. */
  void booked(String event) {
    newestBooked = Optional.of(event);
  }

  /** The newest such event. */
  Optional<String> newestBooked() {
    return newestBooked;
  }

  private void run() {
    seedTable();
    List<Integer> waiting = new ArrayList<>(scenario.operations());
    List<Fibers.Fiber> active = new ArrayList<>();
    while (!waiting.isEmpty() || !active.isEmpty()) {
      active.removeIf(Fibers.Fiber::isDone);
      List<Runnable> choices = choices();
      if (!waiting.isEmpty() && active.size() < clientsMax) {
        Runnable next = () -> active.add(clients.start(waiting.removeFirst()));
        choices.add(next);
        choices.add(next);
      }
      step(choices);
      happenRarely();
    }
    network.heal();
    faulty = false;
    newerCode.clearAll();
    tampering.undo();
    lambda.close(); // what starts from here on is of the newest version
    drain();
  }

  private void step(List<Runnable> choices) {
    if (history.nextStep() > STEPS_MAX) throw new IllegalStateException("the run does not end");
    clock.advance(Duration.ofMillis(rolls.between(1, 60)));
    if (!choices.isEmpty()) rolls.oneOf(choices).run();
    settle();
  }

  /** All that could happen next, but for new operations. */
  private List<Runnable> choices() {
    List<Runnable> choices = new ArrayList<>();
    for (Fibers.Fiber fiber : fibers.ready()) choices.add(() -> fibers.resume(fiber));
    if (network.hasLate()) choices.add(() -> network.arrive(rolls.between(0, 100)));
    if (newInTable) choices.add(this::readStream);
    int held = Math.max(conversions.held(), recognition.held());
    int room = CONVERSIONS_MAX - held - creators * stream.working();
    if (room >= creators) {
      for (int shard : stream.ready()) choices.add(() -> stream.deliver(shard, rolls));
    }
    if (conversions.ready() > 0) {
      choices.add(() -> deliver(conversions, "ConvertFunction", convertBatchMax));
    }
    if (recognition.ready() > 0) {
      choices.add(() -> deliver(recognition, "RecogniseFunction", convertBatchMax));
    }
    if (payoutMessages.ready() > 0) {
      choices.add(() -> deliver(payoutMessages, "PayOutFunction", 3));
    }
    if (announcements.ready() > 0) {
      choices.add(() -> deliver(announcements, "AnnounceFunction", 5));
    }
    if (webhooks.ready() > 0) {
      choices.add(
          () -> webhooks.deliver(rolls, 1, ends(Fault.VISIBILITY_ENDED), this::postWebhook));
    }
    return choices;
  }

  private List<QueueSource> queues() {
    return List.of(conversions, recognition, payoutMessages, announcements, webhooks);
  }

  private void readStream() {
    newInTable = false;
    stream.poll();
  }

  private void deliver(QueueSource queue, String function, int most) {
    queue.deliver(
        rolls,
        most,
        ends(Fault.VISIBILITY_ENDED),
        (label, event) -> lambda.invoke(label, function, event));
  }

  private boolean ends(Fault fault) {
    return faulty && has(fault) && rolls.happens(0.05);
  }

  /** Notes what ended, and takes from the queues what is there now. */
  private void settle() {
    stream.settle();
    for (QueueSource queue : queues()) {
      queue.settle(rolls, faulty && has(Fault.DELIVERED_TWICE));
      queue.sent(sqs.sent(queue.url()));
      queue.poll();
    }
  }

  private void happenRarely() {
    if (has(Fault.CLOCK_JUMP) && rolls.happens(RARELY)) {
      Duration jump =
          rolls.oneOf(
              List.of(
                  Duration.ofSeconds(rolls.between(-300, 300)),
                  Duration.ofHours(rolls.between(-30, 30)),
                  Duration.ofDays(rolls.between(1, 9))));
      history.note("the clock jumps by " + jump);
      clock.jump(jump);
    }
    List<Integer> ready = stream.ready();
    if (has(Fault.STREAM_WINDOW_LOST) && !ready.isEmpty() && rolls.happens(RARELY)) {
      stream.lose(rolls.oneOf(ready), rolls);
    }
    if (has(Fault.STREAM_REWOUND) && rolls.happens(RARELY)) stream.rewind(rolls);
    if (has(Fault.UNKNOWN_FIELD)) {
      if (rolls.happens(RARELY)) newerCode.set("WALLET#" + clients.viewer(rolls));
      // Were it left for long, little else would happen to the wallet.
      if (newerCode.isSetSomewhere() && rolls.happens(0.02)) newerCode.clearAll();
    }
    if (has(Fault.RECORD_ALTERED) && rolls.happens(RARELY)) alterSomeWithdrawal();
    if (has(Fault.STATUS_SET_BACK)) {
      if (rolls.happens(RARELY)) setSomeRecordBack();
      if (tampering.isSomethingSetBack() && rolls.happens(0.02)) tampering.putForward();
    }
    if (has(Fault.POLICY_WRONG) && rolls.happens(RARELY)) putWrongPolicy();
    if (rolls.happens(RARELY)) publishPolicy(rolls.oneOf(List.of(0, 3_333, 5_000, 7_000)));
  }

  private void alterSomeWithdrawal() {
    // The youngest is the likeliest not to be paid yet.
    commits.values().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.item().text("kind").equals("withdrawal_requested"))
        .max(Comparator.comparingLong(Committed::step))
        .map(Committed::item)
        .ifPresent(entry -> tampering.alter(new Key(entry.key().partition(), entry.text("ref"))));
    newInTable = true;
  }

  /** Whatever has come to its end: the likeliest to move anew is what was told of last. */
  private void setSomeRecordBack() {
    List<Item> ended =
        commits.values().stream()
            .flatMap(List::stream)
            .filter(entry -> ENDS.contains(entry.item().text("kind")))
            .sorted(Comparator.comparingLong(Committed::step).reversed())
            .limit(10)
            .map(Committed::item)
            .toList();
    if (ended.isEmpty()) return;
    Item entry = rolls.oneOf(ended);
    Key record = new Key(entry.key().partition(), entry.text("ref"));
    tampering.setBack(record).ifPresent(words -> history.note("set back: " + words));
    newInTable = true;
  }

  /** Whether what a record says of how far it has come was set back, for a while. */
  boolean wasSetBack(String name) {
    return tampering.wasSetBack(name);
  }

  /** The names of records that were changed behind the ledger's back. */
  Set<String> tampered() {
    return tampering.touched();
  }

  /** Lets everything arrive that is on its way, however late, and whatever was given up or lost. */
  private void drain() {
    boolean repaired = false;
    for (int round = 0; round < DRAINS_MAX; round++) {
      comeToRest();
      if (queues().stream().allMatch(QueueSource::isEmpty) && !redrive()) {
        if (repaired) return;
        repair();
        repaired = true;
      }
      clock.advance(DELAY_MAX);
    }
    throw new IllegalStateException("the queues do not run empty");
  }

  private void comeToRest() {
    int idle = 0;
    while (idle < 3) {
      newInTable = true;
      List<Runnable> choices = choices();
      idle = choices.size() == 1 && stream.isDelivered() ? idle + 1 : 0;
      step(choices);
    }
  }

  /** As an operator does: what was given up goes back to where it came from. */
  private boolean redrive() {
    boolean any = false;
    for (QueueSource queue : queues()) {
      int count = queue.redrive(aws.queueUrl(queue.deadLetters()));
      if (count > 0) history.note("redriven to " + queue.deadLetters() + ": " + count);
      any |= count > 0;
    }
    return any;
  }

  /**
   * As the audit does: what still waits is sent again. And as an operator does after the stream has
   * lost something: all is announced anew.
   */
  private void repair() {
    fibers.start(
        "repair",
        Rolls.of(scenario.seed(), "repair"),
        () -> {
          JsonMapper json = JsonMapper.createDefault();
          Outbox outbox =
              new Outbox(
                  new TypedQueue<>(sqs, json, ConversionsMessage.TYPE, aws.queueUrl("Conversions")),
                  new TypedQueue<>(sqs, json, PayoutMessage.TYPE, aws.queueUrl("Payouts")),
                  new TypedQueue<>(sqs, json, RefundMessage.TYPE, aws.queueUrl("Payouts")));
          Repair repair =
              new Repair(
                  outbox,
                  Instant.MAX,
                  key -> new DynamoDbTable(dynamoDb(() -> NEXT), aws.tableName()).get(key, true));
          List<AnnouncementsMessage.Pending> announced = new ArrayList<>();
          aws
              .dynamoDb()
              .scanPaginator(scan -> scan.tableName(aws.tableName()).consistentRead(true))
              .items()
              .stream()
              .map(Attributes::item)
              .forEach(
                  item -> {
                    repair.see(item);
                    if (!has(Fault.STREAM_WINDOW_LOST) || !Announcement.concerns(item)) return;
                    for (Announcement one : Announcement.of(item)) {
                      announced.add(new AnnouncementsMessage.Pending(one, item.key().toString()));
                    }
                  });
          new TypedQueue<>(sqs, json, AnnouncementsMessage.TYPE, announcements.url())
              .sendAll(AnnouncementsMessage.of(announced));
          Repair.Found found = repair.finish();
          history.note("repaired: " + found);
          leftForRepair =
              found.gifts()
                  + found.requested()
                  + found.submitted()
                  + found.refunds()
                  + found.transfers();
        });
  }

  /** Has a provider's webhook posted; its own queue loses nothing. */
  private void tell(String event) {
    aws.sqs().sendMessage(send -> send.queueUrl(webhooks.url()).messageBody(event));
    webhooks.sent(1);
  }

  private Lambda.Call postWebhook(String label, String event) {
    return new WebhookPost(this, api, signature).start(label, event);
  }

  // ---- What the platform tells ----------------------------------------------------------------

  private void seedTable() {
    publishPolicy(5_000);
    for (int number = 1; number <= creators; number++) {
      String creator = Clients.creator(number);
      table.replace(CreatorProfile.inGoodStanding(creator, 5_000, "US").item());
      table.replace(
          new PayoutMethod(
                  creator,
                  "bank",
                  PayoutMethod.Kind.BANK,
                  "sandbox",
                  "bank-of-" + creator,
                  true,
                  true,
                  Instant.EPOCH)
              .item());
    }
  }

  /** The trial's policy with another commission, and withdrawals and exchanges of a few cents. */
  private void publishPolicy(int commissionBasisPoints) {
    long version = ++policyVersions;
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(Policy.trial().text("document"));
      document.put("version", version);
      document.put("commissionBasisPoints", commissionBasisPoints);
      ObjectNode terms = (ObjectNode) document.get("withdrawals").get(0);
      ((ObjectNode) terms.get("minimum")).put("minor", 1);
      ((ObjectNode) terms.get("weeklyMaximum")).put("minor", Invariants.WEEKLY_MAXIMUM_MINOR);
      ((ObjectNode) document.get("exchange")).put("diamondsMin", 2);
      document.withArray("refunds").addObject().put("region", "US").put("days", 14);
      table.replace(Policy.item(version, document.toString()));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
    policies.put(version, new PolicyInForce(commissionBasisPoints, clock.passed()));
    history.note("policy " + version + ": commission " + commissionBasisPoints);
  }

  /** A version that gives all points away, or that nobody can read: it must never be in force. */
  private void putWrongPolicy() {
    long version = ++policyVersions;
    String standard = Policy.standard().text("document");
    String numbered = standard.replace("\"version\": 1,", "\"version\": " + version + ",");
    table.replace(
        Policy.item(
            version,
            rolls.oneOf(
                List.of(
                    "{",
                    standard,
                    numbered.replace(COMMISSION, ""),
                    numbered.replace(COMMISSION, COMMISSION.replace(" ", " -"))))));
    history.note("policy " + version + " is none");
  }

  // ---- What the functions find in place of the world ------------------------------------------

  private void committed(Map<String, AttributeValue> attributes) {
    newInTable = true;
    Item item = Attributes.item(attributes);
    if (!item.key().sort().startsWith("ENTRY#")) return;
    List<Committed> account =
        commits.computeIfAbsent(item.key().partition(), partition -> new ArrayList<>());
    // A transaction that is sent again with its token is the same one.
    boolean known = account.stream().anyMatch(entry -> entry.item().equals(item));
    if (!known) account.add(new Committed(history.step(), item));
  }

  /** Waits between two tries of the ledger: others go first. */
  boolean backOff(Backoff.Lost lost, int attempt) {
    clock.advance(Duration.ofMillis(attempt));
    fibers.pause();
    return true;
  }

  /**
   * What the next instance of a function reads and writes: with mixed versions, every other one is
   * a release ahead, and all of them are in the end.
   */
  Format formatOfNextInstance() {
    if (!has(Fault.MIXED_VERSIONS)) return Format.CURRENT;
    boolean ahead = !faulty || instances++ % 2 == 0;
    return ahead ? NEXT : Format.CURRENT;
  }

  /**
   * DynamoDB as an instance of a function reaches it.
   *
   * @param format what the instance reads and writes
   */
  DynamoDbClient dynamoDb(Supplier<Format> format) {
    return new SimulatedDynamoDb(
        aws.dynamoDb(),
        network,
        attributes -> {
          committed(attributes);
          Item item = Attributes.item(attributes);
          boolean isEntry = item.key().sort().startsWith("ENTRY#");
          if (isEntry && item.number("format") > format.get().reads()) {
            notUnderstood.add(item.key() + " was appended by code that does not know its format");
          }
        });
  }

  /** What code did that did not understand what stood there. */
  List<String> notUnderstood() {
    return notUnderstood;
  }

  SqsClient sqs() {
    return sqs;
  }

  SecretsManagerClient secrets() {
    return new SimulatedSecrets(aws.secret(WEBHOOK_SECRET));
  }

  SimulatedBus bus() {
    return bus;
  }

  SimulatedClock clock() {
    return clock;
  }

  SimulatedPayouts payouts() {
    return payouts;
  }

  // ---- What its parts and the checks ask ------------------------------------------------------

  EmbeddedAws aws() {
    return aws;
  }

  Scenario scenario() {
    return scenario;
  }

  History history() {
    return history;
  }

  Fibers fibers() {
    return fibers;
  }

  Clients clients() {
    return clients;
  }

  StreamSource stream() {
    return stream;
  }

  /** Whether a fault can happen in this run. */
  boolean has(Fault fault) {
    return scenario.faults().contains(fault);
  }

  /** The entries that were put on an account, in order. */
  List<Committed> commits(String partition) {
    return commits.getOrDefault(partition, List.of());
  }

  /** How many records were still waiting when all that had been sent had arrived. */
  long leftForRepair() {
    return leftForRepair;
  }

  /** Every policy by its version. */
  NavigableMap<Long, PolicyInForce> policies() {
    return policies;
  }

  @Override
  public void close() {
    fibers.close();
    lambda.close();
  }
}
