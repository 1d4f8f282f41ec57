package io.giftledger.operator;

import picocli.CommandLine.Option;

/** What each command has that changes a table in somebody's name. */
final class SignedOptions {

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(
      names = "--by",
      required = true,
      converter = PersonName.class,
      description = "Who you are; stored with it, in lower case.")
  private String by = "";

  @Option(
      names = "--note",
      required = true,
      converter = OneLine.class,
      description = "Why, a ticket; stored with it.")
  private String note = "";

  /** The table that it changes. */
  String table() {
    return table;
  }

  /** Who does it. */
  String by() {
    return by;
  }

  /** Why. */
  String note() {
    return note;
  }

  /** As in the operator's API: others have to decide on what is somebody's. */
  void requireNotOf(String owner) {
    if (by.equals(PersonName.of(owner))) {
      throw new IllegalArgumentException("others have to decide on what is yours");
    }
  }
}
