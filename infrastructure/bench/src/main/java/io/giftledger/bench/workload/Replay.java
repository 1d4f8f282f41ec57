package io.giftledger.bench.workload;

import java.io.IOException;

/** A step that is done again and again, its AWS calls answered from a recording. */
public interface Replay {

  /** The function handles the event. */
  void handle() throws IOException;

  /** The same AWS calls by the same clients, and nothing else. */
  void callBare();
}
