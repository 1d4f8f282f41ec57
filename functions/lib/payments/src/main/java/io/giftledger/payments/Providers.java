package io.giftledger.payments;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The providers of one kind that a deployment has on board. Something new goes to one of those that
 * are preferred; what is in flight stays with the provider that is stored with it, whichever are
 * preferred by then.
 *
 * @param <P> the kind
 */
public final class Providers<P extends Provider> {

  private final Map<String, P> byName;
  private final List<P> preferred;

  /**
   * @param onBoard all that there are
   * @param variable where the preference was said, for the message if it is wrong
   * @param preference names, most preferred first, separated by commas
   * @throws IllegalArgumentException if there is none of a preferred name: the function must not
   *     start
   * @throws IllegalStateException if two are called the same
   */
  public Providers(Collection<P> onBoard, String variable, String preference) {
    byName = onBoard.stream().collect(toMap(Provider::name, identity()));
    preferred =
        Arrays.stream(preference.split(",", -1))
            .map(String::strip)
            .map(
                name ->
                    find(name)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "%s is \"%s\"; there is only %s"
                                        .formatted(
                                            variable, preference, new TreeSet<>(byName.keySet())))))
            .toList();
  }

  /** Who serves what is stored with a name. */
  public Optional<P> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Who may be given something new, most preferred first; at least one. */
  public List<P> preferred() {
    return preferred;
  }
}
