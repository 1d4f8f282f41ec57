package io.giftledger.economy.wallet;

import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a viewer may buy coins and send gifts, and what counts against it.
 *
 * @param frozen the word for why they may not; empty if they may
 * @param disputes the days (UTC) of the last chargebacks, oldest first: as many as freeze a wallet
 *     with one more
 */
public record Standing(Optional<String> frozen, List<LocalDate> disputes) {

  /** Nothing counts against the viewer. */
  public static final Standing GOOD = new Standing(Optional.empty(), List.of());

  /** Why a wallet is frozen that had too many chargebacks. */
  public static final String CHARGEBACKS = "chargebacks";

  private static final String FROZEN = "frozen";
  private static final String DISPUTES = "disputes";

  /** Keeps its own list. */
  public Standing {
    disputes = List.copyOf(disputes);
  }

  /** With a wallet that is frozen, or is not. */
  Standing withFrozen(Optional<String> reason) {
    return new Standing(reason, disputes);
  }

  /** After a chargeback: a wallet that had enough of them in the days before is frozen. */
  Standing disputed(Instant at, Chargebacks rule) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    List<LocalDate> counted =
        Stream.concat(
                disputes.stream()
                    .filter(then -> ChronoUnit.DAYS.between(then, day) <= rule.withinDays()),
                Stream.of(day))
            .toList();
    int kept = Math.min(counted.size(), rule.freezeAfter() - 1);
    return new Standing(
        counted.size() < rule.freezeAfter() ? frozen : frozen.or(() -> Optional.of(CHARGEBACKS)),
        counted.subList(counted.size() - kept, counted.size()));
  }

  /** Adds what is stored of it. */
  void addTo(Item.Builder state) {
    state.text(FROZEN, frozen);
    if (!disputes.isEmpty()) {
      state.text(
          DISPUTES, disputes.stream().map(LocalDate::toString).collect(Collectors.joining(" ")));
    }
  }

  /** Reads what {@link #addTo} added. */
  static Standing read(Item state) {
    return new Standing(
        state.findText(FROZEN),
        state.findText(DISPUTES).stream()
            .flatMap(days -> Arrays.stream(days.split(" ", -1)))
            .map(LocalDate::parse)
            .toList());
  }
}
