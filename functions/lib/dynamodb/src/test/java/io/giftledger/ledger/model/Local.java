package io.giftledger.ledger.model;

import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a writer does next, as a function of what it has observed: it is run from its beginning, is
 * told again what it was told before, and is stopped at its first call that has no answer yet.
 */
sealed interface Local {

  /** It calls the table. */
  record Calls(Call call) implements Local {}

  /** It has its answer. */
  record Answers(Object answer) implements Local {}

  /** It gives up for now, and its caller asks again. */
  record Busy() implements Local {}

  /** It breaks. */
  record Breaks(Throwable fault) implements Local {}

  /** What was called, and what the answer was. */
  record Observed(Call call, Object observation) {}

  /**
   * @param behindMillis how far the writer's clock is behind the first one's; none if the clocks
   *     stand
   */
  static Local after(
      Writer writer, List<Observed> history, Scenario.Clocks clocks, long behindMillis) {
    Replay replay = new Replay(history);
    InstantSource clock =
        switch (clocks) {
          case STANDING -> InstantSource.fixed(Explorer.AT);
          case APART -> new Ticking(Explorer.AT.minusMillis(behindMillis));
        };
    try {
      return new Answers(writer.run(replay, clock));
    } catch (Unanswered unanswered) {
      return new Calls(unanswered.call);
    } catch (LedgerBusyException busy) {
      return new Busy();
    } catch (NotDeterministic bad) {
      throw bad;
    } catch (RuntimeException | AssertionError fault) {
      return new Breaks(fault);
    }
  }

  /** Stops a writer; an error, so that no protocol catches it. */
  final class Unanswered extends Error {
    private final transient Call call;

    Unanswered(Call call) {
      super(null, null, false, false);
      this.call = call;
    }
  }

  /** The writer did not repeat itself: the exploration would mean nothing. */
  final class NotDeterministic extends RuntimeException {
    NotDeterministic(Call then, Call now) {
      super("a writer that called " + Told.call(then) + " now calls " + Told.call(now));
    }
  }

  /** Goes on by a millisecond with every look. */
  final class Ticking implements InstantSource {
    private Instant next;

    Ticking(Instant first) {
      next = first;
    }

    @Override
    public Instant instant() {
      Instant now = next;
      next = now.plusMillis(1);
      return now;
    }
  }

  /** The table that tells again what it told. */
  final class Replay implements Table {
    private final List<Observed> history;
    private int told;

    Replay(List<Observed> history) {
      this.history = history;
    }

    private Object observe(Call call) {
      if (told == history.size()) throw new Unanswered(call);
      Observed again = history.get(told++);
      if (!again.call().equals(call)) throw new NotDeterministic(again.call(), call);
      return again.observation();
    }

    @Override
    public WriteResult write(List<Write> writes) {
      return (WriteResult) observe(new Call.Write(List.copyOf(writes)));
    }

    @Override
    public void replace(Item item) {
      throw new UnsupportedOperationException("value is never replaced");
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Item> get(Key key, boolean consistent) {
      return (Optional<Item>) observe(new Call.Get(key, consistent));
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      return (List<Item>) observe(new Call.Newest(partition, prefix, limit, below, consistent));
    }
  }
}
