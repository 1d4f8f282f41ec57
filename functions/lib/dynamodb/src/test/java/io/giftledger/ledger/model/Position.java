package io.giftledger.ledger.model;

import java.util.Arrays;

/**
 * A state of a whole run: everything that its future depends on, and nothing else, in numbers. A
 * mutable working copy; {@link #encoded} is what is compared and kept.
 */
final class Position {

  /** In {@link #since}: the writer has not begun, or has its answer. */
  static final int NOT_BEGUN = -1;

  int faults;
  int crashes;
  int restarts;

  /** Each writer's local state. */
  final int[] locals;

  /** Which of {@link #versions} was the table when each writer began. */
  final int[] since;

  /** Every table there has been, the one of now last. */
  int[] versions;

  /** Writes that are on their way, in ascending order; whoever sent them has given them up. */
  int[] late;

  private Position(int[] locals, int[] since, int[] versions, int[] late) {
    this.locals = locals;
    this.since = since;
    this.versions = versions;
    this.late = late;
  }

  /** Where a run begins. */
  static Position start(int[] locals, int table) {
    int[] since = new int[locals.length];
    Arrays.fill(since, NOT_BEGUN);
    return new Position(locals, since, new int[] {table}, new int[0]);
  }

  static Position decoded(int[] code, int writers) {
    int at = 3 + 2 * writers;
    int versions = code[at];
    Position position =
        new Position(
            Arrays.copyOfRange(code, 3, 3 + writers),
            Arrays.copyOfRange(code, 3 + writers, at),
            Arrays.copyOfRange(code, at + 1, at + 1 + versions),
            Arrays.copyOfRange(code, at + 1 + versions, code.length));
    position.faults = code[0];
    position.crashes = code[1];
    position.restarts = code[2];
    return position;
  }

  int[] encoded() {
    int writers = locals.length;
    int[] code = new int[4 + 2 * writers + versions.length + late.length];
    code[0] = faults;
    code[1] = crashes;
    code[2] = restarts;
    System.arraycopy(locals, 0, code, 3, writers);
    System.arraycopy(since, 0, code, 3 + writers, writers);
    code[3 + 2 * writers] = versions.length;
    System.arraycopy(versions, 0, code, 4 + 2 * writers, versions.length);
    System.arraycopy(late, 0, code, 4 + 2 * writers + versions.length, late.length);
    return code;
  }

  Position copy() {
    Position copy = new Position(locals.clone(), since.clone(), versions, late);
    copy.faults = faults;
    copy.crashes = crashes;
    copy.restarts = restarts;
    return copy;
  }

  int table() {
    return versions[versions.length - 1];
  }

  void table(int next) {
    if (next == table()) return;
    versions = Arrays.copyOf(versions, versions.length + 1);
    versions[versions.length - 1] = next;
  }

  void send(int call) {
    late = Arrays.copyOf(late, late.length + 1);
    late[late.length - 1] = call;
    Arrays.sort(late);
  }

  void arrive(int index) {
    int[] rest = new int[late.length - 1];
    System.arraycopy(late, 0, rest, 0, index);
    System.arraycopy(late, index + 1, rest, index, rest.length - index);
    late = rest;
  }
}
