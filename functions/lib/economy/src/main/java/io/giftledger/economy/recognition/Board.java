package io.giftledger.economy.recognition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The first of those who gave, in order.
 *
 * <p>What a viewer gave in one period, or in one room without having left it, only grows. So
 * whoever is not among the first, and has given nothing since, is not among them later either: it
 * is enough to keep these, and to put in whoever gives.
 *
 * @param ranked at most {@link #SHOWN_MAX}, the highest first
 */
public record Board(List<Ranked> ranked) {

  /** So many a board has at most. */
  public static final int SHOWN_MAX = 100;

  /** A board without anybody. */
  public static final Board EMPTY = new Board(List.of());

  /** The board of some, each once. */
  static Board of(Stream<Ranked> all) {
    return new Board(all.sorted(Ranked.ORDER).limit(SHOWN_MAX).toList());
  }

  /** With some who gave, each in place of what there was of them. */
  Board with(Collection<Ranked> gave) {
    return of(among(gave).stream());
  }

  /** As {@link #with}, in no order, and all of them. */
  Collection<Ranked> among(Collection<Ranked> gave) {
    Map<String, Ranked> all = new HashMap<>();
    for (Ranked one : ranked) all.put(one.viewer(), one);
    for (Ranked one : gave) all.put(one.viewer(), one);
    return all.values();
  }

  /** The boards of two creators in one room, together. */
  public Board plus(Board other) {
    Map<String, Ranked> all = new HashMap<>();
    for (Ranked one : ranked) all.put(one.viewer(), one);
    for (Ranked one : other.ranked) all.merge(one.viewer(), one, Ranked::plus);
    return of(all.values().stream());
  }

  /** How it is stored, a line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(ranked.size());
    for (Ranked one : ranked) lines.add(one.toString());
    return lines;
  }

  static Board ofLines(List<String> lines) {
    return new Board(lines.stream().map(Ranked::parse).toList());
  }
}
