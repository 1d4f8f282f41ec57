package io.giftledger.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take turns. One of them runs at a time, from one {@link #pause} to the next, while
 * whoever called {@link #resume} waits: so the order in which concurrent code runs is the caller's
 * choice, and the same choices make the same run.
 */
final class Fibers implements AutoCloseable {

  private static final ThreadLocal<@Nullable Fiber> RUNNING = new ThreadLocal<>();

  private final List<Fiber> live = new ArrayList<>();
  private final Semaphore back = new Semaphore(0);
  private boolean closed;

  /** One of the threads. */
  final class Fiber {

    private final String name;
    private final Rolls rolls;
    private final Semaphore turn = new Semaphore(0);
    private BooleanSupplier waitsFor = () -> true;
    private boolean done;
    private @Nullable Throwable failure;

    private Fiber(String name, Rolls rolls) {
      this.name = name;
      this.rolls = rolls;
    }

    String name() {
      return name;
    }

    /** The dice for what happens to it. */
    Rolls rolls() {
      return rolls;
    }

    boolean isDone() {
      return done;
    }

    private void run(Runnable body) {
      turn.acquireUninterruptibly();
      RUNNING.set(this);
      try {
        if (!closed) body.run();
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        done = true;
        back.release();
      }
    }
  }

  /** Starts one; it runs when it is first resumed. */
  Fiber start(String name, Rolls rolls, Runnable body) {
    Fiber fiber = new Fiber(name, rolls);
    live.add(fiber);
    Thread.ofVirtual().name(name).start(() -> fiber.run(body));
    return fiber;
  }

  /** The one that calls. */
  static Fiber running() {
    Fiber fiber = RUNNING.get();
    if (fiber == null) throw new IllegalStateException("not a fiber");
    return fiber;
  }

  /** Those that may go on, in the order in which they were started. */
  List<Fiber> ready() {
    return live.stream().filter(fiber -> fiber.waitsFor.getAsBoolean()).toList();
  }

  /** Whether none is left. */
  boolean isEmpty() {
    return live.isEmpty();
  }

  /**
   * Lets one go on until it pauses or ends.
   *
   * @throws IllegalStateException if it ended with an error that it should have handled itself
   */
  void resume(Fiber fiber) {
    fiber.turn.release();
    back.acquireUninterruptibly();
    if (fiber.done) {
      live.remove(fiber);
      if (fiber.failure != null) throw new IllegalStateException(fiber.name, fiber.failure);
    }
  }

  /** Lets others go first. */
  void pause() {
    pauseUntil(() -> true);
  }

  /** Lets others go until something is so. */
  void pauseUntil(BooleanSupplier condition) {
    Fiber fiber = running();
    fiber.waitsFor = condition;
    back.release();
    fiber.turn.acquireUninterruptibly();
    fiber.waitsFor = () -> true;
    if (closed) throw new Crash();
  }

  /** Ends those that are left, each where it stands. */
  @Override
  public void close() {
    closed = true;
    while (!live.isEmpty()) {
      Fiber fiber = live.removeFirst();
      fiber.turn.release();
      back.acquireUninterruptibly();
      if (!fiber.done) live.add(fiber);
    }
  }
}
