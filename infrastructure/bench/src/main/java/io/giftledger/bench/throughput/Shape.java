package io.giftledger.bench.throughput;

/** Who sends gifts to whom. */
enum Shape {
  /** Nothing is shared: no two clients send for the same viewer. */
  MANY("many senders, many creators", 256, 32),
  /** All gifts go to one creator, whose earnings are one chain. */
  HOT_CREATOR("one hot creator", 256, 1),
  /** All gifts come from one viewer, whose wallet is one chain: every two clients race. */
  HOT_SENDER("one hot sender", 1, 32);

  private final String label;
  private final int senders;
  private final int creators;

  Shape(String label, int senders, int creators) {
    this.label = label;
    this.senders = senders;
    this.creators = creators;
  }

  String label() {
    return label;
  }

  int senders() {
    return senders;
  }

  int creators() {
    return creators;
  }

  /**
   * The sender of a client's next gift. Clients share a sender only if there are fewer senders than
   * clients.
   */
  int sender(int client, int clients, long number) {
    return (int) ((client + number * clients) % senders);
  }

  /** The creator whom that gift goes to. */
  int creator(int client, long number) {
    return (int) ((client + number) % creators);
  }
}
