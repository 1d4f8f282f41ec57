package io.giftledger.ledger.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for values: equal values have the same number, so that comparing them costs nothing. */
final class Interned<T> {

  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> values = new ArrayList<>();

  /** The number of a value, from 0. */
  int number(T value) {
    Integer known = numbers.putIfAbsent(value, values.size());
    if (known != null) return known;
    values.add(value);
    return values.size() - 1;
  }

  /** The value with this number. */
  T value(int number) {
    return values.get(number);
  }
}
