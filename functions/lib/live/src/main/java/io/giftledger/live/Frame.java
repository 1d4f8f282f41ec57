package io.giftledger.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;

/**
 * Gifts that appear in a room together.
 *
 * @param version 1: what a page that knows this form can read
 * @param room the id of what they were sent in
 * @param at when the frame was made: ISO 8601
 * @param gifts the gifts, the dearest first
 * @param leftOut what did not fit; absent if all did. The room's snapshot has it
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Frame(
    int version, String room, String at, List<ShownGift> gifts, Optional<LeftOut> leftOut) {

  /** The version that this code makes. */
  static final int VERSION = 1;

  /**
   * Gifts that a frame had no room for.
   *
   * @param gifts how many
   * @param coins what they cost together
   */
  @Serdeable
  public record LeftOut(long gifts, long coins) {}
}
