package io.giftledger.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that run at the same time. */
public final class AtOnce {

  private AtOnce() {}

  /** What one call answers that is made several times at once. */
  public static <T> List<T> call(int times, Callable<T> call) throws Exception {
    return call(Collections.nCopies(times, call));
  }

  /**
   * What several calls answer that are made at once, in their order.
   *
   * @throws Exception what one of them threw
   */
  public static <T> List<T> call(List<? extends Callable<T>> calls) throws Exception {
    List<T> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> answer : threads.invokeAll(calls)) answers.add(answer.get());
    }
    return answers;
  }
}
