package io.giftledger.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What lies between a function and AWS: every call of an SDK client goes through here. */
final class Network {

  private static final Set<Fault> ANY_CALL =
      EnumSet.of(Fault.THROTTLED, Fault.REQUEST_LOST, Fault.CRASH_BEFORE, Fault.CRASH_AFTER);

  private final Fibers fibers;
  private final History history;
  private final Set<Fault> faults;
  private final double rate;
  private final List<Late> late = new ArrayList<>();
  private boolean faulty = true;

  /** A call that is still under way when its caller has given it up. */
  private record Late(String what, Runnable call) {}

  /** What kind of call it is decides what can happen to it, and how that looks to the caller. */
  enum Kind {
    READ(Fault.ANSWER_LOST, Fault.INTERNAL_ERROR),
    STALE_READ(Fault.ANSWER_LOST, Fault.INTERNAL_ERROR, Fault.STALE_READ),
    WRITE(Fault.ANSWER_LOST, Fault.INTERNAL_ERROR, Fault.LATE, Fault.RETRIED),
    TRANSACTION(
        Fault.ANSWER_LOST,
        Fault.INTERNAL_ERROR,
        Fault.LATE,
        Fault.RETRIED,
        Fault.CONFLICT,
        Fault.IN_PROGRESS),
    SEND(Fault.ANSWER_LOST, Fault.INTERNAL_ERROR, Fault.RETRIED),
    SEND_BATCH(Fault.ANSWER_LOST, Fault.INTERNAL_ERROR, Fault.RETRIED, Fault.PARTIAL_SEND),
    BUS(Fault.ANSWER_LOST, Fault.RETRIED),
    PROVIDER(Fault.PROVIDER_SILENT);

    private final Set<Fault> possible;

    Kind(Fault... also) {
      this.possible = EnumSet.copyOf(List.of(also));
      possible.addAll(ANY_CALL);
      if (name().equals("PROVIDER"))
        possible.removeAll(Set.of(Fault.THROTTLED, Fault.REQUEST_LOST));
    }
  }

  /**
   * @param faults what can happen
   * @param rate how often something does, per call
   */
  Network(Fibers fibers, History history, Set<Fault> faults, double rate) {
    this.fibers = fibers;
    this.history = history;
    this.faults = faults;
    this.rate = rate;
  }

  /** From now on nothing goes wrong any more. */
  void heal() {
    faulty = false;
  }

  /**
   * Makes a call, or lets something happen to it.
   *
   * @param what names it in the history
   * @param call makes it
   * @param thrown how a fault looks to the caller
   * @param special answers the faults that are not of the network itself (a stale read, a partial
   *     send)
   */
  <T> T call(
      Kind kind,
      String what,
      Supplier<T> call,
      Function<Fault, RuntimeException> thrown,
      Supplier<T> special) {
    fibers.pause();
    Optional<Fault> fault = fault(kind);
    String line = Fibers.running().name() + ": " + what;
    if (fault.isEmpty()) {
      history.note(line);
      return call.get();
    }
    history.note(line + "  <- " + fault.get());
    return switch (fault.get()) {
      case THROTTLED, CONFLICT, IN_PROGRESS, REQUEST_LOST -> throw thrown.apply(fault.get());
      case ANSWER_LOST, INTERNAL_ERROR, PROVIDER_SILENT -> {
        attempt(call);
        throw thrown.apply(fault.get());
      }
      case LATE -> {
        late.add(new Late(line, () -> attempt(call)));
        throw thrown.apply(Fault.REQUEST_LOST);
      }
      case RETRIED -> {
        attempt(call);
        yield call.get();
      }
      case CRASH_BEFORE -> throw new Crash();
      case CRASH_AFTER -> {
        attempt(call);
        throw new Crash();
      }
      default -> special.get();
    };
  }

  private Optional<Fault> fault(Kind kind) {
    Rolls rolls = Fibers.running().rolls();
    if (!faulty || !rolls.happens(rate)) return Optional.empty();
    List<Fault> possible = kind.possible.stream().filter(faults::contains).toList();
    return possible.isEmpty() ? Optional.empty() : Optional.of(rolls.oneOf(possible));
  }

  /** Nobody hears what comes of it. */
  private static void attempt(Supplier<?> call) {
    try {
      Object unheard = call.get();
    } catch (RuntimeException alsoUnheard) {
      return;
    }
  }

  /** Whether calls are under way that nobody waits for. */
  boolean hasLate() {
    return !late.isEmpty();
  }

  /** Lets one of them arrive. */
  void arrive(int which) {
    Late arriving = late.remove(which % late.size());
    history.note("arrives late: " + arriving.what());
    arriving.call().run();
  }
}
