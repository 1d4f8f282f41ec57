package io.giftledger.live;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes frames of gifts: one for each room, and one for each creator in a room, whatever comes at
 * once. Gifts of one combo are shown as one, the dearest come first, and what does not fit is left
 * out, and said to be.
 */
public final class Frames {

  /** A frame has no more bytes: AppSync bills each delivery by 5 KB. */
  public static final int BYTES_MAX = 4_096;

  private static final Comparator<ShownGift> DEAREST_FIRST =
      Comparator.comparingLong(ShownGift::coins)
          .reversed()
          .thenComparing(ShownGift::at)
          .thenComparing(ShownGift::id);

  private final Function<Frame, String> json;

  /**
   * @param json writes a frame
   */
  public Frames(Function<Frame, String> json) {
    this.json = json;
  }

  /**
   * A gift and where it is shown.
   *
   * @param room the id of what it was sent in
   * @param gift the gift
   */
  public record Placed(String room, ShownGift gift) {}

  /**
   * A frame on its way.
   *
   * @param room the room that it is of
   * @param channel where it is published
   * @param json what is published
   */
  public record Published(String room, String channel, String json) {}

  /** The frames of gifts that came together; gifts whose room can have no channel are in none. */
  public List<Published> of(List<Placed> placed, Instant at) {
    Map<String, List<ShownGift>> rooms = new LinkedHashMap<>();
    for (Placed one : placed) {
      rooms.computeIfAbsent(one.room(), _ -> new ArrayList<>()).add(one.gift());
    }
    List<Published> frames = new ArrayList<>();
    rooms.forEach(
        (room, gifts) -> {
          String all = frame(room, gifts, at);
          Channel.ofRoom(room).ifPresent(channel -> frames.add(new Published(room, channel, all)));
          Map<String, List<ShownGift>> creators = new LinkedHashMap<>();
          for (ShownGift gift : gifts) {
            creators.computeIfAbsent(gift.creator(), _ -> new ArrayList<>()).add(gift);
          }
          creators.forEach(
              (creator, theirs) ->
                  Channel.ofCreator(creator)
                      .ifPresent(
                          channel ->
                              frames.add(
                                  new Published(
                                      room,
                                      channel,
                                      creators.size() == 1 ? all : frame(room, theirs, at)))));
        });
    return frames;
  }

  private String frame(String room, List<ShownGift> gifts, Instant at) {
    Map<String, ShownGift> combos = new LinkedHashMap<>();
    for (ShownGift gift : gifts) combos.merge(gift.combo().id(), gift, ShownGift::with);
    List<ShownGift> shown = combos.values().stream().sorted(DEAREST_FIRST).toList();
    // How many fit is not far from how many do in proportion to the bytes: few are tried.
    int fitting = shown.size();
    while (true) {
      String text = json.apply(frame(room, shown, fitting, at));
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes <= BYTES_MAX || fitting == 0) return text;
      fitting = Math.min(fitting - 1, (int) ((long) fitting * BYTES_MAX / bytes));
    }
  }

  private static Frame frame(String room, List<ShownGift> shown, int fitting, Instant at) {
    List<ShownGift> rest = shown.subList(fitting, shown.size());
    return new Frame(
        Frame.VERSION,
        room,
        at.toString(),
        shown.subList(0, fitting),
        rest.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Frame.LeftOut(rest.size(), rest.stream().mapToLong(ShownGift::coins).sum())));
  }
}
