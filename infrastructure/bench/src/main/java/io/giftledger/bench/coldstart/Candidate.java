package io.giftledger.bench.coldstart;

import io.giftledger.template.FunctionDefinition;
import java.nio.file.Path;

/**
 * Code that is started.
 *
 * @param style how it is written
 * @param probe the event that it answers
 * @param definition the function in the template that it is, or stands for
 * @param jar its deployable jar
 * @param handler its class
 */
record Candidate(
    String style, Probe probe, FunctionDefinition definition, Path jar, String handler) {

  /** A name for files. */
  String id() {
    return style.replaceAll("[^A-Za-z]+", "-") + "." + probe.function();
  }
}
