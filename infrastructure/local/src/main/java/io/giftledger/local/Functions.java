package io.giftledger.local;

import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.TemplateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All functions of the template, started. */
final class Functions implements AutoCloseable {
  private final Map<String, LocalFunction> byLogicalId;

  private Functions(List<LocalFunction> functions) {
    this.byLogicalId =
        functions.stream()
            .collect(
                Collectors.toMap(
                    function -> function.definition().logicalId(), Function.identity()));
  }

  /**
   * Starts every function, several at a time.
   *
   * @throws TemplateException if one of them is not what the template says, or does not start
   */
  static Functions start(
      List<FunctionDefinition> definitions, Function<FunctionDefinition, LocalFunction> starter)
      throws InterruptedException {
    List<LocalFunction> started = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<LocalFunction>> starting = new ArrayList<>();
      for (FunctionDefinition definition : definitions) {
        starting.add(threads.submit(() -> starter.apply(definition)));
      }
      RuntimeException failure = null;
      for (Future<LocalFunction> function : starting) {
        try {
          started.add(function.get());
        } catch (ExecutionException e) {
          failure =
              e.getCause() instanceof TemplateException cause
                  ? cause
                  : new IllegalStateException("a function does not start", e.getCause());
        }
      }
      if (failure == null) return new Functions(started);
      started.forEach(LocalFunction::close);
      throw failure;
    }
  }

  LocalFunction get(String logicalId) {
    LocalFunction function = byLogicalId.get(logicalId);
    if (function == null) throw new IllegalArgumentException("no function " + logicalId);
    return function;
  }

  List<LocalFunction> all() {
    return byLogicalId.values().stream()
        .sorted(Comparator.comparing(function -> function.definition().logicalId()))
        .toList();
  }

  @Override
  public void close() {
    byLogicalId.values().forEach(LocalFunction::close);
  }
}
