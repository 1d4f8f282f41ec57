package io.giftledger.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The channels through which gifts appear. A channel's name is its namespace and up to four
 * segments of letters, digits and dashes, so an id is escaped and cut: {@code live.stream-1} is
 * {@code /room/live-dstream--1}. No two ids have one channel.
 */
public final class Channel {

  /** A segment has no more characters. */
  private static final int SEGMENT_MAX = 50;

  private Channel() {}

  /**
   * Where the gifts of a room come.
   *
   * @param room the id of what they are sent in: a live stream or a video
   * @return empty if the id has a character, or a length, that no channel can have
   */
  public static Optional<String> ofRoom(String room) {
    return of("/room", room);
  }

  /**
   * Where all gifts to a creator come.
   *
   * @param creator the creator's user id
   * @return empty as of a room
   */
  public static Optional<String> ofCreator(String creator) {
    return of("/creator", creator);
  }

  private static Optional<String> of(String namespace, String id) {
    StringBuilder escaped = new StringBuilder();
    for (char character : id.toCharArray()) {
      String as = escaped(character);
      if (as.isEmpty()) return Optional.empty();
      escaped.append(as);
    }
    List<String> segments = new ArrayList<>(List.of(namespace));
    for (int at = 0; at < escaped.length(); at += SEGMENT_MAX) {
      segments.add(escaped.substring(at, Math.min(escaped.length(), at + SEGMENT_MAX)));
    }
    return segments.size() < 2 || segments.size() > 5
        ? Optional.empty()
        : Optional.of(String.join("/", segments));
  }

  /** A character as it is in a channel; empty if it cannot be. */
  private static String escaped(char character) {
    return switch (character) {
      case '-' -> "--";
      case '.' -> "-d";
      case '_' -> "-u";
      case ':' -> "-c";
      case '|' -> "-p";
      case '+' -> "-a";
      default -> Character.toString(character).matches("[A-Za-z0-9]") ? "" + character : "";
    };
  }
}
