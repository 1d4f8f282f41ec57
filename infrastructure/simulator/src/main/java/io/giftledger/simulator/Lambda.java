package io.giftledger.simulator;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the template's functions as Lambda does: an instance handles one event at a time, is kept
 * for the next, and is gone with all it had in memory when its process dies.
 */
final class Lambda implements AutoCloseable {

  private final EmbeddedAws aws;
  private final Fibers fibers;
  private final History history;
  private final long seed;
  private final Map<String, Deque<RequestStreamHandler>> idle = new HashMap<>();
  private final Map<String, Map<String, String>> environments = new HashMap<>();

  Lambda(EmbeddedAws aws, Fibers fibers, History history, long seed) {
    this.aws = aws;
    this.fibers = fibers;
    this.history = history;
    this.seed = seed;
  }

  /** One invocation, under way or over. */
  static final class Call {
    private boolean done;
    private long endedAt;
    private Optional<String> reply = Optional.empty();

    /** The step at which it was over. */
    long endedAt() {
      return endedAt;
    }

    boolean isDone() {
      return done;
    }

    /** Ends with a reply. */
    void end(String replied) {
      reply = Optional.of(replied);
      done = true;
    }

    /** What the function replied; empty if it failed or died. */
    Optional<String> reply() {
      return reply;
    }
  }

  /**
   * Invokes a function; what comes of it is told by the result, in time.
   *
   * @param label names the invocation, in the history and to the dice
   * @param function its logical id in the template
   */
  Call invoke(String label, String function, String event) {
    Call call = new Call();
    fibers.start(
        label,
        Rolls.of(seed, label),
        () -> {
          Deque<RequestStreamHandler> free =
              idle.computeIfAbsent(function, name -> new ArrayDeque<>());
          RequestStreamHandler handler = free.isEmpty() ? start(function) : free.pop();
          try {
            // The same seed is the same run, however slow the machine is.
            call.end(Invocation.invoke(handler, event, Duration.ofDays(1)));
            free.push(handler);
          } catch (Crash crash) {
            history.note(label + ": dies");
            close(handler);
          } catch (IOException | RuntimeException failed) {
            history.note(label + ": fails: " + failed);
            free.push(handler);
          } finally {
            call.done = true;
            call.endedAt = history.step();
          }
        });
    return call;
  }

  private RequestStreamHandler start(String function) {
    Resource resource = aws.template().resource(FunctionDefinition.TYPE, function);
    Map<String, String> environment = environments.computeIfAbsent(function, aws::environment);
    try {
      return Class.forName(resource.string("Handler"))
          .asSubclass(RequestStreamHandler.class)
          .getConstructor(Map.class)
          .newInstance(environment);
    } catch (ReflectiveOperationException wrong) {
      throw new IllegalStateException("cannot start " + function, wrong);
    }
  }

  private static void close(RequestStreamHandler handler) {
    if (!(handler instanceof AutoCloseable closeable)) return;
    try {
      closeable.close();
    } catch (Exception wrong) {
      throw new IllegalStateException("cannot stop a function", wrong);
    }
  }

  /** Takes down what is idle: whatever is invoked then starts anew. */
  @Override
  public void close() {
    idle.values().forEach(handlers -> handlers.forEach(Lambda::close));
    idle.clear();
  }
}
