package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explores every run of a few writers over one table, within bounds, and says whether a promise
 * holds in all of them.
 *
 * <h2>What a run is</h2>
 *
 * <p>Writers share nothing but the table, so a run is a sequence of <b>steps</b> at the table. In
 * each state, every one of these is tried:
 *
 * <ul>
 *   <li>any writer's next call is answered. A read that is only eventually consistent is answered
 *       with anything that the table ever held;
 *   <li><i>fault:</i> a write has no effect and no answer: it is lost, or conflicts with another
 *       transaction, or is throttled, which the writer cannot tell apart;
 *   <li><i>fault:</i> a write has no answer, but is on its way, and takes effect at any later
 *       moment (at once: then only its answer was lost), perhaps after its writer has ended;
 *   <li><i>fault:</i> a write is sent twice, as an SDK does that got no answer to its first
 *       attempt, and the second goes as the writer's own call does;
 *   <li><i>fault:</i> of several false conditions only one is reported, as when the other items are
 *       in conflict;
 *   <li><i>crash:</i> a writer dies: between two calls, or after it sent a write that is then on
 *       its way, or after it had its answer. Its request comes again, as a client or a queue sends
 *       it, to a writer that knows nothing;
 *   <li>a write that is on its way arrives.
 * </ul>
 *
 * <p>A read that fails makes a function fail: that is a crash before its next call. Waiting between
 * tries has no effect on the table, and is no step. A transaction and a query are one step each:
 * DynamoDB's transactions are serializable with the reads and writes of single items, and a query
 * that asks for the newest one reads one item.
 *
 * <h2>Why every run can be explored</h2>
 *
 * <p>The writers are the real code, without threads. What a writer does next depends on nothing but
 * what it has observed, so its local state <i>is</i> its history of observations, and {@link
 * Local#after} computes its next call by running it from its beginning on what it was told. A state
 * of a run is then a plain value: the table (with what it held before, which stale reads may see),
 * the writes on their way, each writer's history, and how many faults and crashes there have been.
 * Equal states have equal futures, so each is explored once, whatever the number of runs that lead
 * to it; and what a call does to a table, and a writer after a history, is computed once. States
 * are visited by how many faults and crashes they took, then by steps, so that the first broken
 * promise has the fewest faults. Every step lengthens a history, delivers a write or spends from
 * the bounds, so there are no cycles, and the runs can be counted on the way.
 *
 * <p>A dedicated tool such as Lincheck's model checker drives threads through the accesses to their
 * shared memory, a bounded number of schedules of them; lost and late writes, stale reads and
 * crashes, which are what matters here, it would have to be taught all the same.
 *
 * <p>Two kinds of steps are left out because others lead to the same. Who dies after a read might
 * as well have died before it, so a writer dies only when it has written, is writing or has its
 * answer from a write. And a late write that finds its item there does nothing, then or ever, since
 * nothing is deleted: it is forgotten.
 *
 * <p>What is proved is proved for these writers and these bounds, and for DynamoDB as far as {@link
 * Snapshot} behaves as it does, which a test compares.
 */
public final class Explorer {

  /** When it all happens. */
  public static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");

  /** All that is ever read eventually consistent. */
  private static final String STALE_PREFIX = "ENTRY#";

  private static final Object NO_ANSWER = new WriteResult.Unsettled(false, "no answer");

  /** How far the clocks of two writers are apart, if they are. */
  private static final long APART_MILLIS = 10;

  private final Scenario scenario;
  private final Bounds bounds;
  private final Interned<Snapshot> tables = new Interned<>();
  private final Interned<Call> calls = new Interned<>();
  private final Interned<Object> observations = new Interned<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Long, Effect> effects = new HashMap<>();
  private final Map<Integer, Integer> entries = new HashMap<>();
  private final Map<Integer, Integer> pasts = new HashMap<>();
  private final Map<Long, Boolean> dead = new HashMap<>();
  private final Set<Integer> sound = new LinkedHashSet<>();
  private final int[] roots;

  private final Map<State, State> seen = new HashMap<>();
  private final TreeMap<Long, ArrayDeque<State>> open = new TreeMap<>();
  private Supplier<String> doing = () -> "";
  private long steps;
  private long ends;
  private double runs;

  private Explorer(Scenario scenario, Bounds bounds) {
    this.scenario = scenario;
    this.bounds = bounds;
    roots = new int[scenario.writers().size()];
    for (int writer = 0; writer < roots.length; writer++) {
      roots[writer] = node(writer, null, 0).number;
    }
  }

  /** Explores all runs of a scenario, or those before the first that breaks the promise. */
  public static Verdict explore(Scenario scenario, Bounds bounds) {
    return new Explorer(scenario, bounds).explore();
  }

  private Verdict explore() {
    scenario.promise().always(scenario.before());
    Position start = Position.start(roots, tables.number(scenario.before()));
    visit(new State(start.encoded(), null), start, 1);
    while (!open.isEmpty()) {
      ArrayDeque<State> nearest = open.firstEntry().getValue();
      State state = nearest.remove();
      if (nearest.isEmpty()) open.pollFirstEntry();
      Position position = Position.decoded(state.code, roots.length);
      try {
        if (isEnd(position)) end(position, state);
        expand(
            position,
            (told, next) -> {
              steps++;
              forgetDead(next);
              forgetOld(next);
              visit(new State(next.encoded(), state), next, state.runs);
            });
      } catch (AssertionError broken) {
        return new Verdict.Broken(
            position.faults + position.crashes,
            history(state, String.valueOf(broken.getMessage())));
      }
    }
    return new Verdict.Holds(seen.size(), steps, ends, runs);
  }

  /**
   * Forgets writes on their way that can do nothing any more: nothing is ever deleted, so an insert
   * whose item is there fails for ever.
   */
  private void forgetDead(Position position) {
    for (int index = position.late.length - 1; index >= 0; index--) {
      if (isDead(position.table(), position.late[index])) position.arrive(index);
    }
  }

  /**
   * Forgets of the tables that there were what nothing asks for any more: of those before every
   * request that is under way their order and all but their entries, of the others what the promise
   * does not ask of the past.
   */
  private void forgetOld(Position position) {
    int[] versions = position.versions;
    int last = versions.length - 1;
    int first = last;
    for (int since : position.since) {
      if (since != Position.NOT_BEGUN) first = Math.min(first, since);
    }
    int[] recent = new int[versions.length - first];
    int[] moved = new int[versions.length - first];
    int kept = 0;
    for (int index = first; index < last; index++) {
      int past = past(versions[index]);
      moved[index - first] = kept;
      int next = index + 1 == last ? past(versions[last]) : past(versions[index + 1]);
      if (past != next) recent[kept++] = past;
    }
    moved[last - first] = kept;
    recent[kept++] = versions[last];
    Set<Integer> later = new HashSet<>();
    for (int index = 0; index < kept; index++) later.add(entries(recent[index]));
    int[] old =
        Arrays.stream(versions, 0, first)
            .map(this::entries)
            .filter(entries -> !later.contains(entries))
            .distinct()
            .sorted()
            .toArray();
    int[] all = Arrays.copyOf(old, old.length + kept);
    System.arraycopy(recent, 0, all, old.length, kept);
    position.versions = all;
    for (int writer = 0; writer < position.since.length; writer++) {
      if (position.since[writer] != Position.NOT_BEGUN) {
        position.since[writer] = old.length + moved[position.since[writer] - first];
      }
    }
  }

  private int entries(int table) {
    return entries.computeIfAbsent(
        table, number -> tables.number(tables.value(number).only(Explorer::isStaleRead)));
  }

  private int past(int table) {
    return pasts.computeIfAbsent(
        table, number -> tables.number(scenario.promise().past(tables.value(number))));
  }

  private static boolean isStaleRead(Item item) {
    return item.key().sort().startsWith(STALE_PREFIX);
  }

  private boolean isDead(int table, int call) {
    return dead.computeIfAbsent(
        ((long) table << 32) + call,
        key ->
            calls.value(call) instanceof Call.Write(List<Write> writes)
                && writes.stream()
                    .anyMatch(
                        write ->
                            write instanceof Write.Insert
                                && scenario.isConditional().test(write)
                                && tables.value(table).get(write.key()).isPresent()));
  }

  private void visit(State state, Position position, double runsThrough) {
    State known = seen.putIfAbsent(state, state);
    if (known != null) {
      known.runs += runsThrough;
      return;
    }
    state.runs = runsThrough;
    open.computeIfAbsent(order(position), key -> new ArrayDeque<>()).add(state);
  }

  /** Rises with every step: spent first, then observations made less writes on their way. */
  private long order(Position position) {
    long spent = (long) position.faults + position.crashes + position.restarts;
    long made = -(long) position.late.length;
    for (int local : position.locals) made += nodes.get(local).depth;
    return (spent << 32) + made + Integer.MAX_VALUE / 2;
  }

  private boolean isEnd(Position position) {
    if (position.late.length > 0) return false;
    for (int local : position.locals) {
      if (!(nodes.get(local).next instanceof Local.Answers)) return false;
    }
    return true;
  }

  private void end(Position position, State state) {
    ends++;
    runs += state.runs;
    doing = () -> "all have their answers: " + Told.answers(answers(position));
    scenario.promise().finallyHolds(tables.value(position.table()), answers(position));
  }

  private List<Object> answers(Position position) {
    List<Object> answers = new ArrayList<>();
    for (int local : position.locals) {
      if (nodes.get(local).next instanceof Local.Answers(Object answer)) answers.add(answer);
    }
    return answers;
  }

  /** Every step from here. */
  private void expand(Position from, BiConsumer<Supplier<String>, Position> visit) {
    for (int writer = 0; writer < roots.length; writer++) {
      Node node = nodes.get(from.locals[writer]);
      String name = scenario.writers().get(writer).name();
      switch (node.next) {
        case Local.Calls(Call call) -> {
          switch (call) {
            case Call.Write write -> write(from, writer, write, visit);
            case Call.Get get -> read(from, writer, get, get.consistent(), visit);
            case Call.Newest newest -> read(from, writer, newest, newest.consistent(), visit);
          }
          if (node.hasJustWritten()) {
            crash(from, writer, () -> name + " dies and begins again", visit);
          }
        }
        case Local.Answers _ -> {
          if (node.hasJustWritten()) {
            crash(from, writer, () -> name + ": its answer is lost, it begins again", visit);
          }
        }
        case Local.Busy _ -> {
          Position after = from.copy();
          after.restarts++;
          restart(after, writer);
          visit.accept(() -> name + " is told to come back, and does", after);
        }
        case Local.Breaks _ -> throw new IllegalStateException("explored beyond a fault");
      }
    }
    for (int index = 0; index < from.late.length; index++) {
      if (index > 0 && from.late[index] == from.late[index - 1]) continue;
      int call = from.late[index];
      Supplier<String> told = () -> "late: what once was sent: " + Told.call(calls.value(call));
      Position after = from.copy();
      after.arrive(index);
      after.table(effect(from.table(), call, told).table);
      visit.accept(told, after);
    }
  }

  private void read(
      Position from,
      int writer,
      Call call,
      boolean consistent,
      BiConsumer<Supplier<String>, Position> visit) {
    if (!consistent
        && !(call instanceof Call.Newest(_, String prefix, _, _, _)
            && prefix.equals(STALE_PREFIX))) {
      throw new IllegalStateException("a stale read of other than entries: " + Told.call(call));
    }
    int number = calls.number(call);
    int oldest = consistent ? from.versions.length - 1 : 0;
    Set<Integer> answers = new LinkedHashSet<>();
    for (int version = from.versions.length - 1; version >= oldest; version--) {
      int observation = effect(from.versions[version], number, () -> "").observation;
      if (!answers.add(observation)) continue;
      boolean stale = version < from.versions.length - 1;
      Supplier<String> told = told(writer, call, observation, stale ? "stale: " : "");
      visit.accept(told, observed(from, from.copy(), writer, observation, told));
    }
  }

  private void write(
      Position from, int writer, Call.Write call, BiConsumer<Supplier<String>, Position> visit) {
    int number = calls.number(call);
    String name = scenario.writers().get(writer).name();
    int noAnswer = observations.number(NO_ANSWER);
    Effect effect = effect(from.table(), number, () -> name + " " + Told.call(call));
    Supplier<String> told = told(writer, call, effect.observation, "");
    Position answered = from.copy();
    answered.table(effect.table);
    visit.accept(told, observed(from, answered, writer, effect.observation, told));

    if (from.faults < bounds.faults()) {
      Supplier<String> lostTold = told(writer, call, noAnswer, "lost: ");
      Position lost = from.copy();
      lost.faults++;
      visit.accept(lostTold, observed(from, lost, writer, noAnswer, lostTold));

      Supplier<String> lateTold = told(writer, call, noAnswer, "on its way: ");
      Position late = from.copy();
      late.faults++;
      late.send(number);
      visit.accept(lateTold, observed(from, late, writer, noAnswer, lateTold));

      Position twice = from.copy();
      twice.faults++;
      twice.send(number);
      begin(from, twice, writer);
      visit.accept(() -> name + " sends twice: " + Told.call(call), twice);

      for (int part : effect.parts) {
        Supplier<String> partTold = told(writer, call, part, "half reported: ");
        Position partly = from.copy();
        partly.faults++;
        visit.accept(partTold, observed(from, partly, writer, part, partTold));
      }
    }
    if (from.crashes < bounds.crashes()) {
      Position sent = from.copy();
      sent.send(number);
      crash(sent, writer, () -> name + " dies after it sent: " + Told.call(call), visit);
    }
  }

  private void crash(
      Position from,
      int writer,
      Supplier<String> told,
      BiConsumer<Supplier<String>, Position> visit) {
    if (from.crashes >= bounds.crashes()) return;
    Position after = from.copy();
    after.crashes++;
    restart(after, writer);
    visit.accept(told, after);
  }

  private void restart(Position position, int writer) {
    position.locals[writer] = roots[writer];
    position.since[writer] = Position.NOT_BEGUN;
  }

  private Supplier<String> told(int writer, Call call, int observation, String how) {
    return () ->
        scenario.writers().get(writer).name()
            + " "
            + Told.call(call)
            + " -> "
            + how
            + Told.observation(observations.value(observation));
  }

  /** Moves a writer on by what it observed, and checks its answer if that is the end of it. */
  private Position observed(
      Position from, Position after, int writer, int observation, Supplier<String> told) {
    begin(from, after, writer);
    Node before = nodes.get(from.locals[writer]);
    Node node = before.after.get(observation);
    if (node == null) {
      node = node(writer, before, observation);
      before.after.put(observation, node);
    }
    after.locals[writer] = node.number;
    doing = told;
    switch (node.next) {
      case Local.Answers(Object answer) -> {
        List<Integer> during = new ArrayList<>();
        for (int version = after.since[writer]; version < after.versions.length; version++) {
          during.add(after.versions[version]);
        }
        if (node.truths.add(during)) {
          scenario.writers().get(writer).check(answer, during.stream().map(tables::value).toList());
        }
        after.since[writer] = Position.NOT_BEGUN;
      }
      case Local.Breaks(Throwable fault) -> throw new AssertionError("it breaks: " + fault, fault);
      case Local.Calls _, Local.Busy _ -> {}
    }
    return after;
  }

  /** The first step of a writer: no answer of it may be explained by what was before. */
  private void begin(Position from, Position after, int writer) {
    if (from.since[writer] == Position.NOT_BEGUN) {
      after.since[writer] = from.versions.length - 1;
    }
  }

  /** What a call does to a table: computed, and checked against the promise, once. */
  private Effect effect(int table, int call, Supplier<String> told) {
    long key = ((long) table << 32) + call;
    Effect known = effects.get(key);
    if (known != null) return known;
    doing = told;
    Effect effect = compute(table, call);
    effects.put(key, effect);
    return effect;
  }

  private Effect compute(int table, int number) {
    Snapshot before = tables.value(table);
    return switch (calls.value(number)) {
      case Call.Get(Key key, _) -> new Effect(table, observations.number(before.get(key)));
      case Call.Newest(String partition, String prefix, int limit, Optional<String> below, _) ->
          new Effect(table, observations.number(before.newest(partition, prefix, limit, below)));
      case Call.Write(var writes) -> {
        Snapshot.Written written = before.write(writes, scenario.isConditional());
        int after = tables.number(written.after());
        if (after != table) {
          scenario.promise().step(before, written.after());
          if (sound.add(after)) scenario.promise().always(written.after());
        }
        yield new Effect(after, observations.number(written.result()), parts(written.result()));
      }
    };
  }

  /** What a writer may be told of several false conditions if it is told of one. */
  private int[] parts(WriteResult result) {
    if (!(result instanceof WriteResult.ConditionsFailed(Map<Key, Optional<Item>> failures))) {
      return new int[0];
    }
    if (failures.size() == 1) return new int[0];
    return failures.entrySet().stream()
        .map(one -> new WriteResult.ConditionsFailed(Map.of(one.getKey(), one.getValue())))
        .mapToInt(observations::number)
        .toArray();
  }

  private Node node(int writer, @Nullable Node before, int observation) {
    List<Local.Observed> history = new ArrayList<>();
    if (before != null) {
      history.addAll(before.history);
      if (!(before.next instanceof Local.Calls(Call call))) throw new IllegalStateException();
      history.add(new Local.Observed(call, observations.value(observation)));
    }
    Local next =
        Local.after(
            scenario.writers().get(writer), history, scenario.clocks(), writer * APART_MILLIS);
    Node node = new Node(nodes.size(), history, next);
    nodes.add(node);
    return node;
  }

  private String history(State last, String wrong) {
    ArrayDeque<State> path = new ArrayDeque<>();
    for (State state = last; state != null; state = state.before) path.push(state);
    Supplier<String> lastStep = doing;
    List<String> lines = new ArrayList<>();
    State from = path.pop();
    for (State to : path) {
      lines.add(step(from, to));
      from = to;
    }
    lines.add(lastStep.get());
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= lines.size(); number++) {
      text.append("%n%3d. %s".formatted(number, lines.get(number - 1)));
    }
    return text.append("%n   => ".formatted()).append(wrong).toString();
  }

  /** The step between two states: expanded again, so that no state has to carry its words. */
  private String step(State from, State to) {
    List<String> found = new ArrayList<>();
    expand(
        Position.decoded(from.code, roots.length),
        (told, next) -> {
          forgetDead(next);
          forgetOld(next);
          if (Arrays.equals(next.encoded(), to.code)) found.add(told.get());
        });
    return found.getFirst();
  }

  /**
   * What a call does.
   *
   * @param table the table afterwards
   * @param observation what the writer is told
   * @param parts what it may be told instead, if only one condition is reported
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Effect(int table, int observation, int[] parts) {
    Effect(int table, int observation) {
      this(table, observation, new int[0]);
    }
  }

  /** A writer's local state. */
  private static final class Node {
    private final int number;
    private final int depth;
    private final List<Local.Observed> history;
    private final Local next;
    private final Map<Integer, Node> after = new HashMap<>();

    /** For what tables in turn its answer was found to be true. */
    private final Set<List<Integer>> truths = new HashSet<>();

    Node(int number, List<Local.Observed> history, Local next) {
      this.number = number;
      this.depth = history.size();
      this.history = history;
      this.next = next;
    }

    boolean hasJustWritten() {
      return depth > 0 && history.getLast().call() instanceof Call.Write;
    }
  }

  /** A state of a run, the state it was first reached from, and how many runs reach it. */
  private static final class State {
    private final int[] code;
    private final int hash;
    private final @Nullable State before;
    private double runs;

    State(int[] code, @Nullable State before) {
      this.code = code;
      this.hash = Arrays.hashCode(code);
      this.before = before;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State that && hash == that.hash && Arrays.equals(code, that.code);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
