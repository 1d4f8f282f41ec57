package io.giftledger.recognise;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;

/**
 * Who gave most.
 *
 * @param period {@code day}, {@code week}, {@code month} or {@code all}; of a room {@code stream}
 * @param since when the period began (UTC), or the room's first gift was sent; absent of all time
 * @param board the highest first, at most 100
 * @param asOf when it was read
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record BoardView(String period, Optional<String> since, List<RankedView> board, String asOf) {

  /** Where on it a viewer stands, if they do. */
  Optional<Integer> rank(String viewer) {
    return board.stream()
        .filter(ranked -> ranked.viewer().equals(viewer))
        .map(RankedView::rank)
        .findFirst();
  }
}
