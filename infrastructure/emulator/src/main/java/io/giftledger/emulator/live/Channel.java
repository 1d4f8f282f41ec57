package io.giftledger.emulator.live;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A channel, or with {@code *} as its last segment all that begin as it does.
 *
 * @param segments the namespace, and up to four more
 */
record Channel(List<String> segments) {

  private static final int SEGMENTS_MAX = 5;
  private static final String WILDCARD = "*";
  private static final Pattern SEGMENT =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?");

  /**
   * Reads a path.
   *
   * @param path {@code /namespace/segment/…}; AppSync does without the first slash, too
   * @return empty if there cannot be such a channel
   */
  static Optional<Channel> parse(String path) {
    List<String> segments = Arrays.asList(path.replaceFirst("^/", "").split("/", -1));
    boolean wildcard = segments.size() > 1 && segments.getLast().equals(WILDCARD);
    List<String> named = wildcard ? segments.subList(0, segments.size() - 1) : segments;
    return segments.size() <= SEGMENTS_MAX
            && named.stream().allMatch(segment -> SEGMENT.matcher(segment).matches())
        ? Optional.of(new Channel(List.copyOf(segments)))
        : Optional.empty();
  }

  String namespace() {
    return segments.getFirst();
  }

  boolean isWildcard() {
    return segments.getLast().equals(WILDCARD);
  }

  /** Whether whoever subscribed to this gets what is published to a channel. */
  boolean covers(Channel published) {
    if (!isWildcard()) return equals(published);
    List<String> prefix = segments.subList(0, segments.size() - 1);
    return published.segments.size() > prefix.size()
        && published.segments.subList(0, prefix.size()).equals(prefix);
  }

  @Override
  public String toString() {
    return "/" + String.join("/", segments);
  }
}
