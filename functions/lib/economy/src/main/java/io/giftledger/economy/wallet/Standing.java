package io.giftledger.economy.wallet;

import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a viewer may buy coins and send gifts, and what counts against it.
 *
 * @param frozen the word for why they may not; empty if they may
 * @param disputes the days (UTC) of the last chargebacks that were not won, oldest first: at most
 *     {@link Chargebacks#FREEZE_AFTER_MAX}
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
    int kept = Math.min(counted.size(), Chargebacks.FREEZE_AFTER_MAX);
    return new Standing(
        counted.size() < rule.freezeAfter() ? frozen : frozen.or(() -> Optional.of(CHARGEBACKS)),
        counted.subList(counted.size() - kept, counted.size()));
  }

  /**
   * After a chargeback was won: it does not count any more. A wallet that is frozen stays so, until
   * somebody has looked at it.
   *
   * @param day the day (UTC) of the chargeback
   */
  Standing won(LocalDate day) {
    List<LocalDate> left = new ArrayList<>(disputes);
    left.remove(day);
    return new Standing(frozen, left);
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
