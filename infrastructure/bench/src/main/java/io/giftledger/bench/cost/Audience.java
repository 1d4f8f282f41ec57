package io.giftledger.bench.cost;

import io.giftledger.bench.report.Table;
import io.giftledger.live.Frames;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs to show a room to its viewers for an hour: worked out from list prices, as the page
 * behaves while gifts keep coming.
 *
 * @param prices AWS's
 * @param snapshot what a million snapshots cost
 */
record Audience(Prices prices, double snapshot) {

  private static final int VIEWERS = 100_000;
  private static final List<Double> FRAMES_A_SECOND = List.of(0.1, 0.5, 1.0, 2.0);

  /** The page fetches a room's snapshot so often while gifts come (hub.js, ACTIVE_MS). */
  private static final double SNAPSHOT_SECONDS = 4;

  private static final int HOUR_SECONDS = 3_600;
  private static final double GIGABYTE = 1e9;

  Table table() {
    List<List<Object>> rows = new ArrayList<>();
    for (double rate : FRAMES_A_SECOND) {
      double frames = rate * HOUR_SECONDS;
      double delivered = frames * prices.perMillion("appsync_event") / 1e6;
      double traffic = frames * Frames.BYTES_MAX / GIGABYTE * prices.internetGigabyte();
      double connected = HOUR_SECONDS / 60.0 * prices.perMillion("appsync_connection_minute") / 1e6;
      double snapshots = HOUR_SECONDS / SNAPSHOT_SECONDS * snapshot / 1e6;
      double viewer = delivered + traffic + connected + snapshots;
      rows.add(
          List.of(
              rate,
              Math.round(rate * VIEWERS),
              1_000 * delivered,
              1_000 * traffic,
              1_000 * connected,
              1_000 * snapshots,
              viewer,
              viewer * VIEWERS));
    }
    return new Table(
        "cost.audience",
        ("A room of %,d viewers in which gifts keep coming. Parts in dollars for 1,000"
             + " viewer-hours, their sum in dollars for one, and for the room; each frame as long"
             + " as it may be, and a snapshot fetched every %.0f s.")
            .formatted(VIEWERS, SNAPSHOT_SECONDS),
        List.of(
            "frames a second",
            "deliveries a second",
            "deliveries $",
            "traffic $",
            "connections $",
            "snapshots $",
            "$ a viewer-hour",
            "$ a room-hour"),
        rows);
  }
}
