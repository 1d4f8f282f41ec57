package io.giftledger.emulator.iam;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A call of an AWS API as IAM sees it.
 *
 * @param action as policies name it: {@code dynamodb:PutItem}
 * @param resource the ARN of what is reached
 * @param context the condition keys that AWS gives with such a call, each with its values
 */
public record ApiCall(String action, String resource, Map<String, Set<String>> context) {

  /** The same call with one more condition key. */
  ApiCall with(String key, String value) {
    Map<String, Set<String>> more = new HashMap<>(context);
    more.put(key, Set.of(value));
    return new ApiCall(action, resource, Map.copyOf(more));
  }

  @Override
  public String toString() {
    return context.isEmpty()
        ? action + " on " + resource
        : action + " on " + resource + " with " + context;
  }
}
